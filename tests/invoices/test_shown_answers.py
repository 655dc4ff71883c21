"""The answers that a page has shown, on their way through its form."""

import base64
import zlib

import pytest

from guichet.declaration.reading import MAX_LINES
from guichet.invoices.models import MAX_CSTRUCT
from guichet.invoices.shown_answers import MAX_BYTES, parse, read, write

ANSWERS = {"remark": "Đurić\nà vous", "details": {"lines": [{"km": "45"}, {}]}}


def packed(text):
    return base64.b64encode(zlib.compress(text.encode())).decode()


def test_answers_are_read_as_they_were_written():
    assert read(write(ANSWERS)) == ANSWERS
    longest = {"remark": "\U0001f600" * (MAX_CSTRUCT - 20)}
    assert read(write(longest)) == longest


@pytest.mark.parametrize(
    "text",
    ["", "x", "é", "AAAA", write(ANSWERS)[:-4], packed("[]"), packed("{"), packed("[" * 100_000), packed("")],
)
def test_anything_else_is_no_answers(text):
    assert read(text) is None


def test_a_short_text_that_unpacks_to_a_long_one_is_not_read():
    bomb = packed('{"remark": "' + "x" * MAX_BYTES + '"}')
    assert len(bomb) < 20_000
    assert read(bomb) is None


@pytest.mark.parametrize("lines", ["{}", "[]", "null", '{"days": [{}]}'])
def test_answers_with_more_lines_than_a_form_are_none(lines):
    for number, readable in ((MAX_LINES // 2, True), (MAX_LINES + 1, False)):
        text = f'{{"details": {{"lines": [{", ".join([lines] * number)}]}}}}'
        assert (parse(text) is not None) is readable
        assert read(packed(text)) == parse(text)
