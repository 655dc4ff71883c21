"""Free text is kept as typed, except for invisible characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.values import ParseError, free_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Inselspital \n", "Inselspital"),
        ("Mu\u0308ller", "Müller"),
        ("12\u202fkm", "12\u00a0km"),
        ("a\u200bb\ufeff", "ab"),
        ("a\tb", "a b"),
        ("O’Brien", "O’Brien"),
    ],
)
def test_text_is_tidied_and_not_changed(typed: str, kept: str) -> None:
    assert free_text.parse(typed, 80) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (" \u200b ", "empty"),
        ("x" * 81, "too-long"),
        ("x" * 1_000_000, "too-long"),
        ("a\nb", "control-characters"),
        ("a\u202eb", "control-characters"),
        ("a\x00b", "control-characters"),
        ("a\ud800b", "control-characters"),
    ],
)
def test_what_is_wrong_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        free_text.parse(typed, 80)
    assert refusal.value.reason == reason


def test_line_ends_belong_into_long_texts() -> None:
    assert free_text.parse("a\r\nb\tc", 80, long=True) == "a\nb\tc"


@given(st.text())
def test_text_that_was_read_reads_the_same_again(typed: str) -> None:
    try:
        kept = free_text.parse(typed, 80, long=True)
    except ParseError:
        return
    assert free_text.parse(kept, 80, long=True) == kept
