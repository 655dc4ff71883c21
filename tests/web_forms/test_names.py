"""Names are part of mails to other people, so they hold no address."""

import colander
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.web.forms.nodes import Name

NAME = Name(35, name="name")


@pytest.mark.parametrize(
    "typed",
    [
        "Zoé",
        "von Hohenstein-Schwarzenburg",
        "D’Angelo",
        "Müller & Söhne",
        "Dr. h.c. Weber",
        "Spitex 24",
        "Aide S.A.",
        "J.-P.",
    ],
)
def test_a_name_is_taken_as_it_is_written(typed):
    assert NAME.deserialize(typed) == typed


@pytest.mark.parametrize(
    "typed",
    ["https://x.example", "www.x.example", "WWW.X.example", "<b>Anna</b>", "a > b", "Spitex 24.ch", "a@b.example"]
    + ["Rueckzahlung: evil.ch/login", "EVIL.CH", "Evil.Ch", "evil．ch", "info@evil"]
    + [
        "evil。ch",
        "evil｡ch",
        "evil.\u2060ch",
        "evil\u00ad.ch",
        "evil.\u200dch",
        "evil\u200d.\u2064ch",
        "192.0.2.1/login",
    ],
)
def test_a_name_that_leads_somewhere_is_refused_with_a_word_why(typed):
    with pytest.raises(colander.Invalid, match="sans adresse internet"):
        NAME.deserialize(typed)


@given(st.text(max_size=20), st.text(max_size=10))
def test_no_name_holds_the_beginning_of_an_address(before, behind):
    with pytest.raises(colander.Invalid):
        NAME.deserialize(f"{before}://{behind}")
