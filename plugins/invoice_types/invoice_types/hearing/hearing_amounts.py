"""Amounts of form 300.001: flat rates by ear, and for minors the bill up to a maximum (OMAI annex 5.07 to 5.07.3)."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from guichet.sdk import AmountTerm, Counted, Money, Rate, RateLookup, RateTable, TranslationString, product, term
from invoice_types import _
from invoice_types.hearing.hearing_line import (
    AHV,
    BATTERIES,
    BONE,
    BY_YEAR,
    COCHLEAR,
    DEVICE,
    ELECTRONICS,
    MINOR,
    OTHER_REPAIR,
    REPAIRS,
    SERVICE,
    HearingLine,
)

RATES = RateTable("invoice_types.hearing")
TARIFF = {
    "device-adult-one": "909.01",
    "device-adult-two": "909.02",
    "device-ahv-one": "909.03",
    "repair-electronics": "909.04",
    "repair-other": "909.05",
    "batteries-adult-one": "909.06",
    "batteries-adult-two": "909.07",
}
"""Codes of tariff 909 on the form of 2011: single source. Those of minors were not seen: the office completes them."""


def rate_code(line: HearingLine, scheme: str) -> str:
    """The row for a benefit, by scheme and number of ears."""
    # The old-age insurance has rates for devices only; who keeps a right to the others has those of adults.
    group = scheme if line.claim == DEVICE or scheme != AHV else "adult"
    codes = {
        DEVICE: f"device-{group}-{line.number}",
        SERVICE: f"implant-service-{group}-{line.number}",
        BATTERIES: f"batteries-{group}-{line.number}",
        COCHLEAR: f"batteries-cochlear-{line.number}",
        BONE: f"batteries-bone-{line.number}",
        ELECTRONICS: "repair-electronics",
        OTHER_REPAIR: "repair-other",
    }
    return codes[line.claim or DEVICE]


def hearing_terms(line: HearingLine, scheme: str | None, rates: RateLookup) -> Iterator[AmountTerm]:
    """Yield the flat rates of one line."""
    if scheme is None or line.claim is None or line.ears is None:
        return
    code = rate_code(line, scheme)
    if line.claim in BY_YEAR:
        yield from _by_year(line, code, rates)
    elif rate := rates.on(code, line.day, line.field("day")):
        yield from _supplied(line, rate, scheme)
    if line.hardship:
        yield term(line.field("hardship"), line.hardship, _("Montant accordé pour un cas de rigueur"))


def counted_batteries(line: HearingLine, scheme: str | None) -> Iterator[Counted]:
    """Yield the flat rate of batteries of each year, of which two ears are the most; H2 says what was claimed twice."""
    if scheme is None or line.claim not in BY_YEAR or line.ears is None:
        return
    for year in line.years():
        rate = RATES.find(rate_code(line, scheme), date(year, 1, 1))
        most = RATES.find(f"{rate_code(line, scheme).removesuffix(line.number)}two", date(year, 1, 1))
        yield Counted(
            maximum="hearing-batteries",
            item=line.claim,
            period=str(year),
            amount=int(rate.price) if rate else 0,
            most=int(most.price) if most else None,
            label=_("Piles, ${year}", mapping={"year": str(year)}),
            path=line.path,
        )


def _supplied(line: HearingLine, rate: Rate, scheme: str) -> Iterator[AmountTerm]:
    tariff = TARIFF.get(rate.code, "")
    if line.claim == DEVICE and scheme == MINOR:
        if line.bill_total is not None:
            mapping = {"bill": line.bill_total, "maximum": rate.price}
            paid = min(int(line.bill_total), int(rate.price))
            yield term(line, Money(paid), _("Facture de ${bill}, au maximum ${maximum}", mapping=mapping))
        return
    # A repair is paid for each device.
    count = len(line.sides) if line.claim in REPAIRS else 1
    yield term(line, product(count, rate), _flat(count, rate, tariff), tariff)


def _by_year(line: HearingLine, code: str, rates: RateLookup) -> Iterator[AmountTerm]:
    found = (rates.on(code, date(year, 1, 1), line.field("first_year")) for year in line.years())
    # By the rate of each year, so that a change of rate gives two terms.
    for rate, count in Counter(rate for rate in found if rate).items():
        tariff = TARIFF.get(rate.code, "")
        yield term(line, product(count, rate), _flat(count, rate, tariff), tariff)


def _flat(count: int, rate: Rate, tariff: str) -> TranslationString:
    mapping = {"count": count, "rate": rate.price, "tariff": tariff}
    if tariff:
        return _("Forfait ${count} × ${rate}, chiffre tarifaire ${tariff}", mapping=mapping)
    return _("Forfait ${count} × ${rate}", mapping=mapping)
