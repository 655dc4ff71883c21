"""A desk with an audit log."""

import pytest

import guichet.audit
import guichet.store
from guichet.store.models import Portal


@pytest.fixture
def portal() -> Portal:
    portal = Portal()
    guichet.store.install(portal)
    guichet.audit.install(portal)
    return portal
