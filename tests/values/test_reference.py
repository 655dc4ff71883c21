"""References of invoices."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.values import ParseError, reference

REFERENCES = st.builds(reference.make, st.sampled_from(["be", "ne", "demo2"]), st.integers(2000, 2099))


@given(REFERENCES)
def test_a_fresh_reference_can_be_read_back(made: str) -> None:
    assert re.fullmatch(r"[A-Z0-9]+-20[0-9]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}", made)
    assert reference.parse(made) == reference.show(made) == made


@given(REFERENCES)
def test_case_blanks_and_dashes_do_not_matter(made: str) -> None:
    assert reference.parse(f" {made.lower().replace('-', ' ')} ") == made
    assert reference.parse(made.replace("-", "")) == made


@given(REFERENCES)
def test_letters_taken_for_digits_are_put_right(made: str) -> None:
    start, code = made[:-9], made[-9:]
    assert reference.parse(start + code.replace("0", "O").replace("1", "l")) == made


@given(REFERENCES, st.sampled_from([-9, -8, -7, -6, -4, -3, -2, -1]), st.sampled_from(reference.ALPHABET))
def test_one_misread_character_is_always_noticed(made: str, at: int, other: str) -> None:
    position = len(made) + at
    if made[position] != other:
        with pytest.raises(ParseError) as refusal:
            reference.parse(made[:position] + other + made[position + 1 :])
        assert refusal.value.reason == "check-character"


@pytest.mark.parametrize("typed", ["BE-2026", "2026-7K3M-Q2XW", "BE-2026-7K3M-Q2X", "BE-2026-7K3U-Q2XW"])
def test_what_is_no_reference_is_named(typed: str) -> None:
    with pytest.raises(ParseError) as refusal:
        reference.parse(typed)
    assert refusal.value.reason == "format"


def test_two_references_are_not_alike() -> None:
    assert len({reference.make("be", 2026) for _ in range(100)}) == 100


def test_a_tenant_that_could_not_be_read_back_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="tenant id"):
        reference.make("be-test", 2026)
