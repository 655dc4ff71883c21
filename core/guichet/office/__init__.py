"""The office's side: registrations, review of invoices and decisions, hand-over, staff, lost phones, mails."""

from pyramid.config import Configurator

from guichet.documents.file_cleaner import FileCleaner
from guichet.office import (
    announcement,
    batches,
    cases,
    decisions,
    lost_phones,
    mail_pages,
    reasons,
    registrations,
    retention,
    staff,
)
from guichet.office.alerts import alert_page
from guichet.office.alerts import mails as alert_mails
from guichet.office.announcement.models import NAME as ANNOUNCEMENT
from guichet.office.announcement.models import Announcement
from guichet.office.audit_head import mails as audit_mails
from guichet.office.batches import batch_pages
from guichet.office.batches.batch_job import BatchJob
from guichet.office.cases.document_viewer import DRAWING_WAIT
from guichet.office.decisions.group_job import GroupAcceptanceJob
from guichet.office.decisions.group_models import GROUPS, GroupAcceptances
from guichet.office.lost_phones import lost_phone_list
from guichet.office.navigation import account_menu, navigation
from guichet.office.reasons.models import CORRECTIONS, REGISTRATIONS
from guichet.office.reasons.usual_correction_reasons import usual_correction_reasons
from guichet.office.registrations import mails as registration_mails
from guichet.office.registrations.decided_registrations import DECIDED, DecidedCompanies
from guichet.office.registrations.usual_reasons import usual_reasons
from guichet.office.retention import mails as retention_mails
from guichet.office.retention.person_erasure import REST
from guichet.office.statistics import statistics_page
from guichet.store.models import Portal


def install(portal: Portal) -> None:
    """Adds what the rooms of the office keep to a new desk: lists of reasons and cases, an announcement, batches."""
    cases.install(portal)
    portal.add(REGISTRATIONS, usual_reasons())
    portal.add(CORRECTIONS, usual_correction_reasons())
    portal.add(DECIDED, DecidedCompanies())
    portal.add(ANNOUNCEMENT, Announcement())
    portal.add(GROUPS, GroupAcceptances())
    batches.install(portal)
    retention.install(portal)


def includeme(config: Configurator) -> None:
    """Registers pages, notices, mail templates and navigation of the office."""
    for subroom in (
        announcement,
        batches,
        cases,
        decisions,
        lost_phones,
        mail_pages,
        reasons,
        registrations,
        retention,
        staff,
    ):
        for code, text in subroom.NOTICES.items():
            config.add_notice(code, text)
    config.add_mail_templates(registration_mails)
    config.add_mail_templates(audit_mails)
    config.add_mail_templates(alert_mails)
    config.add_mail_templates(retention_mails)
    config.add_task(REST)
    config.add_navigation(navigation)
    config.include(alert_page)
    config.add_navigation(batch_pages.navigation)
    config.add_navigation(statistics_page.navigation)
    config.add_navigation(lost_phone_list.navigation)
    config.add_account_menu(account_menu)
    # Apart from the uploads: officers who leaf through documents do not keep senders waiting.
    config.registry.page_drawer = FileCleaner(wait=DRAWING_WAIT)
    config.include("guichet.office.announcement.announcement_page")
    config.scan("guichet.office")


__all__ = ["BatchJob", "GroupAcceptanceJob", "includeme", "install"]
