"""E-mail addresses."""

import pytest

from guichet.values import ParseError, email


def test_the_domain_is_written_small_and_the_name_as_typed() -> None:
    assert email.parse(" Jean.Exemple@Example.CH ") == "Jean.Exemple@example.ch"


def test_a_domain_with_accents_is_sent_to_in_ascii_and_shown_with_accents() -> None:
    address = email.parse("jean@exämple.ch")
    assert address == "jean@xn--exmple-cua.ch"
    assert email.show(address) == "jean@exämple.ch"


def test_two_spellings_of_one_address_have_the_same_key() -> None:
    assert email.key("Jean.Exemple@example.ch") == email.key("jean.exemple@example.ch")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("jean", "not-an-address"),
        ("jean@example", "not-an-address"),
        ("jean@@example.ch", "not-an-address"),
        ("Jean <jean@example.ch> <lea@example.ch>", "not-an-address"),
        ("jean@example.ch, lea@example.ch", "not-an-address"),
        ("jean @example.ch", "not-an-address"),
        ("jean@example.ch\nBcc: a@example.ch", "not-an-address"),
        ("jérôme@example.ch", "not-an-address"),
        ("j" * 250 + "@example.ch", "too-long"),
    ],
)
def test_what_is_wrong_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        email.parse(typed)
    assert refusal.value.reason == reason
