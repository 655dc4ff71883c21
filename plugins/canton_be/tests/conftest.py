"""The desk of Berne, for the tests of its plugin."""

import pytest

from guichet.testing.browser import DeskBrowser
from guichet.testing.desks import Desks


@pytest.fixture
def desks(make_desks) -> Desks:
    """Berne alone."""
    return make_desks(["be"])


@pytest.fixture
def be(desks: Desks) -> DeskBrowser:
    """A browser at the desk of Berne."""
    return desks.browser("be")
