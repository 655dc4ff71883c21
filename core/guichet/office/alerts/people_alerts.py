"""Alerts about people: registrations to examine, messages of senders, lost phones, batches to confirm, cases left by a
colleague.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from guichet.i18n import _
from guichet.interfaces import Alert
from guichet.invoices.case_index import MESSAGE, UNASSIGNED, work_list
from guichet.issuers.company_confirmation import WAITING
from guichet.office.batches.batch_actions import batches_of
from guichet.office.batches.models import BATCHES, MAKING, READY, STOPPED
from guichet.office.cases.assignees import may_have_cases, name_of
from guichet.office.cases.case_filters import MESSAGES
from guichet.office.decisions.group_actions import groups_of
from guichet.office.decisions.group_checks import FAILED
from guichet.office.decisions.group_models import GROUPS
from guichet.office.lost_phones.lost_phone_list import PAGES
from guichet.store.models import Portal
from guichet.users.lost_phone_index import LIST as LOST_PHONES
from guichet.users.lost_phone_index import facet

UNCONFIRMED_AFTER = timedelta(days=4)
"""Time after which a finished batch that no person has confirmed is on the page."""
MAX_READ = 200
"""Cases among which the oldest message is looked for."""
STUCK_AFTER = timedelta(minutes=15)
"""Time without an end after which a batch of any size is named: 500 invoices take less, see docs/bench.md."""

LOOKED_BACK = timedelta(hours=24)
"""How long a group with cases in error is on the page; its cases are in the work list until they are decided."""


def people_alerts(portal: Portal, now: datetime) -> Iterator[Alert]:
    """What people have asked for, and the office has not answered."""
    yield from _registrations(portal)
    yield from _messages(portal)
    yield from _lost_phones(portal)
    yield from _batches(portal, now)
    yield from _left_cases(portal)
    yield from _groups(portal, now)


def _registrations(portal: Portal) -> Iterator[Alert]:
    listing = portal["waiting_companies"]
    waiting = listing.count(WAITING)
    if waiting:
        (_id, oldest), *_more = listing.page(WAITING, size=1).rows
        yield Alert(
            topic=_("Inscriptions"),
            title=_("Inscriptions de sociétés à examiner : ${n}", mapping={"n": waiting}),
            advice=_("Comparez le GLN et l’adresse, puis acceptez ou refusez."),
            since=oldest.received,
            path="registrations",
            link=_("Examiner"),
            permission="office",
        )


def _messages(portal: Portal) -> Iterator[Alert]:
    cases = work_list(portal)
    waiting = cases.count(MESSAGE)
    if waiting:
        oldest = cases.page([(MESSAGE,)], size=MAX_READ).rows
        yield Alert(
            topic=_("Messages"),
            title=_("Messages d’expéditeurs à lire : ${n}", mapping={"n": waiting}),
            advice=_("Répondez, ou classez sans réponse ce qui n’en demande pas."),
            since=min((row.message_since for _id, row in oldest if row.message_since), default=None),
            path=f"work-list?view={MESSAGES}",
            link=_("Ouvrir les messages"),
            permission="office",
        )


def _lost_phones(portal: Portal) -> Iterator[Alert]:
    listing = portal[LOST_PHONES]
    for name, kind, permission in PAGES:
        waiting = listing.count(facet(kind, "requested"))
        if waiting:
            (_id, oldest), *_more = listing.page(facet(kind, "requested"), size=1).rows
            yield Alert(
                topic=_("Compte"),
                title=_("Téléphones perdus à traiter : ${n}", mapping={"n": waiting}),
                advice=_("Ces personnes ne peuvent plus se connecter. Rappelez-les à un numéro de leur dossier."),
                since=oldest.requested_at,
                path=name,
                link=_("Ouvrir les demandes"),
                urgency="now",
                permission=permission,
            )


def _batches(portal: Portal, now: datetime) -> Iterator[Alert]:
    batches = batches_of(portal)
    for batch in batches.newest():
        place = {"path": f"{BATCHES}/{batch.id}/", "permission": "hand_over", "topic": _("Centrale")}
        number = {"number": batch.number}
        if batch.state == STOPPED:
            yield Alert(
                title=_("Remise n° ${number} : des documents n’ont pas pu être faits", mapping=number),
                advice=_("La page de la remise nomme les demandes. Réessayez, ou continuez sans elles."),
                since=batch.made,
                link=_("Ouvrir la remise"),
                **place,
            )
        elif batch.state == MAKING and (batch.problem or batch.made < now - STUCK_AFTER):
            yield Alert(
                title=_("Remise n° ${number} : la préparation n’avance pas", mapping=number),
                advice=_("Rien n’est perdu : elle continue dès que le serveur fonctionne. Avertissez l’exploitant."),
                since=batch.made,
                link=_("Ouvrir la remise"),
                urgency="now",
                **place,
            )
        elif batch.state == READY and batch.finished and batch.finished < now - UNCONFIRMED_AFTER:
            yield Alert(
                title=_("Remise n° ${number} pas confirmée", mapping=number),
                advice=_("Saisissez le code de manifest.json quand la Centrale de compensation l’a reçue."),
                since=batch.finished,
                link=_("Confirmer"),
                **place,
            )


def _left_cases(portal: Portal) -> Iterator[Alert]:
    """One for each assignee of cases to be decided who has lost access, or the right to review invoices."""
    for mine in work_list(portal).facets("mine:"):
        user_id = mine.removeprefix("mine:")
        if user_id != UNASSIGNED and not may_have_cases(portal["users"].get(user_id)):
            who = {"name": name_of(portal, user_id) or _("Quelqu’un"), "n": work_list(portal).count(mine)}
            yield Alert(
                topic=_("Dossiers"),
                title=_("Dossiers attribués à ${name}, qui ne contrôle plus de demandes : ${n}", mapping=who),
                advice=_("Choisissez-les dans la liste, et attribuez-les à une autre personne."),
                path=f"work-list?view=all&state=submitted&assignee={user_id}",
                link=_("Ouvrir la liste"),
                permission="office",
            )


def _groups(portal: Portal, now: datetime) -> Iterator[Alert]:
    for group in groups_of(portal).values():
        if group.finished is None or group.finished < now - LOOKED_BACK:
            continue
        failed = sum(group.outcome(case.invoice_id) == FAILED for case in group.cases)
        if failed:
            yield Alert(
                topic=_("Dossiers"),
                title=_("Acceptation de plusieurs dossiers : ${n} en erreur", mapping={"n": failed}),
                advice=_("Ces dossiers attendent toujours une décision : ouvrez-les un à un."),
                since=group.finished,
                path=f"{GROUPS}/{group.id}/",
                link=_("Voir les dossiers"),
                permission="review",
            )
