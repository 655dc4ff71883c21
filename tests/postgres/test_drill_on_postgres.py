"""The drill of `tests/drill` on PostgreSQL."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "drill"))

from drilling import RESTORES, drilled  # noqa: E402  # found through the line above


def test_desk_on_postgres_is_restored_from_backups_made_under_load(cluster, tmp_path):
    cluster.create_database("drill_be")
    found = drilled(tmp_path, cluster.uri("drill_be"))
    assert found["restores"] == RESTORES
    assert found["acknowledged"] >= RESTORES
    assert found["documents compared in copies"] > 0
