"""Issuers of invoices: companies and insured persons, their registration, people, bank accounts and beneficiaries."""

import threading

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.documents.scan_queue import SCAN_QUEUE, ScanQueue
from guichet.i18n import _
from guichet.interfaces import NavigationItem
from guichet.issuers import beneficiary_import, beneficiary_page, company, mails
from guichet.issuers.company import mails as company_mails
from guichet.issuers.company.membership import closing_obstacle, details_manager, issuer_of, leave_on_closing, name_page
from guichet.issuers.index_rows import RegisteredCompanies, WaitingCompanies
from guichet.issuers.models import Company, Issuer
from guichet.store.models import Folder, Portal
from guichet.store.person_index import PERSONS, PersonIndex

NOTICES = {
    "beneficiary-saved": _("C’est enregistré."),
    "decision-of-another-office": _(
        "C’est enregistré. Attention : ce numéro commence par les chiffres d’un autre office AI, et seul l’office qui "
        "a rendu la décision peut contrôler la facture. Comparez-le avec la décision."
    ),
    "beneficiary-removed": _("Le bénéficiaire est supprimé. Les demandes déjà envoyées restent."),
    "beneficiary-restored": _("La personne est de nouveau dans votre liste. Vérifiez ses données."),
}


def install(portal: Portal) -> None:
    """The folders of this room in a new desk."""
    portal.add("issuers", Folder())
    portal.add("waiting_companies", WaitingCompanies())
    portal.add("companies", RegisteredCompanies())
    portal.add(PERSONS, PersonIndex())
    # Here and not with the invoices: powers of attorney wait in it, too.
    portal.add(SCAN_QUEUE, ScanQueue())


def includeme(config: Configurator) -> None:
    """Adds the pages of this room, its notices, mail templates, and its part of « Mon compte »."""
    for code, text in (NOTICES | company.NOTICES | beneficiary_import.NOTICES).items():
        config.add_notice(code, text)
    config.add_mail_templates(mails)
    config.add_mail_templates(company_mails)
    config.add_navigation(navigation)
    config.add_account_menu(account_menu)
    config.set_details_manager(details_manager)
    config.set_name_page(name_page)
    beneficiary_page.includeme(config)
    config.registry.list_reading = threading.Lock()
    config.set_closing_obstacle(closing_obstacle)
    config.on_closing(leave_on_closing)
    config.scan("guichet.issuers")


def own_issuer(request: Request) -> Issuer | None:
    """The issuer that the signed-in user works for; ``None`` for the office's people and without a session."""
    return issuer_of(request.root, request.identity.user) if request.identity else None


def navigation(request: Request) -> list[NavigationItem]:
    """« Guichet » and « Bénéficiaires », or « Mes données » for an insured person."""
    issuer = own_issuer(request)
    if issuer is None:
        return []
    desk = request.resource_path(issuer)
    return [
        NavigationItem(_("Guichet"), desk, current=request.path == desk or request.path.startswith(f"{desk}invoices/")),
        _people(request, issuer),
    ]


def account_menu(request: Request) -> list[NavigationItem]:
    """« Ma société » for a manager, and « Bénéficiaires » or « Mes données », under the person's name."""
    issuer = own_issuer(request)
    if issuer is None:
        return []
    people = _people(request, issuer)
    if not isinstance(issuer, Company) or issuer.members.get(request.identity.user_id) != "manager":
        return [people]
    path = request.resource_path(issuer, "company")
    return [NavigationItem(_("Ma société"), path, current=request.path == path), people]


def _people(request: Request, issuer: Issuer) -> NavigationItem:
    if isinstance(issuer, Company):
        label, people = _("Bénéficiaires"), issuer.beneficiaries
    else:
        label = _("Personne assurée") if issuer.representation else _("Mes données")
        people = issuer.beneficiaries[issuer.self_id]
    path = request.resource_path(people)
    return NavigationItem(label, path, current=request.path.startswith(path))
