"""SIGKILL at random moments of sending, deciding and mailing, with a desk on PostgreSQL; see `tests/killed`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "killed"))

from killing import KILLS, killed  # noqa: E402  # found through the line above


def test_desk_that_is_killed_again_and_again_loses_nothing(cluster, tmp_path):
    cluster.create_database("killed_be")
    found = killed(tmp_path, cluster.uri("killed_be"))
    assert found["kills"] == KILLS
    assert found["acknowledged"] >= KILLS
