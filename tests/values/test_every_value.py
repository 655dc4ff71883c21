"""What holds for every value: parse accepts any text calmly, reads back what show wrote, notices an altered digit."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guichet.values import (
    Unreadable,
    avs,
    day,
    decision_number,
    duration,
    email,
    gln,
    iban,
    money,
    payment_reference,
    phone,
    postcode,
    quantity,
    reference,
    time_of_day,
    uid,
)

KILOBYTES_10 = 10_000
_kilometres = partial(quantity.parse, places=1, maximum=Decimal(9999))

PARSERS: dict[str, Callable[[str], Any]] = {
    "avs": avs.parse,
    "day": day.parse,
    "day in a year": partial(day.parse, this_year=2026),
    "decision number": decision_number.parse,
    "duration": duration.parse,
    "email": email.parse,
    "gln": gln.parse,
    "iban": iban.parse,
    "money": money.parse,
    "payment reference": payment_reference.parse,
    "mobile": phone.parse_swiss_mobile,
    "postcode": postcode.parse,
    "quantity": _kilometres,
    "reference": reference.parse,
    "time of day": time_of_day.parse,
    "uid": uid.parse,
}

SIGNS_THAT_VALUES_ARE_MADE_OF = "0123456789 .,:/-+'’hCHLIRF@äß²٣½\u00a0\u202f\u200b\n"
LONG_TEXTS = st.builds(
    lambda piece, times: (piece * times)[:KILOBYTES_10],
    st.text(SIGNS_THAT_VALUES_ARE_MADE_OF, min_size=1, max_size=20),
    st.integers(1, KILOBYTES_10),
)
ANY_TEXT = st.text(max_size=200) | st.text(SIGNS_THAT_VALUES_ARE_MADE_OF, max_size=30) | LONG_TEXTS


@pytest.mark.parametrize("parse", PARSERS.values(), ids=PARSERS.keys())
@given(text=ANY_TEXT)
@example(text="")
@example(text="\0")
@example(text="\ud800")
@example(text="²³")
@example(text="9" * KILOBYTES_10)
@example(text="0" * KILOBYTES_10)
@example(text=" " * KILOBYTES_10)
@example(text="'1" * (KILOBYTES_10 // 2))
@example(text="a@" + "b." * (KILOBYTES_10 // 2))
@settings(deadline=timedelta(seconds=2), max_examples=60)
def test_any_text_is_read_or_refused_with_a_reason(parse: Callable[[str], Any], text: str) -> None:
    try:
        parse(text)
    except Unreadable as refusal:
        assert refusal.reason


@pytest.mark.parametrize("parse", PARSERS.values(), ids=PARSERS.keys())
def test_nothing_typed_is_never_a_value(parse: Callable[[str], Any]) -> None:
    expected = "format" if parse is reference.parse else "empty"
    for text in ("", "  ", "\u00a0\n"):
        with pytest.raises(Unreadable) as refusal:
            parse(text)
        assert refusal.value.reason == expected


# Published, fictitious examples only: never a number that might be somebody's.
PUBLISHED: list[tuple[Callable[[str], str], Callable[[str], str], str]] = [
    (avs.parse, avs.show, "7561234567897"),
    (avs.parse, avs.show, "7569217076985"),
    (decision_number.parse, decision_number.show, "31220251000896"),
    (decision_number.parse, decision_number.show, "302280"),
    (email.parse, email.show, "Jean.Exemple@xn--exmple-cua.ch"),
    (gln.parse, gln.show, "7601000000002"),
    (iban.parse, iban.show, "CH9300762011623852957"),
    (iban.parse, iban.show, "CH4431999123000889012"),
    (payment_reference.parse, payment_reference.show, "210000000003139471430009017"),
    (payment_reference.parse, payment_reference.show, "RF18539007547034"),
    (phone.parse_swiss_mobile, phone.show, "+41791234567"),
    (postcode.parse, postcode.show, "3011"),
    (uid.parse, uid.show, "CHE100155212"),
]


@pytest.mark.parametrize(("parse", "show", "value"), PUBLISHED)
def test_what_is_shown_can_be_typed_again(parse: Callable[[str], str], show: Callable[[str], str], value: str) -> None:
    assert parse(value) == value
    assert parse(show(value)) == value
    assert parse(f" {show(value)}\u200b ") == value


@given(st.integers(0, money.MAXIMUM))
def test_every_amount_can_be_typed_again(rappen: int) -> None:
    assert money.parse(money.show(rappen)) == rappen
    assert money.parse(money.plain(rappen)) == rappen


@given(st.decimals(0, 9999, places=1))
def test_every_quantity_can_be_typed_again(kilometres: Decimal) -> None:
    assert _kilometres(quantity.show(kilometres)) == kilometres


@given(st.dates())
def test_every_day_can_be_typed_again(any_day: date) -> None:
    assert day.parse(day.show(any_day)) == any_day
    assert day.parse(any_day.isoformat()) == any_day


@given(st.integers(0, time_of_day.END_OF_DAY))
def test_every_minute_of_the_day_can_be_typed_again(minutes: int) -> None:
    assert time_of_day.parse(time_of_day.show(minutes)) == minutes


@given(st.integers(0, 9999 * 60 + 59))
def test_every_duration_can_be_typed_again(minutes: int) -> None:
    assert duration.parse(duration.show(minutes)) == minutes


CHECKED = [
    (parse, value) for parse, _, value in PUBLISHED if parse in {avs.parse, gln.parse, iban.parse, uid.parse}
] + [(payment_reference.parse, "210000000003139471430009017"), (payment_reference.parse, "RF18539007547034")]


@pytest.mark.parametrize(("parse", "value"), CHECKED)
def test_one_altered_digit_is_always_noticed(parse: Callable[[str], str], value: str) -> None:
    for at, right in enumerate(value):
        for wrong in set("0123456789") - {right}:
            if right.isdigit():
                with pytest.raises(Unreadable):
                    parse(value[:at] + wrong + value[at + 1 :])
