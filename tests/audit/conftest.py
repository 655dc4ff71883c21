"""A desk with an audit log."""

import sys
from pathlib import Path

import pytest

import guichet.audit
import guichet.store
from guichet.store.models import Portal

# The tests share a module, which is imported by its name; so do those on PostgreSQL.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def portal() -> Portal:
    portal = Portal()
    guichet.store.install(portal)
    guichet.audit.install(portal)
    return portal
