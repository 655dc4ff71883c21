"""One Redis for all tests of this folder."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))

from redis_server import RedisServer, throw_away_redis  # noqa: E402  # found through the line above


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[RedisServer]:
    """A server for these tests alone. Without Redis the tests are skipped, and fail where CI is set."""
    try:
        with throw_away_redis() as running:
            yield running
    except FileNotFoundError as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(problem))


@pytest.fixture
def redis(_redis_server: RedisServer) -> Iterator[RedisServer]:
    """A running, empty Redis."""
    _redis_server.renew()
    yield _redis_server
    _redis_server.renew()
