"""The line that forms 318.635 to 318.639 share: an aid, or a benefit for it, on a supplier's bill (OMAI/HVI)."""

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from guichet.sdk import (
    AmountTerm,
    Choice,
    Counted,
    Day,
    Money,
    Rate,
    RateLookup,
    Text,
    TranslationString,
    YesNo,
    answer,
    term,
)
from invoice_types import _
from invoice_types.aids.ceilings import RATES, Ceiling, YearlySums
from invoice_types.priced_line import PricedLine

OTHER = "other"
PURCHASE, REPAIR, OPERATION, THIRD_PARTY = "purchase", "repair", "operation_maintenance", "third_party_service"
NATURES: Mapping[str, TranslationString] = {
    PURCHASE: _("Achat"),
    "rental": _("Location"),
    "adaptation": _("Adaptation"),
    REPAIR: _("Réparation"),
    OPERATION: _("Utilisation et entretien"),
    "training": _("Entraînement à l’utilisation"),
    THIRD_PARTY: _("Services de tiers à la place d’un moyen auxiliaire"),
}
"""Benefits for an aid (OMAI art. 7 and 9)."""

OPERATION_YEAR = Ceiling("operation-maintenance", _("Utilisation et entretien"), per_item=True)
"""OMAI art. 7 al. 3."""
THIRD_PARTY_YEAR = Ceiling("third-party-services", _("Services de tiers"))
"""OMAI art. 9 al. 2; counted by calendar year since 2024."""

BILL = ("quantity", "unit_price", "vat_included", "supplier", "supplier_number", "supplier_date")
ORDER = ("item", "nature", "day", *BILL)
"""The questions of a line, behind those of the form."""
BILLED = ("item", "nature", *BILL, "tariff_code", "approved_max", "own_share", "on_loan")
"""Questions about a bill, which a flat rate does not need."""


class AidsLine(PricedLine):
    """One aid. Each form derives its line, with its kinds of aid, their maxima and the flat rates among them."""

    ceilings: ClassVar[Mapping[str, Ceiling]] = {}
    """Maximum by kind of aid."""
    flat_rates: ClassVar[Mapping[str, Ceiling]] = {}
    """Flat rate by kind of aid: paid without a bill."""

    aid = Choice(_("Genre de moyen auxiliaire"), {OTHER: _("Autre moyen auxiliaire")}, as_list=True, required=True)
    item = Text(_("Désignation"), max_length=140, required=True)
    nature = Choice(
        _("Nature de la prestation"), NATURES, initial=PURCHASE, as_list=True, required=True, width="w-m", row="what"
    )
    day = Day(_("Date de livraison ou de la prestation"), required=True, service_day=True, row="what")
    # Asked for by `bill_is_named`, unless it is the bill of the company that sends it.
    supplier = Text(
        _("Fournisseur"),
        max_length=70,
        help_text=_("Une société laisse vide pour sa propre facture."),
        width="w-m",
        row="bill",
    )
    supplier_number = Text(
        _("Numéro de la facture du fournisseur"), max_length=35, copied=False, width="w-m", row="bill"
    )
    supplier_date = Day(_("Date de la facture du fournisseur"), past=True, row="bill")
    # A third party that is liable pays the repair (OMAI art. 7 al. 2).
    third_party_liable = YesNo(
        _("Un tiers est responsable du dommage"), relevant=answer("nature") == REPAIR, copied=False
    )
    on_loan = YesNo(_("Remise en prêt"), group="extras")

    summary_rows: ClassVar[Sequence[Any]] = (
        "day",
        ("aid", "item"),
        ("nature", "quantity", "unit_price", "vat_included"),
        ("supplier", "supplier_number", "supplier_date"),
    )

    def __init_subclass__(cls, *, first: Sequence[str] = ("aid",), without: Collection[str] = ()) -> None:
        """See `Fields`; the kinds with a flat rate hide the questions about a bill."""
        # Not for a class that is derived from such a line, e.g. by a plugin that changes its questions.
        if "flat_rates" in vars(cls):
            for name in BILLED:
                question = dataclasses.replace(getattr(cls, name), relevant=~answer("aid").in_(*cls.flat_rates))
                setattr(cls, name, question)
                # Python calls it itself only for what stands in the body of the class.
                question.__set_name__(cls, name)
        super().__init_subclass__(first=(*first, *ORDER), without=without)

    @classmethod
    def ceiling_of(cls, kind: str | None, nature: str | None) -> Ceiling | None:
        """The statutory maximum or flat rate for a kind of aid and a nature of benefit."""
        if nature == THIRD_PARTY:
            return THIRD_PARTY_YEAR
        if nature == OPERATION:
            return OPERATION_YEAR
        return cls.ceilings.get(kind or "") or cls.flat_rates.get(kind or "")

    @property
    def is_flat(self) -> bool:
        """Whether a flat rate is paid, without a bill."""
        return self.aid in self.flat_rates

    def aid_terms(self, rates: RateLookup, sums: YearlySums) -> Iterator[AmountTerm]:
        """Yield what is paid, at most the statutory maximum, and the own share as a deduction."""
        ceiling, day = self.ceiling_of(self.aid, self.nature), self.day
        if ceiling is None or day is None:
            yield from self.terms()
            return
        rate = rates.on(ceiling.code, day, self.field("day"))
        known = self.is_flat or (self.quantity is not None and self.unit_price is not None)
        # Without a rate there is no amount: the office completes it (check G11).
        if rate is not None and known:
            left = sums.left(ceiling, rate.price, day, self.item)
            amount = left if self.is_flat else min(self.payable, left)
            sums.add(ceiling, amount, day, self.item)
            yield from self._granted(amount, left, ceiling, rate)
        yield from self.share_terms()

    def counted(self, terms: Sequence[AmountTerm]) -> Iterator[Counted]:
        """Yield what the line counts towards a yearly maximum; ``terms`` are its own."""
        ceiling, day = self.ceiling_of(self.aid, self.nature), self.day
        if ceiling is None or ceiling.yearly is None or day is None:
            return
        rate = RATES.find(ceiling.code, day)
        label = _("${what}, ${year}", mapping={"what": ceiling.yearly, "year": str(day.year)})
        yield Counted(
            maximum=ceiling.code,
            period=str(day.year),
            item=ceiling.key(day, self.item)[2],
            amount=self.claimed(terms),
            most=int(rate.price) if rate else None,
            label=label,
            path=self.path,
        )

    def claimed(self, terms: Sequence[AmountTerm]) -> int:
        """Rappen that count towards the maximum of the line."""
        return sum(term.amount for term in terms if term.path == self.path)

    def _granted(self, amount: int, left: int, ceiling: Ceiling, rate: Rate) -> Iterator[AmountTerm]:
        mapping = {
            "quantity": self.quantity,
            "price": self.unit_price,
            "maximum": rate.price,
            "left": Money(left),
            "year": str(self.day.year if self.day else ""),
        }
        if self.is_flat and ceiling.yearly:
            formula = _("Montant forfaitaire pour ${year}", mapping=mapping)
        elif self.is_flat:
            formula = _("Montant forfaitaire")
        elif amount == self.payable:
            yield from self.price_terms()
            return
        elif ceiling.yearly and left == rate.price:
            formula = _("${quantity} × ${price}, au maximum ${maximum} pour ${year}", mapping=mapping)
        elif ceiling.yearly:
            formula = _("${quantity} × ${price}, reste ${left} du maximum de ${maximum} pour ${year}", mapping=mapping)
        else:
            formula = _("${quantity} × ${price}, au maximum ${maximum}", mapping=mapping)
        yield term(self, amount, formula)
