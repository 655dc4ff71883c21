"""What the statistics are about: months, form, kind of sender; and the choices above them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pyramid.request import Request

from guichet.i18n import _
from guichet.invoices.monthly_figures import MonthlyFigures
from guichet.values.month import Month

MONTHS_SHOWN = 12
SENDERS = {"company": _("Sociétés"), "insured": _("Personnes assurées")}
"""By kind of issuer."""


@dataclass(frozen=True)
class Selection:
    """Empty values narrow nothing; without a year it is the last `MONTHS_SHOWN` months."""

    year: str = ""
    type_id: str = ""
    sender: str = ""
    """Kind of issuer."""

    @property
    def query(self) -> dict[str, str]:
        """The parameters of its address."""
        named = {"period": self.year, "type": self.type_id, "sender": self.sender}
        return {name: value for name, value in named.items() if value}

    def months(self, today: date) -> tuple[Month, ...]:
        """The months, the earliest first; of this year up to the present one."""
        this = Month(today.year, today.month)
        if not self.year:
            return tuple(this.later(number) for number in range(1 - MONTHS_SHOWN, 1))
        whole = (Month(int(self.year), number) for number in range(1, 13))
        return tuple(month for month in whole if month <= this)


class Choice(NamedTuple):
    """One list to choose from."""

    name: str
    label: str
    everything: str
    """The choice that narrows nothing."""
    options: tuple[tuple[str, str], ...]
    """Value and words."""
    value: str


def read_selection(query: Mapping[str, str], years: tuple[str, ...], type_ids: tuple[str, ...]) -> Selection:
    """The selection of an address; a value that is not offered narrows nothing."""

    def chosen(name: str, offered: tuple[str, ...]) -> str:
        value = query.get(name, "")
        return value if value in offered else ""

    return Selection(chosen("period", years), chosen("type", type_ids), chosen("sender", tuple(SENDERS)))


def years_of(figures: MonthlyFigures) -> tuple[str, ...]:
    """The years with figures, the latest first."""
    return tuple(sorted({month[:4] for month in figures.months()}, reverse=True))


def choices(
    request: Request, wanted: Selection, years: tuple[str, ...], type_ids: tuple[str, ...]
) -> tuple[Choice, ...]:
    """The lists above the statistics; that of senders only where companies and insured persons send."""
    localize, title = request.localize, request.desk.plugins.invoice_type_title
    types = sorted((f"{localize(title(one))} ({one})", one) for one in type_ids)
    made = [
        Choice("period", _("Période"), _("12 derniers mois"), tuple((year, year) for year in years), wanted.year),
        Choice("type", _("Type"), _("Tous les types"), tuple((one, label) for label, one in types), wanted.type_id),
    ]
    if len(request.desk.plugins.user_kinds) > 1:
        senders = tuple((kind, localize(label)) for kind, label in SENDERS.items())
        made.append(Choice("sender", _("Expéditeurs"), _("Sociétés et personnes"), senders, wanted.sender))
    return tuple(made)
