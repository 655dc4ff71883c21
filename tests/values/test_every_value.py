"""Properties of every value: parse accepts any text or refuses it, has one canonical form, and reads what show writes.

The kinds, with values of each drawn by chance, are in ``valuekinds.py``.
"""

import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from valuekinds import KINDS, Kind

from guichet.values import ParseError, reference
from guichet.values.text_input import GROUP_MARKS, NBSP

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)

KILOBYTES_10 = 10_000
SIGNS_THAT_VALUES_ARE_MADE_OF = "0123456789 .,:/-+'’hCHLIRF@äß²٣½\u00a0\u202f\u200b\n"
LONG_TEXTS = st.builds(
    lambda piece, times: (piece * times)[:KILOBYTES_10],
    st.text(SIGNS_THAT_VALUES_ARE_MADE_OF, min_size=1, max_size=20),
    st.integers(1, KILOBYTES_10),
)
ANY_TEXT = st.text(max_size=200) | st.text(SIGNS_THAT_VALUES_ARE_MADE_OF, max_size=30) | LONG_TEXTS
BLANKS = st.text(f" \t\n{NBSP}\u2009\u202f\u3000\u200b\u00ad", max_size=4)
ASCII_DIGITS = "0123456789"
FULL_WIDTH = str.maketrans(ASCII_DIGITS, "０１２３４５６７８９")
FOREIGN_DIGITS = st.sampled_from([0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50]).map(
    lambda zero: {ord("0") + digit: chr(zero + digit) for digit in range(10)}
)
"""Arabic, Persian, Devanagari, Bengali and Thai digits, as tables for ``str.translate``."""


@every_kind
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
@settings(max_examples=60)
def test_any_text_is_read_or_refused_for_a_documented_reason(kind: Kind, text: str) -> None:
    is_read_or_refused(kind, text)


@every_kind
@given(data=st.data())
def test_a_value_written_carelessly_is_read_as_one_value_or_refused(kind: Kind, data: st.DataObject) -> None:
    text = kind.show(data.draw(kind.values))
    for _slip in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        typed = data.draw(st.text(SIGNS_THAT_VALUES_ARE_MADE_OF, max_size=1))
        text = text[:at] + typed + text[at + data.draw(st.integers(0, 1)) :]
    is_read_or_refused(kind, data.draw(st.sampled_from([text, text.lower(), text.upper()])))


def is_read_or_refused(kind: Kind, text: str) -> None:
    """Nothing but a documented refusal is raised, and what is read has one form only."""
    try:
        value = kind.parse(text)
    except ParseError as refusal:
        assert refusal.reason in reasons(kind)
    else:
        assert kind.parse(kind.show(value)) == value
        if isinstance(value, str):
            assert kind.parse(value) == value


def reasons(kind: Kind) -> set[str]:
    """The reasons that the parser's docstring lists."""
    words = kind.parser.__doc__ or ""
    return set(re.findall(r"``([a-z-]+)``", words[words.index("Reasons:") :]))


@every_kind
def test_nothing_typed_is_never_a_value(kind: Kind) -> None:
    expected = "format" if kind.parser is reference.parse else "empty"
    for text in ("", "  ", "\u00a0\n"):
        with pytest.raises(ParseError) as refusal:
            kind.parse(text)
        assert refusal.value.reason == expected


@every_kind
@given(data=st.data())
def test_what_is_shown_can_be_typed_again(kind: Kind, data: st.DataObject) -> None:
    value = data.draw(kind.values)
    assert kind.parse(kind.show(value)) == value
    if isinstance(value, str):
        assert kind.parse(value) == value


@every_kind
@given(data=st.data())
def test_blanks_of_any_sort_around_and_within_a_value_do_not_matter(kind: Kind, data: st.DataObject) -> None:
    value = data.draw(kind.values)
    shown = kind.show(value)
    assert kind.parse(data.draw(BLANKS) + shown + data.draw(BLANKS)) == value
    assert kind.parse(shown.replace(NBSP, data.draw(st.sampled_from(" \t\u2009\u202f\u3000")))) == value


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.of_digits], ids=lambda kind: kind.parser.__module__
)
class TestDigits:
    """Values that are written with digits."""

    @given(data=st.data())
    def test_full_width_digits_are_digits(self, kind: Kind, data: st.DataObject) -> None:
        value = data.draw(kind.values)
        assert kind.parse(kind.show(value).translate(FULL_WIDTH)) == value

    @given(data=st.data(), digits=FOREIGN_DIGITS)
    def test_digits_of_another_script_are_digits(self, kind: Kind, data: st.DataObject, digits: dict[int, str]) -> None:
        value = data.draw(kind.values)
        shown = kind.show(value)
        at = data.draw(st.sampled_from([at for at, char in enumerate(shown) if char in ASCII_DIGITS] or [0]))
        for written in (shown[:at] + shown[at].translate(digits) + shown[at + 1 :], shown.translate(digits)):
            assert kind.parse(written) == value

    @pytest.mark.parametrize("sign", ["²", "½", "①", "Ⅳ", "一"])
    def test_signs_that_only_look_like_digits_are_refused(self, kind: Kind, sign: str) -> None:
        with pytest.raises(ParseError):
            kind.parse(sign * 6)


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.checked], ids=lambda kind: kind.parser.__module__
)
@given(data=st.data(), wrong=st.sampled_from(ASCII_DIGITS))
def test_one_altered_digit_is_always_noticed(kind: Kind, data: st.DataObject, wrong: str) -> None:
    value = data.draw(kind.values)
    at = data.draw(st.sampled_from([at for at, char in enumerate(value) if char in ASCII_DIGITS]))
    assume(value[at] != wrong)
    with pytest.raises(ParseError):
        kind.parse(value[:at] + wrong + value[at + 1 :])


# Published, fictitious examples: numbers that others have worked out, against a mistake made on both sides here.
PUBLISHED = [
    ("AVS number", "7561234567897"),
    ("AVS number", "7569217076985"),
    ("decision number", "31220251000896"),
    ("decision number", "302280"),
    ("e-mail address", "Jean.Exemple@xn--exmple-cua.ch"),
    ("GLN", "7601000000002"),
    ("IBAN", "CH9300762011623852957"),
    ("IBAN", "CH4431999123000889012"),
    ("QR reference", "210000000003139471430009017"),
    ("creditor reference", "RF18539007547034"),
    ("mobile number", "+41791234567"),
    ("postcode", "3011"),
    ("UID", "CHE100155212"),
]


@pytest.mark.parametrize(("name", "value"), PUBLISHED)
def test_a_published_number_is_what_it_is(name: str, value: str) -> None:
    kind = KINDS[name]
    assert kind.parse(value) == value
    assert kind.parse(kind.show(value)) == value
    for at, right in enumerate(value):
        for wrong in set(ASCII_DIGITS) - {right}:
            if kind.checked and right.isdigit():
                with pytest.raises(ParseError):
                    kind.parse(value[:at] + wrong + value[at + 1 :])


@pytest.mark.parametrize(
    "name",
    [
        *("AVS number", "decision number", "GLN", "IBAN", "QR reference", "creditor reference", "UID"),
        *("mobile number", "postcode", "recovery code"),
    ],
)
@pytest.mark.parametrize("mark", GROUP_MARKS + "’‑＿，")
@given(data=st.data())
@settings(max_examples=5)
def test_groups_of_a_number_stand_apart_by_any_mark(name: str, mark: str, data: st.DataObject) -> None:
    value = data.draw(KINDS[name].values)
    assert KINDS[name].parse(mark.join(re.split(r"[^0-9A-Za-z+]+", KINDS[name].show(value)))) == value
