"""Checks of form 300.001, H1 to H6 of the rule list and those of the corrected one; H7 is T4 of the travel form.

H8 first year of operation · H9 years of batteries · H10 two accounts in one invoice · H11 account · H12 GLN ·
`bill-date` (`bill`).
"""

from collections.abc import Iterator, Sequence
from datetime import date

from guichet.sdk import CheckContext, FrozenAnswers, Issue, error, warning
from invoice_types import _
from invoice_types.bill import DATED_LONG_BEFORE, is_long_before
from invoice_types.hearing.hearing_amounts import RATES
from invoice_types.hearing.hearing_line import (
    ADULT,
    AHV,
    BY_YEAR,
    DEVICE,
    MINOR,
    REPAIRS,
    HearingLine,
    year_of,
    years_between,
)
from invoice_types.intervals import FULL_AGE, age_on, paid_from

GLN_DIGITS = 13


def hearing_issues(
    lines: Sequence[HearingLine], scheme: str | None, at_scheme: str, context: CheckContext
) -> Iterator[Issue]:
    """Yield every issue; ``at_scheme`` is the path of the question on the scheme."""
    before = [line for invoice in context.earlier for line in invoice.answers.lines("lines")]
    for line in lines:
        yield from renewed_early(line, scheme, before)
        yield from years_in_order(line)
        yield from first_year_of_operation(line)
        yield from sellers_bill(line, context)
        yield from acoustician_number(line)
        if is_long_before(line.bill_day, line.day):
            yield warning(line.field("bill_day"), "bill-date", DATED_LONG_BEFORE % {"day": line.bill_day})
        if scheme == AHV and line.claim not in (None, DEVICE):
            text = _("Vérifiez cette ligne : l’AVS ne paie en général ni piles ni réparations")
            yield warning(line.field("claim"), "H3", text)
    yield from batteries_twice(lines, before)
    yield from repaired_twice(lines, before)
    yield from age_group(lines, scheme, at_scheme, context)
    yield from account(lines, scheme, at_scheme, context)


def renewed_early(line: HearingLine, scheme: str | None, before: Sequence[FrozenAnswers]) -> Iterator[Issue]:
    """H1: an error for a device too soon after the last one, by the row of AI or AVS, unless an ENT expert confirms.

    A warning for any other renewal without an expert's report, which the decision may have settled.
    """
    if line.claim != DEVICE or line.day is None or line.ent_day is not None:
        return
    supplied = [
        earlier["day"]
        for earlier in before
        if earlier["claim"] == DEVICE and _sides(earlier) & line.sides and earlier["day"]
    ]
    days = [day for day in (line.previous_day, *supplied) if day and day < line.day]
    last = max(days, default=None)
    if paid_from(line.day, last, RATES, "again-ahv" if scheme == AHV else "again-iv"):
        text = _(
            "Saisissez la date de l’expertise ORL : la dernière remise, du ${day}, est trop récente",
            mapping={"day": last},
        )
        yield error(line.field("ent_day" if line.supply == "renewal" else "supply"), "H1", text)
    elif line.supply == "renewal":
        text = _("Saisissez la date de l’expertise ORL, si la décision ne la mentionne pas déjà")
        yield warning(line.field("ent_day"), "H1", text)


def years_in_order(line: HearingLine) -> Iterator[Issue]:
    """H9: years that cannot be read, or end before they begin. One that has not begun is an error of G4."""
    if line.claim not in BY_YEAR:
        return
    for name, text in (("first_year", line.first_year), ("last_year", line.last_year)):
        if text is not None and year_of(text) is None:
            yield error(line.field(name), "H9", _("Saisissez une année à quatre chiffres, par exemple 2026"))
    first, last = year_of(line.first_year), year_of(line.last_year)
    if first and last and last < first:
        yield error(line.field("last_year"), "H9", _("Saisissez une dernière année après la première"))


def batteries_twice(lines: Sequence[HearingLine], before: Sequence[FrozenAnswers]) -> Iterator[Issue]:
    """H2: an error for batteries of a calendar year and an ear that were claimed before or on another line."""
    claimed = {
        (year, side)
        for earlier in before
        if earlier["claim"] in BY_YEAR
        for year in years_between(earlier["first_year"], earlier["last_year"])
        for side in _sides(earlier)
    }
    for line in lines:
        own = {(year, side) for year in line.years() for side in line.sides}
        if twice := own & claimed:
            text = _("Retirez l’année ${year} : ses piles ont déjà été demandées", mapping={"year": str(min(twice)[0])})
            yield error(line.field("first_year"), "H2", text)
        claimed |= own


