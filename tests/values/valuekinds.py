"""Every parser of ``guichet.values`` with strategies for its canonical values."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st
from stdnum import ean, luhn
from stdnum import iban as iban_digits
from stdnum.ch import esr
from stdnum.ch import uid as uid_digits
from stdnum.iso7064 import mod_97_10

from guichet.values import (
    avs,
    day,
    decision_number,
    duration,
    email,
    gln,
    iban,
    money,
    month,
    month_days,
    one_time_code,
    payment_reference,
    phone,
    postcode,
    quantity,
    recovery_code,
    reference,
    time_of_day,
    uid,
)


@dataclass(frozen=True)
class Kind:
    """One sort of value, as its module reads and shows it."""

    parse: Callable[[str], Any]
    show: Callable[[Any], str]
    values: st.SearchStrategy[Any]
    """Canonical values: what ``parse`` returns."""
    checked: bool = False
    """Whether a check digit notices any one altered digit."""
    of_digits: bool = True
    """Whether it is written with digits, whatever keyboard they come from."""

    @property
    def parser(self) -> Callable[..., Any]:
        """The function of ``guichet.values``, without the arguments chosen here."""
        return self.parse.func if isinstance(self.parse, partial) else self.parse


def some(values: st.SearchStrategy[Any], count: int) -> list[Any]:
    """The first ``count`` values that a fixed seed draws."""
    found: list[Any] = []

    @seed(0)
    @settings(max_examples=count, database=None, phases=[Phase.generate], deadline=None)
    @given(values)
    def draw(value: Any) -> None:
        found.append(value)

    draw()
    return found


def matching(pattern: str) -> st.SearchStrategy[str]:
    """Texts of this pattern, all of it, in ASCII."""
    return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)


def with_iban_digits(body: str) -> str:
    """The account with its two check digits after the country."""
    return body[:2] + iban_digits.calc_check_digits(body[:2] + "00" + body[2:]) + body[2:]


def with_creditor_digits(body: str) -> str:
    """The creditor reference of this text (ISO 11649)."""
    return "RF" + mod_97_10.calc_check_digits(body + "RF") + body


def quantities(places: int, largest: int) -> st.SearchStrategy[Decimal]:
    """As ``parse`` returns them: without trailing zeros, and never in exponents."""
    return st.decimals(0, largest, places=places).map(lambda number: Decimal(quantity.show(number)))


DAYS = st.dates(date(min(day.YEARS), 1, 1), date(max(day.YEARS), 12, 31))
YEARS = range(decision_number.FIRST_YEAR, 2027)
DECISION_NUMBERS = st.builds(
    "{}{}{:07}".format, st.sampled_from([*decision_number.OFFICES]), st.sampled_from(YEARS), st.integers(0, 9_999_999)
)
SPECIAL_CASES = st.sampled_from([*decision_number.OFFICES]).map(lambda office: office + decision_number.SPECIAL_ENDING)
LOCAL_PARTS = matching(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\.[A-Za-z0-9_+-]{1,10}){0,2}")
DOMAINS = matching(r"([a-z][a-z0-9]{0,10}\.){1,3}") | st.sampled_from(["xn--exmple-cua.", "xn--strae-oqa.", "a-b."])

REFERENCES = st.builds(
    lambda tenant, year, code: (
        f"{tenant}-{year:04}-{code[:4]}-{code[4:]}{luhn.calc_check_digit(code, reference.ALPHABET)}"
    ),
    st.sampled_from(["BE", "NE", "DEMO2"]),
    st.integers(0, 9999),
    st.text(reference.ALPHABET, min_size=7, max_size=7),
)

KINDS: dict[str, Kind] = {
    "AVS number": Kind(
        avs.parse,
        avs.show,
        matching(r"756[0-9]{9}").map(lambda start: start + ean.calc_check_digit(start)),
        checked=True,
    ),
    "day": Kind(day.parse, day.show, DAYS),
    "day in a year": Kind(partial(day.parse, this_year=2026), day.show, DAYS),
    "decision number": Kind(decision_number.parse, decision_number.show, DECISION_NUMBERS | SPECIAL_CASES),
    "decision number in a year": Kind(
        partial(decision_number.parse, this_year=YEARS[-1]), decision_number.show, DECISION_NUMBERS | SPECIAL_CASES
    ),
    "duration": Kind(duration.parse, duration.show, st.integers(0, 9999 * 60 + 59)),
    "e-mail address": Kind(
        email.parse,
        email.show,
        st.builds("{}@{}{}".format, LOCAL_PARTS, DOMAINS, st.sampled_from(["ch", "example", "org"])),
        of_digits=False,
    ),
    "GLN": Kind(
        gln.parse, gln.show, matching(r"[0-9]{12}").map(lambda start: start + ean.calc_check_digit(start)), checked=True
    ),
    "IBAN": Kind(iban.parse, iban.show, matching(r"(CH|LI)[0-9]{5}[0-9A-Z]{12}").map(with_iban_digits), checked=True),
    "amount": Kind(money.parse, money.show, st.integers(0, money.MAXIMUM)),
    "month": Kind(month.parse, month.show, st.builds(month.Month, st.integers(1, 9999), st.integers(1, 12))),
    "days of a month": Kind(
        month_days.parse,
        month_days.show,
        st.sets(st.integers(1, 31), min_size=1).map(lambda days: tuple(sorted(days))),
    ),
    "quantity with a unit": Kind(
        partial(quantity.parse, places=2, maximum=Decimal(9999), unit="km"),
        lambda value: f"{quantity.show(value)} km",
        st.decimals(0, 9999, places=2).map(lambda value: Decimal(quantity.show(value))),
    ),
    "QR reference": Kind(
        payment_reference.parse,
        payment_reference.show,
        matching(r"[0-9]{26}")
        .filter(lambda start: start.strip("0"))
        .map(lambda start: start + esr.calc_check_digit(start)),
        checked=True,
    ),
    "creditor reference": Kind(
        payment_reference.parse,
        payment_reference.show,
        matching(r"[0-9A-Z]{1,21}").map(with_creditor_digits),
        checked=True,
    ),
    "mobile number": Kind(
        phone.parse_swiss_mobile, phone.show, matching(r"\+417[5-9][0-9]{7}") | matching(r"\+423(77|78|79)[0-9]{5}")
    ),
    "postcode": Kind(postcode.parse, postcode.show, st.integers(1000, 9999).map(str)),
    "kilometres": Kind(partial(quantity.parse, places=1, maximum=Decimal(9999)), quantity.show, quantities(1, 9999)),
    "quantity of three places": Kind(
        partial(quantity.parse, places=3, maximum=Decimal(10)), quantity.show, quantities(3, 10)
    ),
    "one-time code": Kind(one_time_code.parse, one_time_code.show, matching(r"[0-9]{6}")),
    "recovery code": Kind(
        recovery_code.parse, recovery_code.show, st.text(recovery_code.ALPHABET, min_size=12, max_size=12)
    ),
    "reference": Kind(reference.parse, reference.show, REFERENCES),
    "time of day": Kind(time_of_day.parse, time_of_day.show, st.integers(0, time_of_day.END_OF_DAY)),
    "UID": Kind(
        uid.parse,
        uid.show,
        matching(r"[0-9]{8}")
        .map(lambda start: start + uid_digits.calc_check_digit(start))
        .filter(lambda number: len(number) == 9)
        .map("CHE{}".format),
        checked=True,
    ),
}
