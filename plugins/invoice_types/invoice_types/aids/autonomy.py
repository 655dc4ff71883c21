"""Form 318.639: aids for personal autonomy (OMAI/HVI annex, chapter 14), with assistance dogs."""

from collections.abc import Iterator

from guichet.sdk import AttachmentKind, CheckContext, Choice, Day, Issue, Text, YesNo, answer, error, warning
from invoice_types import _
from invoice_types.aids.aids_checks import last_supply
from invoice_types.aids.aids_form import AidsForm, aid_lines
from invoice_types.aids.aids_invoice import ADVICE, DOCUMENTS, AidsInvoice
from invoice_types.aids.aids_line import OTHER, AidsLine
from invoice_types.aids.ceilings import RATES, Ceiling
from invoice_types.declared_checks import AUTONOMY
from invoice_types.intervals import age_on, paid_from

MOBILITY, EPILEPSY, AUTISM, PLATFORM = "dog_mobility", "dog_epilepsy", "dog_autism", "platform"
DOGS = {MOBILITY: "dog-mobility", EPILEPSY: "dog-epilepsy", AUTISM: "dog-autism"}
"""Kinds of dog, with their rows. Dogs for epilepsy and autism exist since 1 January 2024."""
YOUNGEST = {MOBILITY: 16, EPILEPSY: 4, AUTISM: 4}
"""Years of age from which a dog is granted."""
OLDEST_WITH_AUTISM = 9
A_DOG = answer("aid").in_(*DOGS)


class AutonomyAid(AidsLine):
    """An aid for the home or an assistance dog."""

    ceilings = {
        "bed": Ceiling("electric-bed"),
        "bed_delivery": Ceiling("bed-delivery"),
        "signal_system": Ceiling("signal-system"),
    }
    flat_rates = {kind: Ceiling(code) for kind, code in DOGS.items()}

    aid = Choice(
        _("Genre de moyen auxiliaire"),
        {
            "toilet_shower": _("WC-douche, installation sanitaire (14.01)"),
            "lift_patient": _("Élévateur pour malades (14.02)"),
            "bed": _("Lit électrique, sans matelas (14.03)"),
            "bed_delivery": _("Livraison du lit électrique (14.03)"),
            "signal_system": _("Signalisation pour personnes sourdes (14.04)"),
            "structural": _("Travaux de transformation du logement (14.04)"),
            PLATFORM: _("Plate-forme, monte-rampe ou rampe (14.05)"),
            MOBILITY: _("Chien d’assistance à la mobilité (14.06.1)"),
            EPILEPSY: _("Chien d’alerte pour personnes épileptiques (14.06.2)"),
            AUTISM: _("Chien d’accompagnement pour autistes (14.06.3)"),
            OTHER: _("Autre moyen auxiliaire"),
        },
        as_list=True,
        required=True,
    )
    # The school has to be certified by Assistance Dogs International (OMAI annex 14.06).
    school = Text(
        _("École du chien, certifiée par Assistance Dogs International"), max_length=70, relevant=A_DOG, required=True
    )
    previous_day = Day(_("Remise du chien précédent le"), past=True, optional=True, relevant=A_DOG)


class AutonomyForm(AidsForm, first=("dwelling_address", "lives_in_home", "lines")):
    """The bill, and where the person lives."""

    dwelling_address = Text(_("Logement, si ce n’est pas l’adresse de la personne"), max_length=140, optional=True)
    lives_in_home = YesNo(_("La personne assurée vit dans un home"))
    lines = aid_lines(AutonomyAid)


class AutonomyAids(AidsInvoice[AutonomyForm]):
    """Aids for personal autonomy."""

    id, version = "318.639", 1
    title = _("Moyens auxiliaires servant à développer l’autonomie personnelle")
    purpose = _("Lit électrique, élévateur, travaux au logement, signalisation et chiens d’assistance")
    advice = (
        *ADVICE,
        _("Lit électrique : indiquez la livraison sur une ligne à part."),
        _("Les travaux au logement (14.04, 14.05) peuvent aussi être demandés avec le formulaire 318.636."),
    )
    # Structural works (13.04, 14.04, 14.05) are accepted on 318.635, 318.636 and 318.639: which one is UNCONFIRMED.
    chapters = ("14.", "13.04")
    attachments = (
        *DOCUMENTS,
        AttachmentKind("certificate", _("Attestation de l’école du chien")),
    )

    checks = (*AidsInvoice.checks, *AUTONOMY)
    form = AutonomyForm

    def own_checks(self, invoice: AutonomyForm, context: CheckContext) -> Iterator[Issue]:
        """Yield V8 for platforms in a home, V6, V9 and V10 for dogs."""
        for line in invoice.lines:
            if line.aid == PLATFORM and invoice.lives_in_home:
                text = _("Vérifiez cette ligne : dans un home, l’AI ne remet ni plate-forme, ni monte-rampe, ni rampe")
                yield warning(line.field("aid"), "V8", text)
            if line.aid in DOGS:
                yield from second_dog(line, context)
                yield from age_for_a_dog(line, context)


def second_dog(line: AutonomyAid, context: CheckContext) -> Iterator[Issue]:
    """V10: a dog for autism is paid once. V6: another one after so many months as the row says."""
    last = last_supply(line, line.previous_day, context)
    if last and line.aid == AUTISM:
        text = _("Retirez cette ligne : un chien d’accompagnement pour autistes n’est payé qu’une fois")
        yield error(line.field("aid"), "V10", text)
    elif last and (first := paid_from(line.day, last, RATES, "dog-again")):
        mapping = {"first": first, "day": last}
        text = _(
            "Vérifiez la date : un nouveau chien est payé dès le ${first}, le dernier l’a été le ${day}",
            mapping=mapping,
        )
        yield error(line.field("day"), "V6", text)


def age_for_a_dog(line: AutonomyAid, context: CheckContext) -> Iterator[Issue]:
    """V9: the age on the day the dog is handed over."""
    if line.aid is None or line.day is None or context.birth_date is None:
        return
    age = age_on(line.day, context.birth_date)
    if age < YOUNGEST[line.aid]:
        mapping = {"years": YOUNGEST[line.aid]}
        text = _("Vérifiez le genre de chien et la date : il est accordé dès ${years} ans", mapping=mapping)
        yield error(line.field("aid"), "V9", text)
    # Whether « from 4 to 9 years » includes the year between the ninth and the tenth birthday is UNCONFIRMED.
    elif line.aid == AUTISM and age > OLDEST_WITH_AUTISM:
        mapping = {"first": YOUNGEST[AUTISM], "last": OLDEST_WITH_AUTISM}
        text = _("Vérifiez le genre de chien : il est accordé de ${first} à ${last} ans", mapping=mapping)
        yield warning(line.field("aid"), "V9", text)
