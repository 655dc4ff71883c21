"""Form 318.637: aids for the head and face (OMAI/HVI annex, chapter 5). Hearing aids have form 300.001."""

from collections.abc import Iterator
from datetime import date

from guichet.sdk import CheckContext, Choice, Day, Issue, Text, answer, warning
from invoice_types import _
from invoice_types.aids.aids_checks import last_supply
from invoice_types.aids.aids_form import AidsForm, aid_lines
from invoice_types.aids.aids_invoice import ADVICE, AidsInvoice
from invoice_types.aids.aids_line import OTHER, PURCHASE, AidsLine
from invoice_types.aids.ceilings import RATES, Ceiling
from invoice_types.declared_checks import HEAD
from invoice_types.intervals import age_on, paid_from

EYE, IMPLANT = "eye_prosthesis", "implant_external_part"


class HeadAid(AidsLine):
    """An aid for the head or face."""

    ceilings = {"wig": Ceiling("wig", _("Perruques"))}

    aid = Choice(
        _("Genre de moyen auxiliaire"),
        {
            EYE: _("Prothèse oculaire (5.01)"),
            "face_epithesis": _("Épithèse faciale (5.02)"),
            "dental_prosthesis": _("Prothèse dentaire (5.05)"),
            "wig": _("Perruque (5.06)"),
            IMPLANT: _("Partie externe d’un implant auditif (5.07.1)"),
            "speech_aid_larynx": _("Appareil pour parler après laryngectomie (5.08)"),
            OTHER: _("Autre moyen auxiliaire"),
        },
        as_list=True,
        required=True,
    )
    side = Choice(
        _("Côté"),
        {"left": _("gauche"), "right": _("droit"), "both": _("les deux")},
        as_list=True,
        relevant=answer("aid").in_(EYE, IMPLANT),
        required=True,
        row="eye",
    )
    eye_material = Choice(
        _("Matière"),
        {"glass": _("verre"), "plastic": _("plastique")},
        as_list=True,
        relevant=answer("aid") == EYE,
        required=True,
        row="eye",
    )
    supply = Choice(
        _("Remise"),
        {"first": _("première remise"), "renewal": _("renouvellement")},
        as_list=True,
        copied=False,
        relevant=answer("aid") != OTHER,
        required=True,
        row="supply",
    )
    previous_day = Day(
        _("Remise précédente le"),
        past=True,
        optional=True,
        relevant=(answer("aid") == EYE) & (answer("supply") == "renewal"),
        row="supply",
    )
    doctor = Text(_("Médecin qui a prescrit"), max_length=70, optional=True, group="extras")

    def renewal_code(self, birth_date: date | None) -> str:
        """The row with the months between two eye prostheses, by material and age."""
        young = birth_date is not None and self.day is not None and age_on(self.day, birth_date) < 6
        return f"eye-{self.eye_material}{'-under-6' if young else ''}"


class HeadForm(AidsForm):
    """The bill."""

    lines = aid_lines(HeadAid)


class HeadAids(AidsInvoice[HeadForm]):
    """Aids for the head and face."""

    id, version = "318.637", 1
    title = _("Moyens auxiliaires pour le crâne et le visage")
    purpose = _("Prothèses oculaires et dentaires, épithèses, perruques et appareils pour parler")
    advice = (
        *ADVICE,
        _("Pour un appareil auditif, prenez le formulaire 300.001."),
    )
    # Not 5.07, 5.07.2 and 5.07.3: hearing aids have a form of their own.
    chapters = ("5.01", "5.02", "5.05", "5.06", "5.07.1", "5.08")

    checks = (*AidsInvoice.checks, *HEAD)
    form = HeadForm

    def own_checks(self, invoice: HeadForm, context: CheckContext) -> Iterator[Issue]:
        """Yield V6 for an eye prosthesis renewed early without a doctor's grounds; periods of a single source."""
        for line in invoice.lines:
            if line.aid != EYE or line.nature != PURCHASE or line.eye_material is None or "medical" in context.attached:
                continue
            last = last_supply(line, line.previous_day, context)
            if last and paid_from(line.day, last, RATES, line.renewal_code(context.birth_date)):
                text = _("Joignez l’avis du médecin : la prothèse du ${day} est récente", mapping={"day": last})
                yield warning(line.field("day"), "V6", text)
