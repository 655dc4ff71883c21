"""One line of form 300.001: a new hearing aid, batteries, a repair, or a flat rate for an implant."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from guichet.sdk import Amount, Choice, Day, Fields, Text, YesNo, answer, document_answer, one_spelling
from invoice_types import _

ADULT, MINOR, AHV = "adult", "minor", "ahv"
DEVICE, SERVICE = "device", "implant_service"
BATTERIES, COCHLEAR, BONE = "batteries", "batteries_cochlear", "batteries_bone"
ELECTRONICS, OTHER_REPAIR = "repair_electronics", "repair_other"
BY_YEAR = (BATTERIES, COCHLEAR, BONE)
REPAIRS = (ELECTRONICS, OTHER_REPAIR)

YEAR, GLN = one_spelling("année", "annee", "an", "l'année", "jahr"), one_spelling("gln", "ean")
A_DEVICE, A_REPAIR, SOME_YEARS = answer("claim") == DEVICE, answer("claim").in_(*REPAIRS), answer("claim").in_(*BY_YEAR)
# Also before the benefit is chosen: a supplier's bill that is attached first is proposed in these questions.
ON_A_BILL = ~answer("claim").in_(*BY_YEAR, SERVICE)
# A text: as a number it would be printed with a mark for the thousands.
_Year = partial(Text, max_length=4, spelling=YEAR, relevant=SOME_YEARS, copied=False, width="w-km", row="years")


class HearingLine(Fields):
    """One benefit. Prices count for minors only; the bill is asked for all the same, since payment is against it."""

    claim = Choice(
        _("Prestation"),
        {
            DEVICE: _("Nouvel appareil auditif (5.07, 5.07.3)"),
            BATTERIES: _("Piles d’un appareil auditif, par année"),
            ELECTRONICS: _("Réparation de l’électronique (fabricant)"),
            OTHER_REPAIR: _("Autre réparation (fabricant)"),
            COCHLEAR: _("Piles d’un implant cochléaire, par année (5.07.1)"),
            BONE: _("Piles, ancrage osseux ou oreille moyenne (5.07.1)"),
            SERVICE: _("Prestations de service pour un implant (5.07.1)"),
        },
        as_list=True,
        required=True,
    )
    ears = Choice(
        _("Oreilles"),
        {"left": _("gauche"), "right": _("droite"), "both": _("les deux")},
        inline=True,
        required=True,
    )
    # Counts as a supply of both ears (circular letter 342 of the OFAS, CMAI of 2016).
    cros = YesNo(
        _("Système CROS"), help_text=_("Il compte comme un appareillage des deux oreilles."), relevant=A_DEVICE
    )
    day = Day(
        _("Date de la remise ou de la réparation"),
        relevant=answer("claim").in_(DEVICE, SERVICE, *REPAIRS),
        required=True,
        service_day=True,
    )
    first_year = _Year(_("De l’année"), required=True)
    last_year = _Year(_("À l’année"), optional=True)
    supply = Choice(
        _("Genre d’appareillage"),
        {"first": _("première remise"), "renewal": _("renouvellement")},
        as_list=True,
        relevant=A_DEVICE,
        required=True,
        copied=False,
        row="supply",
    )
    previous_day = Day(
        _("Remise précédente le"),
        past=True,
        relevant=A_DEVICE & (answer("supply") == "renewal"),
        optional=True,
        row="supply",
    )
    # Before every renewal since 2016, of minors too (circular letter 342, single source).
    ent_day = Day(
        _("Expertise ORL du"),
        past=True,
        relevant=A_DEVICE & (answer("supply") == "renewal"),
        optional=True,
        row="supply",
    )
    device_model = Text(
        _("Marque et modèle"), max_length=70, relevant=A_DEVICE, required=True, width="w-m", row="device"
    )
    list_number = Text(
        _("Numéro de la liste OFAS/METAS"), max_length=20, relevant=A_DEVICE, optional=True, width="w-m", row="device"
    )
    in_operation_since = Day(
        _("Mise en service de l’appareil"), past=True, relevant=A_REPAIR, required=True, copied=True
    )
    seller = Text(
        _("Vendeur ou audioprothésiste"),
        max_length=70,
        relevant=ON_A_BILL,
        required=True,
        width="w-m",
        row="bill",
        from_bill="supplier",
    )
    bill_day = Day(_("Date de la facture"), past=True, relevant=ON_A_BILL, required=True, row="bill", from_bill="date")
    bill_total = Amount(
        _("Total de la facture"),
        positive=True,
        relevant=ON_A_BILL,
        required=True,
        copied=False,
        row="bill",
        from_bill="amount",
    )
    gln = Text(
        _("GLN de l’audioprothésiste pédiatrique"),
        max_length=13,
        spelling=GLN,
        relevant=A_DEVICE & (document_answer("scheme") == MINOR),
        optional=True,
        width="w-m",
    )
    hardship = Amount(
        _("Montant accordé en plus pour un cas de rigueur (5.07.2)"),
        relevant=A_DEVICE & (document_answer("scheme") == ADULT),
        optional=True,
        copied=False,
    )

    summary_rows = (
        ("day", ("first_year", "last_year")),
        "claim",
        ("ears", "cros"),
        ("supply", "device_model", "list_number"),
        ("seller", "bill_day", "bill_total"),
    )

    @property
    def sides(self) -> frozenset[str]:
        """The ears concerned."""
        if self.ears is None:
            return frozenset()
        return frozenset({"left", "right"} if self.ears == "both" or self.cros else {self.ears})

    @property
    def number(self) -> str:
        """Ending of the rates: for one ear or for two."""
        return "two" if len(self.sides) == 2 else "one"

    def years(self) -> Iterator[int]:
        """Yield the calendar years, none where they cannot be read or are not in order."""
        if self.claim in BY_YEAR:
            yield from years_between(self.first_year, self.last_year)


def years_between(first: str | None, last: str | None) -> range:
    """The years from first to last; the first alone where no last one was answered."""
    start, end = year_of(first), year_of(first if last is None else last)
    return range(start, end + 1) if start and end else range(0)


def year_of(text: str | None) -> int | None:
    """A year of this or the last century; None for another text."""
    # isdecimal and isascii: « ² » is a digit for isdigit().
    if text is None or not (text.isascii() and text.isdecimal() and len(text) == 4):
        return None
    year = int(text)
    return year if date(1990, 1, 1).year <= year <= date(2099, 1, 1).year else None
