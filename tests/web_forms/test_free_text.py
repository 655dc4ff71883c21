"""Free text, boxes, choices and ambiguous amounts: what is normalized and what is refused."""

import colander
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.web.forms.nodes import Amount, Checkbox, Choice, LongText, Password, Text


def refused(node, text):
    with pytest.raises(colander.Invalid) as caught:
        node.deserialize(text)
    return caught.value.msg


def test_blanks_around_are_dropped():
    assert Text(20, name="it").deserialize("  Anna Muster ") == "Anna Muster"


def test_accents_typed_apart_are_joined():
    assert Text(20, name="it").deserialize("Ame\u0301lie") == "Am\u00e9lie"


def test_the_length_counts_after_joining():
    assert Text(6, name="it").deserialize("Ame\u0301lie") == "Am\u00e9lie"


def test_a_long_text_keeps_its_lines():
    assert LongText(50, name="it").deserialize("un\r\ndeux") == "un\ndeux"


def test_a_line_end_has_no_place_in_one_line():
    assert "invisibles" in refused(Text(20, name="it"), "un\ndeux")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u2066", "\ud800", "\x7f"])
def test_invisible_signs_are_refused(sign):
    for node in (Text(20, name="it"), LongText(20, name="it")):
        assert "invisibles" in refused(node, f"An{sign}na")


def test_what_a_pdf_leaves_in_a_copy_is_made_plain():
    assert Text(20, name="it").deserialize("12\u202f000\u200b") == "12\u00a0000"


def test_too_long_says_by_how_much():
    assert refused(Text(10, name="it"), "x" * 12).mapping == {"max": 10, "length": 12}


@given(st.text())
def test_an_accepted_text_is_short_and_tidy(text):
    try:
        found = Text(12, name="it", missing="").deserialize(text)
    except colander.Invalid:
        return
    assert len(found) <= 12
    assert found == found.strip()
    assert found.isprintable() or "\u00a0" in found or not found.isascii()
    assert Text(12, name="it", missing="").deserialize(found) == found


def test_a_password_is_not_touched():
    assert Password(4, name="it").deserialize("  pass ") == "  pass "


def test_a_password_is_never_shown_again():
    assert Password(4, name="it").serialize("secret") == ""


def test_an_endless_password_is_refused_before_it_is_hashed():
    refused(Password(name="it"), "x" * 100_000)


def test_an_empty_box_means_no():
    assert Checkbox(name="it").deserialize("") is False


def test_a_box_that_must_be_ticked_says_what_to_confirm():
    node = Checkbox(name="it", required=True, missing_msg="Confirmez que tout est exact")
    assert refused(node, "") == "Confirmez que tout est exact"


def test_an_amount_that_could_mean_two_things_is_asked_about():
    message = refused(Amount(name="it"), "Fr. 1,234")
    assert message.mapping == {"whole": "1\u00a0234.00", "fraction": "1.23"}


def test_more_than_seven_choices_are_a_list():
    few = Choice([(str(n), str(n)) for n in range(7)], name="it")
    many = Choice([(str(n), str(n)) for n in range(8)], name="it")
    assert (few.control, many.control) == ("radios", "select")


def test_a_plugin_may_change_what_can_be_chosen():
    node = Choice([("a", "A"), ("b", "B")], name="it").clone()
    node.choices = node.choices[:1]
    assert node.deserialize("a") == "a"
    refused(node, "b")


def test_clones_keep_everything():
    node = Text(20, name="it", title="Nom", width="w-m", optional=True).clone()
    assert (node.width, node.optional, node.missing, node.title) == ("w-m", True, None, "Nom")
