"""Postcodes."""

import pytest

from guichet.values import ParseError, postcode


@pytest.mark.parametrize(("typed", "code"), [("3011", "3011"), ("CH-3011", "3011"), ("FL 9490", "9490")])
def test_a_country_in_front_does_not_matter(typed: str, code: str) -> None:
    assert postcode.parse(typed) == code


@pytest.mark.parametrize("typed", ["0999", "301", "30111", "Berne", "CH"])
def test_anything_but_four_digits_from_1000_is_refused(typed: str) -> None:
    with pytest.raises(ParseError) as refusal:
        postcode.parse(typed)
    assert refusal.value.reason == "not-a-postcode"