def repaired_twice(lines: Sequence[HearingLine], before: Sequence[FrozenAnswers]) -> Iterator[Issue]:
    """H4: a warning for a second repair of the same device in a calendar year."""
    claimed = {
        (earlier["day"].year, side)
        for earlier in before
        if earlier["claim"] in REPAIRS and earlier["day"]
        for side in _sides(earlier)
    }
    for line in lines:
        if line.claim not in REPAIRS or line.day is None:
            continue
        own = {(line.day.year, side) for side in line.sides}
        if own & claimed:
            text = _("Vérifiez la date : une réparation de cet appareil a déjà été demandée pour la même année")
            yield warning(line.field("day"), "H4", text)
        claimed |= own


def first_year_of_operation(line: HearingLine) -> Iterator[Issue]:
    """H8: repairs are paid from the second year of operation (annex 5.07). A warning, as the office may know more."""
    first = paid_from(line.day, line.in_operation_since, RATES, "repair-after") if line.claim in REPAIRS else None
    if first:
        text = _("Vérifiez la date : une réparation de cet appareil est payée dès le ${day}", mapping={"day": first})
        yield warning(line.field("day"), "H8", text)


def sellers_bill(line: HearingLine, context: CheckContext) -> Iterator[Issue]:
    """H5: the manufacturer's receipt is a required document; the seller's beside it has a single source."""
    if line.claim in REPAIRS and "bill" not in context.attached:
        text = _("Joignez aussi la facture du vendeur, si la réparation est passée par lui")
        yield warning(line.field("seller"), "H5", text)


def acoustician_number(line: HearingLine) -> Iterator[Issue]:
    """H12: a GLN with a wrong check digit (GS1: weights 1 and 3)."""
    if line.gln is None:
        return
    digits = line.gln.isascii() and line.gln.isdecimal() and len(line.gln) == GLN_DIGITS
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(line.gln)) if digits else 1
    if weighted % 10:
        yield error(line.field("gln"), "H12", _("Saisissez les 13 chiffres du GLN, par exemple 7601000000002"))


def age_group(
    lines: Sequence[HearingLine], scheme: str | None, at_scheme: str, context: CheckContext
) -> Iterator[Issue]:
    """H6: an error for rates of adults on a day before the 18th birthday, or rates of minors after it.

    Batteries of the year of the birthday pass with either: UNCONFIRMED.
    """
    born = context.birth_date
    if born is None or scheme is None:
        return
    for first, last in (span for line in lines for span in _spans(line)):
        if scheme == MINOR and age_on(first, born) >= FULL_AGE:
            mapping = {"years": FULL_AGE, "day": first}
            text = _("Choisissez « AI, personne adulte » : la personne a ${years} ans le ${day}", mapping=mapping)
            yield error(at_scheme, "H6", text)
            return
        if scheme != MINOR and age_on(last, born) < FULL_AGE:
            text = _(
                "Choisissez « AI, enfant ou jeune de moins de ${years} ans » : la personne n’a pas ${years} ans le"
                " ${day}",
                mapping={"years": FULL_AGE, "day": last},
            )
            yield error(at_scheme, "H6", text)
            return


def account(lines: Sequence[HearingLine], scheme: str | None, at_scheme: str, context: CheckContext) -> Iterator[Issue]:
    """H10, H11: the acoustician is paid for the device of a minor (annex 5.07.3), the insured person for the rest."""
    devices = [line for line in lines if line.claim == DEVICE]
    if scheme == MINOR and devices and len(devices) < len(lines):
        text = _("Faites deux demandes : l’appareil est payé à l’audioprothésiste, les piles à la personne assurée")
        yield warning(at_scheme, "H10", text)
    if scheme == MINOR and devices and not context.pays_company:
        yield _paid_to_another(at_scheme, context)
    if scheme in (ADULT, AHV) and context.pays_company:
        text = _("Vérifiez le compte à créditer : le forfait d’une personne adulte revient à la personne assurée")
        yield warning(at_scheme, "H11", text)


def _paid_to_another(at_scheme: str, context: CheckContext) -> Issue:
    if context.by_company:
        text = _("Vérifiez le compte à créditer : l’appareil d’un enfant est payé à l’audioprothésiste pédiatrique")
        return warning(at_scheme, "H11", text)
    # A person may have typed the account of the acoustician.
    text = _("Appareil d’un enfant : le compte n’est pas celui d’une entreprise")
    return Issue("warning", at_scheme, "H11", text, for_office_only=True)


def _spans(line: HearingLine) -> Iterator[tuple[date, date]]:
    """First and last day on which the age counts: the day, or from the first day to the last of each year."""
    if line.day is not None:
        yield line.day, line.day
    for year in line.years():
        yield date(year, 1, 1), date(year, 12, 31)


def _sides(earlier: FrozenAnswers) -> frozenset[str]:
    both = earlier["ears"] == "both" or earlier["cros"]
    return frozenset({"left", "right"} if both else {earlier["ears"]} if earlier["ears"] else ())
