"""GLN and UID: the numbers of companies."""

from itertools import permutations

import pytest

from guichet.values import ParseError, gln, uid


def test_a_gln_is_read_with_its_blanks() -> None:
    assert gln.parse("7601 0000 0000 2") == "7601000000002"


@pytest.mark.parametrize(("typed", "reason"), [("7601000000003", "check-digit"), ("760100000000", "length")])
def test_what_is_wrong_with_a_gln_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        gln.parse(typed)
    assert refusal.value.reason == reason


ENDINGS = [f" {one}/{other}" for one, other in permutations(("MWST", "TVA", "IVA", "HR", "RC"), 2)]


@pytest.mark.parametrize("ending", ["", " TVA", " HR MWST TVA", *ENDINGS, " TVA, RC"])
def test_a_uid_is_read_with_its_endings_in_any_order(ending: str) -> None:
    assert uid.parse(f"CHE-100.155.212{ending}") == "CHE100155212"


@pytest.mark.parametrize(
    "typed", ["CHE-100.155.212", "che100155212", "100.155.212", "CHE-100.155.212 TVA", "CHE-100.155.212 HR/MWST"]
)
def test_a_uid_is_read_with_or_without_its_prefix_and_ending(typed: str) -> None:
    assert uid.parse(typed) == "CHE100155212"


@pytest.mark.parametrize(
    ("typed", "reason"), [("CHE-100.155.213", "check-digit"), ("CHE", "length"), ("DE-100.155.212", "length")]
)
def test_what_is_wrong_with_a_uid_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        uid.parse(typed)
    assert refusal.value.reason == reason


def test_a_uid_is_shown_with_its_dots() -> None:
    assert uid.show("CHE116281710") == "CHE-116.281.710"
