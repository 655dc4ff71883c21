"""One PostgreSQL server for all tests of this folder."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# The tests share a module of their own, which is imported by its name.
sys.path.insert(0, str(HERE))

from cluster import Cluster, throw_away_cluster  # noqa: E402  # found through the line above


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them in one group: a second server would cost more than a second worker saves."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.postgres)
            item.add_marker(pytest.mark.xdist_group("postgres"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server of its own. Without PostgreSQL the tests are skipped, and fail where CI is set."""
    try:
        with throw_away_cluster() as running:
            yield running
    except FileNotFoundError as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(problem))
