"""The amounts of each form are as stored for its version: a change needs a new version, or is a mistake."""

from pathlib import Path

import pytest

from guichet.testing.invoice_types import changed_results
from invoice_types import plugin

TYPES = plugin.guichet_invoice_types()


@pytest.mark.parametrize("invoice_type", TYPES, ids=repr)
def test_samples_come_to_the_stored_rappen(invoice_type):
    assert changed_results(invoice_type, Path(__file__).parent / "samples") == []
