"""The rows of the work list as HTML."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache, partial

from chameleon.utils import Markup
from pyramid.request import Request

from guichet import clock
from guichet.i18n import Localizer, _
from guichet.invoices import office_time
from guichet.invoices.case_index import CORRECTED as CORRECTED_VIEW
from guichet.invoices.case_index import DONE, CaseRow
from guichet.invoices.history_table import OWN_NUMBER
from guichet.invoices.states import STATES, State
from guichet.office.cases.assignees import name_of
from guichet.office.cases.case_file import is_late
from guichet.office.cases.case_filters import ALL, MESSAGES, MINE, REMINDERS, SECOND
from guichet.office.cases.chosen_list import ChosenList
from guichet.office.cases.correspondence import NAMES
from guichet.values import avs
from guichet.web.table_rows import RowTemplate

# Not a state of the life cycle: `submitted` with more than one revision.
CORRECTED = State(_("Renvoyée corrigée"), "info", STATES["submitted"].meaning)
"""Tag of an invoice that was sent again after a correction."""
UNCHANGED = State(_("Renvoyée sans changement"), "wait", STATES["submitted"].meaning)
"""Tag of an invoice that was sent again although a correction was requested, just as it was."""
MIXED = (CORRECTED_VIEW, DONE, ALL, MINE, SECOND, MESSAGES, REMINDERS)
"""Views whose cases differ in their state, which the table shows."""
REMINDED_ONCE, REMINDED = _("${n} rappel envoyé"), _("${n} rappels envoyés")
AGE_ONE, AGE_MANY = _("${n} jour", context="age"), _("${n} jours", context="age")
FINDING_ONE, FINDING_MANY = _("${n} constat"), _("${n} constats")
BLOCKING_ONE, BLOCKING_MANY = _("${n} bloquant"), _("${n} bloquants")
APPROVED_BY = _("Approuvée par ${name}")
NO_FINDING = _("aucun", context="finding")
ROW = RowTemplate("guichet.office.cases", "work_list_row.pt")


def shown_state(state: str, revisions: int, unchanged: bool) -> State:
    """The state as the office sees it: an invoice that was sent again has a tag of its own."""
    if unchanged:
        return UNCHANGED
    return CORRECTED if state == "submitted" and revisions > 1 else STATES[state]


def draw_rows(request: Request, rows: Sequence[tuple[str, CaseRow]], chosen: ChosenList) -> Markup:
    """The rows of a page of a list; each links to its review with the list around it."""
    # A search that found nothing has no address that rows could lead back to.
    return ROW.draw(request, _texts(request, rows, chosen) if rows else (), mixed=chosen.wanted.view in MIXED)


def _texts(request: Request, rows: Iterable[tuple[str, CaseRow]], chosen: ChosenList) -> Iterator[dict[str, str]]:
    localize: Localizer = request.localize
    issuers, today = request.resource_path(request.root, "issuers"), clock.today()
    title, holidays = request.desk.plugins.invoice_type_title, request.desk.tenant.holidays
    languages = {language: localize(named) for language, named in NAMES.items()}
    around, unassigned, message = chosen.link, localize(_("personne")), localize(_("Message"))

    # What many rows have in common is written once for the page.
    type_of = cache(lambda type_id: localize(title(type_id)))
    age_of = cache(lambda days: localize.plural(days, AGE_ONE, AGE_MANY))
    state_of = cache(partial(_state, localize))
    findings_of, name = cache(partial(_findings, localize)), cache(partial(name_of, request.root))
    for invoice_id, row in rows:
        tint, state = state_of(row.state, row.revisions, row.unchanged)
        age = office_time.working_days(row.stays, today, holidays)
        yield {
            # As ``review_path``, whose walk up the tree for each row takes a tenth of the page. Ids need no quoting.
            "path": f"{issuers}/{row.issuer_id}/invoices/{invoice_id}/review{around}",
            "id": invoice_id,
            "reference": row.reference,
            "type": type_of(row.type_id),
            "number": row.type_id,
            "beneficiary": row.beneficiary,
            "avs": avs.masked(row.avs),
            "issuer": row.issuer,
            "own": localize(OWN_NUMBER, number=row.invoice_number) if row.invoice_number else "",
            "language": languages[row.language],
            "total": localize.amount(row.total),
            "tint": tint,
            "state": state,
            "age": age_of(age),
            "late": "late" if is_late(age) and row.standing != DONE else "",
            "findings": findings_of(row.findings, row.blocking),
            "finding_tint": "tag no" if row.blocking else "tag wait" if row.findings else "quiet",
            "assignee": (name(row.assignee) if row.assignee else "") or unassigned,
            "quiet": "" if row.assignee else "quiet",
            "approved": localize(APPROVED_BY, name=name(row.approved_by)) if row.approved_by else "",
            "message": message if row.message_since else "",
            "mark": "tag wait" if row.message_since else "",
            "reminded": localize.plural(len(row.reminded), REMINDED_ONCE, REMINDED) if row.reminded else "",
            "reminder": _reminder(localize, row.follow_up) if row.follow_up else "",
        }


def _state(localize: Localizer, state: str, revisions: int, unchanged: bool) -> tuple[str, str]:
    shown = shown_state(state, revisions, unchanged)
    return shown.tint, localize(shown.tag)


def _findings(localize: Localizer, findings: int, blocking: int) -> str:
    """« 2 constats », « 1 bloquant » where one blocks; « aucun »."""
    if blocking:
        return localize.plural(blocking, BLOCKING_ONE, BLOCKING_MANY)
    return localize.plural(findings, FINDING_ONE, FINDING_MANY) if findings else localize(NO_FINDING)


def _reminder(localize: Localizer, day: date) -> str:
    """« Rappel du 3.12.2026 »."""
    return localize(_("Rappel du ${day}"), day=localize.short_date(day))
