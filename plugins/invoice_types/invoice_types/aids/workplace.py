"""Form 318.635: aids for the workplace and in the insured person's area of tasks (OMAI/HVI annex, chapter 13)."""

from collections.abc import Iterator

from guichet.sdk import (
    Amount,
    AmountTerm,
    CheckContext,
    Choice,
    Issue,
    Money,
    RateLookup,
    Text,
    answer,
    deduction,
    term,
    warning,
)
from invoice_types import _
from invoice_types.aids.aids_form import AidsForm, aid_lines
from invoice_types.aids.aids_invoice import ADVICE, AidsInvoice
from invoice_types.aids.aids_line import OTHER, PURCHASE, AidsLine
from invoice_types.aids.ceilings import RATES, Ceiling, YearlySums
from invoice_types.declared_checks import WORKPLACE

DEVICE = "device"


class WorkAid(AidsLine):
    """An aid at work, in the household, at school or in training."""

    flat_rates = {"fm_batteries": Ceiling("fm-batteries", _("Piles d’une installation FM"))}

    aid = Choice(
        _("Genre de moyen auxiliaire"),
        {
            DEVICE: _("Appareil, siège ou surface de travail (13.01)"),
            "fm_batteries": _("Piles d’une installation FM, par année (13.01)"),
            "structural": _("Travaux de transformation (13.04)"),
            OTHER: _("Autre moyen auxiliaire ou services de tiers"),
        },
        as_list=True,
        required=True,
    )

    @property
    def own_cost_limit(self) -> Money | None:
        """The price up to which the insured person pays a device, where this one is no dearer (OMAI annex 13.01)."""
        limit = RATES.find("device-own-cost", self.day) if self.day else None
        bought = self.aid == DEVICE and self.nature == PURCHASE and self.unit_price is not None
        return limit.price if bought and limit and int(self.unit_price or 0) <= limit.price else None

    def aid_terms(self, rates: RateLookup, sums: YearlySums) -> Iterator[AmountTerm]:
        """See `AidsLine.aid_terms`; a cheap device has a term of 0, so that the line says why nothing is paid."""
        if self.own_cost_limit is None:
            yield from super().aid_terms(rates, sums)
            return
        rates.on("device-own-cost", self.day, self.field("day"))
        mapping = {"limit": self.own_cost_limit}
        yield term(self, 0, _("Appareil jusqu’à ${limit} : à la charge de la personne assurée", mapping=mapping))


class WorkplaceForm(AidsForm, first=("use_area", "employer_name", "employer_address", "lines")):
    """The bill, and where the aids are used."""

    use_area = Choice(
        _("Domaine d’utilisation"),
        {
            "workplace": _("Poste de travail"),
            "household_tasks": _("Ménage, domaine des tâches"),
            "school_training": _("École ou formation"),
            "way_to_work": _("Chemin du travail"),
        },
        as_list=True,
        required=True,
    )
    employer_name = Text(
        _("Employeur"), max_length=70, optional=True, relevant=answer("use_area") == "workplace", row="employer"
    )
    employer_address = Text(
        _("Adresse de l’employeur"),
        max_length=140,
        optional=True,
        relevant=answer("use_area") == "workplace",
        row="employer",
    )
    lines = aid_lines(WorkAid)
    employer_share = Amount(_("Part prise en charge par l’employeur"), optional=True, copied=False)


class WorkplaceAids(AidsInvoice[WorkplaceForm]):
    """Aids at work and in the area of tasks."""

    id, version = "318.635", 1
    # The German titles of 318.635 to 318.639 are those of the chapters: as titles of the forms they are UNCONFIRMED.
    title = _("Moyens auxiliaires servant à l’aménagement du poste de travail ou dans le domaine des tâches")
    purpose = _("Appareils, sièges, installations FM et services de tiers au travail, au ménage ou en formation")
    advice = (*ADVICE, _("Base : art. 2, 7 et 9 OMAI, annexe chapitre 13."))
    # Structural works (13.04, 14.04, 14.05) are accepted on 318.635, 318.636 and 318.639: which one is UNCONFIRMED.
    chapters = ("13.", "14.04", "14.05")

    checks = (*AidsInvoice.checks, *WORKPLACE)
    form = WorkplaceForm

    def deductions(self, invoice: WorkplaceForm) -> Iterator[AmountTerm]:
        """Yield the employer's share."""
        text = _("Part prise en charge par l’employeur")
        yield from deduction(invoice.field("employer_share"), invoice.employer_share, text)

    def own_checks(self, invoice: WorkplaceForm, context: CheckContext) -> Iterator[Issue]:
        """Yield V5 for each cheap device."""
        for line in invoice.lines:
            if line.own_cost_limit is not None:
                mapping = {"limit": line.own_cost_limit}
                text = _(
                    "Un appareil jusqu’à ${limit} n’est pas remboursé : il est à la charge de la personne assurée",
                    mapping=mapping,
                )
                yield warning(line.field("unit_price"), "V5", text)
