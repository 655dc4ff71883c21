"""The choices of the filters above the work list, in the language of the page."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from chameleon.utils import Markup
from pyramid.request import Request

from guichet import clock
from guichet.i18n import Localizer, _
from guichet.invoices.case_index import BLOCKING, NONE, SOME, UNASSIGNED, work_list
from guichet.invoices.lists import type_ids_in_use
from guichet.invoices.states import sent_states
from guichet.office.cases.assignees import assignees, name_of
from guichet.office.cases.case_filters import PERIODS, CaseFilter
from guichet.store.models import Portal
from guichet.values.month import Month

FIELD = "guichet.office.cases:templates/filter_field.pt"
Colleagues = tuple[tuple[str, str], ...]
"""Id and name of each."""
MONTHS_BACK = 12
"""Months that may be chosen by name."""
YEARS_BACK = 10
"""Years before the last one of which those with cases may be chosen."""


class FilterChoice(NamedTuple):
    """One list to choose from."""

    name: str
    """Name of the control and of the parameter."""
    label: str
    everything: str
    """The choice that narrows nothing."""
    options: tuple[tuple[str, str], ...]
    """Value and words."""
    value: str
    """The one that is chosen; empty for another one, which an address may have."""


def draw_fields(request: Request, wanted: CaseFilter) -> Markup:
    """Type, state, assignee, period and findings, with what is chosen of each."""
    part = request.page_context.part
    colleagues = _with_chosen(request.root, assignees(request.root), wanted.assignee)
    today = clock.today()
    choices = _choices(request.localize, _types(request), colleagues, today, _years(request.root, today))
    drawn = (
        part(FIELD, choice=choice._replace(value=_offered(getattr(wanted, choice.name), choice.options)))
        for choice in choices
    )
    return Markup("".join(drawn))


def _with_chosen(portal: Portal, colleagues: Colleagues, user_id: str) -> Colleagues:
    """The colleagues, and the one that is chosen although they have no access any more: cases of theirs may be left."""
    name = name_of(portal, user_id)
    known = not name or any(one == user_id for one, _name in colleagues)
    return colleagues if known else (*colleagues, (user_id, name))


def _types(request: Request) -> tuple[tuple[str, str], ...]:
    localize, title = request.localize, request.desk.plugins.invoice_type_title
    types = sorted((f"{localize(title(one))} ({one})", one) for one in type_ids_in_use(request.root))
    return tuple((one, label) for label, one in types)


def _years(portal: Portal, today: date) -> tuple[str, ...]:
    """The years before the last one in which a case came."""
    cases, before = work_list(portal), today.year - 2
    return tuple(str(year) for year in range(before, before - YEARS_BACK, -1) if cases.count(f"received:{year}"))


# All are asked for by each work list, and are the same from one day to the next.
@lru_cache(maxsize=16)
def _choices(
    localize: Localizer, types: tuple[tuple[str, str], ...], colleagues: Colleagues, today: date, years: tuple[str, ...]
) -> tuple[FilterChoice, ...]:
    """The fields, with nothing chosen; ``types`` and ``colleagues`` are ids and names."""
    made = (
        ("type", _("Type"), _("Tous les types"), types),
        ("state", _("Statut"), _("Tous les statuts"), sent_states(localize)),
        (
            "assignee",
            _("Attribué à"),
            _("Tout le monde"),
            ((UNASSIGNED, localize(_("Personne", context="assignee"))), *colleagues),
        ),
        ("period", _("Reçues"), _("À toute date"), (*_periods(localize, today), *((year, year) for year in years))),
        ("findings", _("Constats"), _("Avec ou sans"), _kinds_of_findings(localize)),
    )
    return tuple(
        FilterChoice(name, localize(label), localize(everything), options, "")
        for name, label, everything, options in made
    )


def _offered(value: str, options: tuple[tuple[str, str], ...]) -> str:
    # A drawn field is kept for each value: no more than it offers.
    return value if any(value == one for one, _label in options) else ""


def _kinds_of_findings(localize: Localizer) -> tuple[tuple[str, str], ...]:
    named = ((NONE, _("Sans constat")), (SOME, _("Avec constats")), (BLOCKING, _("Avec un constat bloquant")))
    return tuple((kind, localize(label)) for kind, label in named)


def _periods(localize: Localizer, today: date) -> tuple[tuple[str, str], ...]:
    last = today.year * 12 + today.month - 1
    months = [date(number // 12, number % 12 + 1, 1) for number in range(last - 1, last - 1 - MONTHS_BACK, -1)]
    named = ((f"{day:%Y-%m}", localize.month(Month(day.year, day.month))) for day in months)
    return (*((name, localize(label)) for name, label in PERIODS.items()), *named)
