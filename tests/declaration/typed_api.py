"""Read by mypy, not run: the types that a plugin's author sees. `test_typed_api.py` compares what it reveals."""

from collections.abc import Iterator
from typing import reveal_type

from guichet.declaration import (
    Amount,
    AmountTerm,
    Choice,
    ClockTime,
    Day,
    Fields,
    InvoiceType,
    Lines,
    Month,
    Quantity,
    RateLookup,
    Section,
    Text,
    YesNo,
    product,
    term,
)
from guichet.i18n import _


class Inner(Fields):
    hours = Quantity(_("Heures"))


class Line(Fields):
    text = Text(_("Texte"))
    day = Day(_("Jour"))
    month = Month(_("Mois"))
    time = ClockTime(_("Heure"))
    amount = Amount(_("Montant"))
    box = YesNo(_("Case"))
    choice = Choice(_("Choix"), {})
    inner = Lines(_("Jours"), Inner)
    part = Section(_("Partie"), Inner)


class Sample(InvoiceType):
    class form(Fields):
        lines = Lines(_("Lignes"), Line)
        share = Amount(_("Part"))

    def amounts(self, invoice: form, rates: RateLookup) -> Iterator[AmountTerm]:
        reveal_type(invoice.share)
        reveal_type(self.form.share)
        for line in invoice.lines:
            reveal_type(line)
            reveal_type(line.text)
            reveal_type(line.day)
            reveal_type(line.month)
            reveal_type(line.time)
            reveal_type(line.amount)
            reveal_type(line.box)
            reveal_type(line.choice)
            reveal_type(line.inner)
            reveal_type(line.part)
            reveal_type(line.inner[0].hours)
            line.amount = None
            line.unknown  # noqa: B018
            yield term(line, product(line.amount, line.inner[0].hours))
            yield term(line, 1.5)


Text(_("Texte"), max=3)
