"""Form 318.638: aids for blind and severely visually impaired people (OMAI/HVI annex, chapter 11)."""

from collections import Counter
from collections.abc import Iterator, Sequence

from guichet.sdk import (
    AmountTerm,
    CheckContext,
    Choice,
    Day,
    Issue,
    Month,
    MonthValue,
    RateLookup,
    Text,
    answer,
    deduction,
    error,
    product,
    term,
)
from invoice_types import _
from invoice_types.aids.aids_form import AidsForm, aid_lines
from invoice_types.aids.aids_invoice import ADVICE, AidsInvoice
from invoice_types.aids.aids_line import OTHER, AidsLine
from invoice_types.aids.ceilings import Ceiling, YearlySums
from invoice_types.declared_checks import VISION

DOG, UPKEEP, VET = "guide_dog", "guide_dog_upkeep", "guide_dog_vet"
VET_YEAR = Ceiling("guide-dog-vet-year", _("Vétérinaire, part de la contribution mensuelle"))
MONTHS_OF_A_LINE = 12


class VisionAid(AidsLine):
    """An aid for a blind or severely visually impaired person, or a guide dog's months or veterinary bills."""

    ceilings = {"player": Ceiling("player")}
    flat_rates = {UPKEEP: Ceiling("guide-dog-feed")}

    aid = Choice(
        _("Genre de moyen auxiliaire"),
        {
            "white_cane": _("Canne blanche ou appareil d’orientation (11.01)"),
            DOG: _("Chien-guide : remise ou entraînement (11.02)"),
            UPKEEP: _("Chien-guide : contribution mensuelle (11.02)"),
            VET: _("Chien-guide : factures de vétérinaire (11.02)"),
            "player": _("Lecteur de livres parlés (11.04)"),
            "reading_system": _("Système de lecture et d’écriture (11.06)"),
            "magnifier": _("Loupes, jumelles ou verres filtrants (11.07)"),
            OTHER: _("Autre moyen auxiliaire ou services de tiers"),
        },
        as_list=True,
        required=True,
    )
    school = Text(_("École du chien-guide"), max_length=70, optional=True, relevant=answer("aid") == DOG)
    day = Day(
        _("Date de livraison ou de la prestation"),
        relevant=answer("aid") != UPKEEP,
        required=True,
        service_day=True,
        row="what",
    )
    first_month = Month(
        _("Du mois de"),
        relevant=answer("aid") == UPKEEP,
        required=True,
        service_day=True,
        copied=False,
        width="w-date",
        row="months",
    )
    last_month = Month(
        _("Au mois de"),
        relevant=answer("aid") == UPKEEP,
        required=True,
        service_day=True,
        not_before="first_month",
        copied=False,
        width="w-date",
        row="months",
    )

    summary_rows = (("day", ("first_month", "last_month")), *AidsLine.summary_rows[1:])

    @classmethod
    def ceiling_of(cls, kind: str | None, nature: str | None) -> Ceiling | None:
        """See `AidsLine.ceiling_of`; bills of a vet have no maximum, but a part that the monthly amounts contain."""
        return VET_YEAR if kind == VET else super().ceiling_of(kind, nature)

    def months(self) -> Iterator[MonthValue]:
        """Yield the months of the contribution, twelve at most."""
        month, last = self.first_month, self.last_month
        if month is None or last is None:
            return
        for _number in range(MONTHS_OF_A_LINE):
            if month > last:
                return
            yield month
            month = month.later(1)

    def aid_terms(self, rates: RateLookup, sums: YearlySums) -> Iterator[AmountTerm]:
        """See `AidsLine.aid_terms`."""
        if self.aid == UPKEEP:
            yield from self._upkeep(rates)
        elif self.aid == VET:
            yield from self._vet(rates, sums)
        else:
            yield from super().aid_terms(rates, sums)

    def _upkeep(self, rates: RateLookup) -> Iterator[AmountTerm]:
        """Feed and vet of each month by the rates of its first day, so that a change of rate gives two terms."""
        codes, at = ("guide-dog-feed", "guide-dog-vet"), self.field("first_month")
        found = [tuple(rates.on(code, month.first_day, at) for code in codes) for month in self.months()]
        for (feed, vet), count in Counter(found).items():
            if feed is not None and vet is not None:
                mapping = {"months": count, "feed": feed.price, "vet": vet.price}
                formula = _("${months} mois × (nourriture ${feed} + vétérinaire ${vet})", mapping=mapping)
                yield term(self, product(count, feed) + product(count, vet), formula)

    def claimed(self, terms: Sequence[AmountTerm]) -> int:
        """See `AidsLine.claimed`; of a vet's bill the part that the monthly contribution contains."""
        if self.aid != VET:
            return super().claimed(terms)
        return -sum(term.amount for term in terms if term.path == self.field("day"))

    def _vet(self, rates: RateLookup, sums: YearlySums) -> Iterator[AmountTerm]:
        """A bill, without the amount a year that the monthly contribution contains already."""
        yield from self.terms()
        rate = rates.on(VET_YEAR.code, self.day, self.field("day"))
        if rate is None or self.day is None:
            return
        contained = min(self.payable, sums.left(VET_YEAR, rate.price, self.day, self.item))
        sums.add(VET_YEAR, contained, self.day, self.item)
        mapping = {"maximum": rate.price, "year": str(self.day.year)}
        formula = _("Contenu dans la contribution mensuelle ${year} (${maximum})", mapping=mapping)
        yield from deduction(self.field("day"), contained, formula)


class VisionForm(AidsForm):
    """The bill, or the months of a guide dog."""

    lines = aid_lines(VisionAid)


class VisionAids(AidsInvoice[VisionForm]):
    """Aids for blind and severely visually impaired people."""

    id, version = "318.638", 1
    title = _("Moyens auxiliaires pour aveugles et handicapés graves de la vue")
    purpose = _("Canne blanche, chien-guide, systèmes de lecture, loupes et services de tiers")
    advice = (
        *ADVICE,
        _(
            "Chien-guide : joignez les quittances du vétérinaire. L’AI les rembourse au-delà de la part contenue chaque"
            " année dans la contribution mensuelle."
        ),
    )
    chapters = ("11.",)

    checks = (*AidsInvoice.checks, *VISION)
    form = VisionForm

    def own_checks(self, invoice: VisionForm, context: CheckContext) -> Iterator[Issue]:
        """Yield V12: too many months, or the same on two lines."""
        seen: set[MonthValue] = set()
        for line in invoice.lines:
            first, last = line.first_month, line.last_month
            if first and last and first.until(last) >= MONTHS_OF_A_LINE:
                yield error(
                    line.field("last_month"),
                    "V12",
                    _("Saisissez au plus ${n} mois par ligne", mapping={"n": MONTHS_OF_A_LINE}),
                )
            months = set(line.months())
            if months & seen:
                yield error(line.field("first_month"), "V12", _("Saisissez chaque mois une seule fois"))
            seen |= months
