"""The desk of Neuchâtel, for the tests of its plugin."""

import pytest

from guichet.testing.browser import DeskBrowser
from guichet.testing.desks import Desks


@pytest.fixture
def desks(make_desks) -> Desks:
    """Neuchâtel alone."""
    return make_desks(["ne"])


@pytest.fixture
def ne(desks: Desks) -> DeskBrowser:
    """A browser at the desk of Neuchâtel."""
    return desks.browser("ne")
