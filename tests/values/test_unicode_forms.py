"""Unicode's normal forms cost in proportion to the text, whatever marks stand in it."""

import time
import unicodedata

import pytest

from guichet.values import unicode_forms

FORMS = {"NFC": unicode_forms.composed, "NFKC": unicode_forms.compatible, "NFKD": unicode_forms.decomposed}
# Each sorts behind the next one: of classes 230 and 202, 240 and 1; and U+0F73 consists of two.
MARKS = {"of two classes": ("\u0301", "\u0327"), "of other classes": ("\u0345", "\u0334"), "of parts": ("\u0f73", "")}
MANY = 30_000
"""Marks of each kind: without a bound ten seconds of the processor (measured), with one a tenth."""


@pytest.mark.parametrize("marks", MARKS)
@pytest.mark.parametrize("form", FORMS)
def test_marks_in_any_order_and_number_take_little_time(form, marks):
    first, second = MARKS[marks]
    began = time.thread_time()
    FORMS[form]("a" + first * MANY + second * MANY)
    assert time.thread_time() - began < 2


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "Zoe\u0308 d\u2019E\u0301xemple, ﬁn ½ ＡＢＣ " * 20,
        "Phở Hà Nội, Tiê\u0301ng Việ\u0302t " * 20,
        "क्षि ங்க མཱི " * 20,
        "a" + "\u0327\u0301" * 15 + "b" * 100,
        "\ud800 " * 60,
    ],
)
def test_text_as_languages_write_it_has_the_form_of_the_standard(form, text):
    assert FORMS[form](text) == unicodedata.normalize(form, text)


def test_more_marks_than_thirty_in_a_row_are_parted_and_all_kept():
    text = "a" + "\u0301" * 200
    composed = unicode_forms.composed(text)
    assert composed.replace(unicode_forms.JOINER, "") == unicodedata.normalize("NFC", text)
    assert max(map(len, composed.split(unicode_forms.JOINER))) <= unicode_forms.MAX_MARKS
    assert unicode_forms.composed(composed) == composed
