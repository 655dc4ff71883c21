"""One PostgreSQL server for all tests of this folder."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# The tests share modules of their own, which are imported by their names.
sys.path[:0] = [str(HERE), str(HERE.parent / "samples")]

from cluster import Cluster, throw_away_cluster  # noqa: E402  # found through the line above
from needed_program import needed  # noqa: E402
from nodes import Nodes, running_nodes  # noqa: E402


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks all of them."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server of its own. Without PostgreSQL the tests are skipped, and fail where CI is set."""
    with needed(throw_away_cluster()) as running:
        yield running


@pytest.fixture
def nodes(cluster: Cluster, tmp_path: Path) -> Callable[..., AbstractContextManager[Nodes]]:
    """``with nodes("name", plugins):`` an installation behind nginx. Without nginx or Redis as without PostgreSQL."""

    @contextmanager
    def running(database: str, plugins: Iterable[Path] = ()) -> Iterator[Nodes]:
        cluster.create_database(database)
        with needed(running_nodes(tmp_path, cluster.uri(database), plugins)) as found:
            yield found

    return running
