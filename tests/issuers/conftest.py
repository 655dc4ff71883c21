"""What people answer when they register, or add a beneficiary."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from guichet.action_context import ActionContext
from guichet.testing.desks import Desks
from guichet.testing.people import CHIARA, IBAN, PASSWORD

PERSON = {
    "email": "chloe@aide-aare.example",
    "first_name": "Chloé",
    "last_name": "Meier",
    "phone": "+41795551234",
    "password": PASSWORD,
    "street": "Aareweg 4",
    "postcode": "3005",
    "town": "Berne",
}
COMPANY = PERSON | {"company_name": "Aide Aare Sàrl", "gln": "7601001000001"}
INSURED = PERSON | {"avs": "7569217076985", "birth_date": date(1970, 2, 1), "salutation": "f"}
BENEFICIARY = {
    "first_name": "Émile",
    "last_name": "Dupré",
    "birth_date": date(1970, 2, 1),
    "avs": CHIARA,
    "street": "Dorfstrasse 7",
    "postcode": "3400",
    "town": "Burgdorf",
    "decision_number": "30220250099999",
    "decision_label": "Ergothérapie",
    "iban": IBAN,
    "account_holder": None,
    "payment_reference": None,
}


@pytest.fixture
def company_answers() -> dict[str, Any]:
    """The form of a company that registers, as the schema reads it."""
    return dict(COMPANY)


@pytest.fixture
def insured_answers() -> dict[str, Any]:
    """The form of an insured person who registers."""
    return dict(INSURED)


@pytest.fixture
def answers() -> Callable[..., dict[str, Any]]:
    """The form of a beneficiary, with changes."""
    return lambda **changes: BENEFICIARY | changes


@pytest.fixture
def operator(desks: Desks) -> Iterator[ActionContext]:
    """The operator in Berne, for the length of a test."""
    with desks.acting("be") as ctx:
        yield ctx
