"""One Redis for all tests of this folder."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))

from needed_program import needed  # noqa: E402  # found through the line above
from redis_server import RedisServer, throw_away_redis  # noqa: E402


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[RedisServer]:
    """A server for these tests alone. Without Redis the tests are skipped, and fail where CI is set."""
    with needed(throw_away_redis()) as running:
        yield running


@pytest.fixture
def redis(_redis_server: RedisServer) -> Iterator[RedisServer]:
    """A running, empty Redis."""
    _redis_server.renew()
    yield _redis_server
    _redis_server.renew()
