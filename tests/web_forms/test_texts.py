"""Every reason of a parser has a message, and every message a reason."""

import inspect
import re

import pytest

from guichet.declaration import kinds
from guichet.values import (
    avs,
    day,
    decision_number,
    email,
    gln,
    iban,
    money,
    numeral,
    payment_reference,
    phone,
    postcode,
    quantity,
    time_of_day,
    uid,
)
from guichet.web.forms import texts

TABLES = [
    (texts.AVS, (avs,)),
    (texts.DAY, (day,)),
    (texts.DECISION_NUMBER, (decision_number,)),
    (texts.EMAIL, (email,)),
    (texts.GLN, (gln,)),
    (texts.IBAN, (iban,)),
    (texts.AMOUNT, (money, numeral, kinds)),
    (texts.PAYMENT_REFERENCE, (payment_reference,)),
    (texts.MOBILE, (phone,)),
    (texts.POSTCODE, (postcode,)),
    (texts.QUANTITY, (quantity, numeral, kinds)),
    (texts.CLOCK_TIME, (time_of_day,)),
    (texts.UID, (uid,)),
]


NOT_SAID = {"empty", "not-offered"}
"""What is no mistake, and what a table of its own is for."""


@pytest.mark.parametrize(("table", "modules"), TABLES)
def test_every_parse_error_has_a_text_and_every_text_a_parse_error(table, modules):
    sources = "".join(inspect.getsource(module) for module in modules)
    assert set(re.findall(r'ParseError\("([a-z-]+)"\)', sources)) - NOT_SAID == set(table)
