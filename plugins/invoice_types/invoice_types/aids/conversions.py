"""Form 318.636: structural works and motor vehicles (OMAI/HVI annex, chapters 10, 13.04, 14.04 and 14.05)."""

from collections.abc import Iterator

from guichet.sdk import (
    Amount,
    AmountTerm,
    AttachmentKind,
    CheckContext,
    Choice,
    Day,
    Issue,
    Quantity,
    Text,
    YesNo,
    answer,
    deduction,
    error,
    warning,
)
from invoice_types import _
from invoice_types.aids.aids_checks import last_supply
from invoice_types.aids.aids_form import AidsForm, aid_lines
from invoice_types.aids.aids_invoice import ADVICE, DOCUMENTS, AidsInvoice
from invoice_types.aids.aids_line import OPERATION, OTHER, AidsLine
from invoice_types.aids.ceilings import RATES, Ceiling
from invoice_types.declared_checks import CONVERSIONS
from invoice_types.intervals import paid_from

WORKS, CONVERSION, DEPRECIATION = "works", "conversion", "depreciation"
KINDS_OF = {"building": (WORKS,), "vehicle": (CONVERSION, DEPRECIATION)}
"""What is claimed for each subject alone."""
BUILDING, VEHICLE = answer("subject") == "building", answer("subject") == "vehicle"


class Conversion(AidsLine):
    """Works in a building, or a benefit for a motor vehicle."""

    ceilings = {"garage_door": Ceiling("garage-door")}
    # By the year of the date; mopeds and motorcycles (10.01 to 10.03) were abolished on 1 January 2024.
    flat_rates = {DEPRECIATION: Ceiling("car-depreciation", _("Amortissement d’une voiture"))}

    aid = Choice(
        _("Genre de prestation"),
        {
            WORKS: _("Travaux de transformation (13.04, 14.04, 14.05)"),
            CONVERSION: _("Transformation d’un véhicule (10.05)"),
            DEPRECIATION: _("Amortissement d’une voiture, par année (10.04)"),
            "garage_door": _("Porte de garage automatique (10.04)"),
            OTHER: _("Autre"),
        },
        as_list=True,
        required=True,
    )
    previous_day = Day(
        _("Dernière transformation payée par l’AI"), past=True, optional=True, relevant=answer("aid") == CONVERSION
    )


class ConversionForm(
    AidsForm,
    first=(
        *("subject", "building_address", "work_completed_on", "stage", "make", "plate", "chassis"),
        *("first_registration", "odometer", "used_car", "job_held", "lines"),
    ),
):
    """The bill, and the building or vehicle."""

    subject = Choice(_("Objet"), {"building": _("Bâtiment"), "vehicle": _("Véhicule")}, inline=True, required=True)
    building_address = Text(_("Adresse du bâtiment"), max_length=140, relevant=BUILDING, required=True)
    work_completed_on = Day(
        _("Travaux terminés le"),
        help_text=_("Laissez vide pendant les travaux."),
        past=True,
        relevant=BUILDING,
        optional=True,
        row="works",
    )
    stage = Choice(
        _("Genre de facture"),
        {"partial": _("Acompte"), "final": _("Facture finale")},
        as_list=True,
        copied=False,
        relevant=BUILDING,
        required=True,
        row="works",
    )
    make = Text(_("Marque et modèle"), max_length=70, relevant=VEHICLE, required=True, row="car")
    plate = Text(_("Numéro de plaques"), max_length=10, relevant=VEHICLE, optional=True, width="w-km", row="car")
    chassis = Text(_("Numéro de châssis"), max_length=20, relevant=VEHICLE, optional=True, width="w-m", row="use")
    first_registration = Day(
        _("Première mise en circulation"), past=True, relevant=VEHICLE, optional=True, copied=True, row="use"
    )
    odometer = Quantity(
        _("Kilométrage"), maximum=9_999_999, unit="km", relevant=VEHICLE, optional=True, copied=False, row="use"
    )
    used_car = YesNo(_("Voiture achetée d’occasion"), relevant=VEHICLE)
    # Depreciation is paid with work that earns a living only (OMAI annex 10.04).
    job_held = YesNo(_("L’activité lucrative qui permet de couvrir les besoins continue"), relevant=VEHICLE)
    lines = aid_lines(Conversion)
    earlier_payments = Amount(
        _("Acomptes déjà payés par l’AI"), optional=True, copied=False, relevant=answer("stage") == "final"
    )


class Conversions(AidsInvoice[ConversionForm]):
    """Works in a building, and motor vehicles."""

    id, version = "318.636", 1
    title = _("Travaux de transformation et véhicules à moteur")
    purpose = _("Travaux au logement ou au travail, transformation et amortissement d’un véhicule")
    advice = (
        *ADVICE,
        _(
            "Les travaux au poste de travail ou au logement (13.04, 14.04, 14.05) peuvent être demandés ici ou avec le"
            " formulaire 318.635 ou 318.639."
        ),
        _("L’utilisation et l’entretien d’un véhicule à moteur ne sont jamais remboursés (art. 7 al. 3 OMAI)."),
    )
    # Structural works (13.04, 14.04, 14.05) are accepted on 318.635, 318.636 and 318.639: which one is UNCONFIRMED.
    chapters = ("10.", "13.04", "14.04", "14.05")
    attachments = (
        *DOCUMENTS,
        AttachmentKind(
            "registration", _("Permis de circulation"), when=VEHICLE, reason=_("Joignez le permis de circulation")
        ),
    )

    checks = (*AidsInvoice.checks, *CONVERSIONS)
    form = ConversionForm

    def deductions(self, invoice: ConversionForm) -> Iterator[AmountTerm]:
        """Yield the instalments that were paid before."""
        text = _("Acomptes déjà payés par l’AI")
        yield from deduction(invoice.field("earlier_payments"), invoice.earlier_payments, text)

    def own_checks(self, invoice: ConversionForm, context: CheckContext) -> Iterator[Issue]:
        """Yield V1, V6, V13 and the missing condition of a depreciation."""
        for line in invoice.lines:
            if any(line.aid in kinds for subject, kinds in KINDS_OF.items() if subject != (invoice.subject or subject)):
                yield warning(line.field("aid"), "V13", _("Vérifiez : cette prestation ne va pas avec l’objet choisi"))
            if invoice.subject == "vehicle" and line.nature == OPERATION:
                text = _("Retirez cette ligne : l’AI ne paie pas l’utilisation ni l’entretien d’un véhicule à moteur")
                yield error(line.field("nature"), "V1", text)
            if line.aid == DEPRECIATION and not invoice.job_held:
                text = _(
                    "Cochez la case si l’activité lucrative continue : l’indemnité n’est versée qu’à cette condition"
                )
                yield warning(invoice.field("job_held"), "job", text)
            code = "conversion-used-car" if invoice.used_car else "conversion-new-car"
            last = last_supply(line, line.previous_day, context) if line.aid == CONVERSION else None
            if last and paid_from(line.day, last, RATES, code):
                mapping = {"day": last}
                text = _("Vérifiez la date : après la transformation du ${day}, l’AI paie au prorata", mapping=mapping)
                yield warning(line.field("day"), "V6", text)
