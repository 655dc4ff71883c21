"""Each form and its amounts are as stored for its version: a change needs a new version, or is a mistake."""

from pathlib import Path

import pytest

import invoice_types
from guichet.testing.invoice_types import changed_forms, changed_results, check_invoice_type
from invoice_types import plugin

TYPES = plugin.guichet_invoice_types()
FINGERPRINTS = Path(invoice_types.__file__).with_name("fingerprints.json")


def test_each_version_keeps_its_form():
    assert changed_forms(TYPES, FINGERPRINTS) == []


@pytest.mark.parametrize("invoice_type", TYPES, ids=repr)
def test_declaration_is_in_order(invoice_type):
    assert check_invoice_type(invoice_type) == []


@pytest.mark.parametrize("invoice_type", TYPES, ids=repr)
def test_samples_come_to_the_stored_rappen(invoice_type):
    assert changed_results(invoice_type, Path(__file__).parent / "samples") == []
