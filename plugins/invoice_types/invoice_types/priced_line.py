"""The line of a bill that six forms share: quantity × price, approved maximum, own share (OMAI/HVI)."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from guichet.sdk import (
    Amount,
    AmountTerm,
    Counted,
    Day,
    Fields,
    Issue,
    Money,
    Quantity,
    Text,
    YesNo,
    deduction,
    error,
    one_spelling,
    product,
    term,
    warning,
)
from invoice_types import _
from invoice_types.bill import DATED_LONG_BEFORE, is_long_before

NUMBER = re.compile(r"\d{1,2}\.\d{2}(\.\d{1,2})?\*?")
"""A number of the annex to the OMAI/HVI: 14.03, 5.07.1, 13.01*."""
LABELLED = one_spelling(
    *("omai", "hvi", "chiffre", "chiff", "chif", "ch", "ziffer", "ziff", "annexe", "anhang", "pos"), without=""
)
SOURCE = re.compile(
    r"(?<=[0-9*])[ .,(]*(?:(?:de |du |des |der |zur |l['’ ])*(?:omai|hvi|annexe|anhangs?)[ .,)-]*)+\Z", re.IGNORECASE
)
"""Behind the number, where a decision cites it: « ch. 14.03 OMAI », « Ziff. 14.03 HVI-Anhang »."""
FORMS = {
    "5.07": "300.001",
    "5.": "318.637",
    "10.": "318.636",
    "11.": "318.638",
    "13.": "318.635",
    "14.": "318.639",
}
"""The form of a chapter of the annex; the others (1, 2, 4, 7, 9, 12, 15) have 318.632."""


def omai_spelling(text: str) -> str:
    """A number of the annex as it is printed there: « Ziffer 5,07,1. » and « ch. 5.07.1 OMAI » are 5.07.1."""
    return LABELLED(SOURCE.sub("", text.strip()).replace(",", "."))


class PricedLine(Fields):
    """One position of a supplier's bill. Each form derives its line, with the questions what it is and when it was."""

    # Four decimals, since a tax point value has as many: 42.5 points × 0.97.
    quantity = Quantity(
        _("Quantité"), decimals=4, maximum=99_999, positive=True, required=True, row="price", from_bill="quantity"
    )
    unit_price = Amount(_("Tarif en CHF"), required=True, row="price", from_bill="amount")
    # Copied from the bill: some prices of the OMAI's annex include VAT, others do not. No refund is computed from it.
    vat_included = YesNo(_("TVA comprise"), initial=True, unticked=_("sans la TVA"))
    tariff_code = Text(_("Chiffre tarifaire"), max_length=10, optional=True, width="w-m", group="extras")
    omai_number = Text(
        _("Chiffre OMAI"), max_length=10, spelling=omai_spelling, optional=True, width="w-m", group="extras"
    )
    # The KZIL has a section on additional data for suppliers' bills, of which the heading alone was seen.
    supplier = Text(_("Fournisseur"), max_length=70, optional=True, group="extras", from_bill="supplier")
    supplier_number = Text(
        _("Numéro de la facture du fournisseur"),
        max_length=35,
        optional=True,
        copied=False,
        group="extras",
        from_bill="number",
    )
    supplier_date = Day(
        _("Date de la facture du fournisseur"), past=True, optional=True, group="extras", from_bill="date"
    )
    approved_max = Amount(_("Montant maximal selon la décision"), optional=True, group="extras")
    own_share = Amount(_("Part à la charge de la personne assurée"), optional=True, group="extras")

    @cached_property
    def price(self) -> int:
        """Quantity × price in Rappen."""
        return product(self.quantity, self.unit_price)

    @cached_property
    def payable(self) -> int:
        """The price, or the approved maximum if that is less, before the own share, in Rappen."""
        return self.price if self.approved_max is None else min(self.price, self.approved_max)

    def terms(self) -> Iterator[AmountTerm]:
        """Yield the payable amount and, as a deduction, the own share."""
        yield from self.price_terms()
        yield from self.share_terms()

    def price_terms(self) -> Iterator[AmountTerm]:
        """Yield the payable amount."""
        if self.quantity is not None and self.unit_price is not None:
            mapping = {"quantity": self.quantity, "price": self.unit_price, "maximum": Money(self.payable)}
            plain = _("${quantity} × ${price}", mapping=mapping)
            capped = _("${quantity} × ${price}, au maximum ${maximum}", mapping=mapping)
            yield term(self, self.payable, capped if self.payable < self.price else plain)

    def share_terms(self) -> Iterator[AmountTerm]:
        """Yield the own share as a deduction."""
        own_share = _("Part à la charge de la personne assurée")
        yield from deduction(self.field("own_share"), self.own_share, own_share)

    def issues(self, chapters: Sequence[str]) -> Iterator[Issue]:
        """Yield the issues of the own share, the approved maximum, the date of the bill and the number of the annex.

        ``chapters`` are the beginnings of the numbers that belong to the form.
        """
        yield from self._share_issues()
        if is_long_before(self.supplier_date, getattr(self, "day", None)):
            yield warning(self.field("supplier_date"), "bill-date", DATED_LONG_BEFORE % {"day": self.supplier_date})
        number, at = self.omai_number, self.field("omai_number")
        if number is None:
            return
        if not NUMBER.fullmatch(number):
            yield error(at, "V2", _("Saisissez le chiffre OMAI comme sur la décision, par exemple 14.03 ou 5.07.1"))
        elif not number.startswith(tuple(chapters)):
            form = next((form for chapter, form in FORMS.items() if number.startswith(chapter)), "318.632")
            text = _("Vérifiez le chiffre OMAI : il relève du formulaire ${form}", mapping={"form": form})
            yield warning(at, "V3", text)

    def bill_counted(self, amount: int) -> Iterator[Counted]:
        """Yield what is claimed of the supplier's bill, which the office then finds in every other invoice with it.

        A bill is known by supplier, number and date: the same one may be claimed for other days, on another form or by
        another sender. Counted by its day, so that it is named only where another invoice has it too.
        """
        if self.supplier and self.supplier_number and self.supplier_date:
            mapping = {"number": self.supplier_number, "supplier": self.supplier}
            yield Counted(
                maximum="supplier-bill",
                item=f"{self.supplier} {self.supplier_number}",
                period=str(self.supplier_date),
                amount=amount,
                most=None,
                label=_("Facture ${number} de ${supplier}, dans plusieurs demandes", mapping=mapping),
                path=self.field("supplier_number"),
            )

    def _share_issues(self) -> Iterator[Issue]:
        """Yield an error for an own share above the payable amount, a warning for a price above the maximum."""
        # Payable, not price: the share of a capped price would make the line negative.
        if (self.own_share or 0) > self.payable:
            yield error(self.field("own_share"), "share", _("Saisissez une part qui ne dépasse pas le montant"))
        if self.price > self.payable:
            text = _("Le montant dépasse le maximum selon la décision : seul ce maximum est remboursé")
            yield warning(self.field("approved_max"), "maximum", text)
