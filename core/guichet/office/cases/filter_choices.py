"""The choices of the filters above the work list, in the language of the page."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pyramid.request import Request

from guichet import clock
from guichet.i18n import Localizer, _
from guichet.invoices.case_index import BLOCKING, NONE, SOME, UNASSIGNED
from guichet.invoices.lists import type_ids_in_use
from guichet.invoices.states import STATES
from guichet.office.cases.case_filters import PERIODS, CaseFilter
from guichet.values.month import Month

MONTHS_BACK = 12
"""Months that may be chosen by name."""


@dataclass(frozen=True)
class FilterChoice:
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


def filter_choices(
    request: Request, wanted: CaseFilter, colleagues: tuple[tuple[str, str], ...]
) -> tuple[FilterChoice, ...]:
    """Type, state, assignee (one of ``colleagues``, id and name), period and findings."""
    localize, title = request.localize, request.desk.plugins.invoice_type_title
    types = sorted((f"{localize(title(one))} ({one})", one) for one in type_ids_in_use(request.root))
    assignees = ((UNASSIGNED, localize(_("Personne", context="assignee"))), *colleagues)
    made = (
        ("type", _("Type"), _("Tous les types"), tuple((one, label) for label, one in types)),
        ("state", _("Statut"), _("Tous les statuts"), _states(localize)),
        ("assignee", _("Attribué à"), _("Tout le monde"), assignees),
        ("period", _("Reçues"), _("À toute date"), _periods(localize, clock.today())),
        ("findings", _("Constats"), _("Avec ou sans"), _kinds_of_findings(localize)),
    )
    return tuple(
        FilterChoice(name, localize(label), localize(everything), options, _offered(getattr(wanted, name), options))
        for name, label, everything, options in made
    )


def _offered(value: str, options: tuple[tuple[str, str], ...]) -> str:
    # A drawn field is kept for each value: no more than it offers.
    return value if any(value == one for one, _label in options) else ""


# All are asked for by each work list, and are the same from one day to the next.
@lru_cache(maxsize=16)
def _states(localize: Localizer) -> tuple[tuple[str, str], ...]:
    return tuple((name, localize(state.tag)) for name, state in STATES.items() if name != "draft")


@lru_cache(maxsize=16)
def _kinds_of_findings(localize: Localizer) -> tuple[tuple[str, str], ...]:
    named = ((NONE, _("Sans constat")), (SOME, _("Avec constats")), (BLOCKING, _("Avec un constat bloquant")))
    return tuple((kind, localize(label)) for kind, label in named)


@lru_cache(maxsize=16)
def _periods(localize: Localizer, today: date) -> tuple[tuple[str, str], ...]:
    last = today.year * 12 + today.month - 1
    months = [date(number // 12, number % 12 + 1, 1) for number in range(last - 1, last - 1 - MONTHS_BACK, -1)]
    named = ((f"{day:%Y-%m}", localize.month(Month(day.year, day.month))) for day in months)
    return (*((name, localize(label)) for name, label in PERIODS.items()), *named)
