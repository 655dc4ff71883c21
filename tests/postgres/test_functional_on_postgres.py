"""The functional tests once more, with every desk on a PostgreSQL database of its own."""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
CHOSEN = "journey or isolation or attachments or click"
"""Both journeys, the walls between the desks, blobs, and what is sent twice; all others would take minutes."""


def test_the_functional_tests_pass_on_postgresql(cluster):
    for tenant_id in ("be", "ne"):
        cluster.create_database(f"functional_{tenant_id}")
    # A run of its own: the desks of this one lie in memory. It must not take itself for a worker of this run.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "tests/functional", "-k", CHOSEN, "--storage-uri"]
    done = subprocess.run(
        [*command, cluster.uri("functional_{tenant}")], cwd=REPOSITORY, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
