"""``make run``: the port and the folder that were asked for reach the desks and the server."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path):
    """Runs the script with commands that write down how they were called."""
    programs, calls = tmp_path / "bin", tmp_path / "calls"
    programs.mkdir()
    for name in ("guichet", "pserve"):
        program = programs / name
        program.write_text(
            f'#!/bin/sh\nfor argument in {name} "$@"; do printf "%s|" "$argument"; done >> "{calls}"\n'
            f'echo "$CHAMELEON_CACHE" >> "{calls}"\n'
        )
        program.chmod(0o755)

    def script(port, data):
        done = subprocess.run(
            ["bash", ROOT / "tools" / "run.sh", programs, port, data],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout, [line.split("|") for line in calls.read_text().splitlines()]

    return script


def test_desks_and_server_get_the_same_port_and_folder(run, tmp_path):
    data = tmp_path / "some data"
    output, (demo, serve) = run("7001", data)
    assert demo[:-1] == ["guichet", "-D", f"data={data}", "-D", "http_port=7001", "demo"]
    assert serve[:-1] == ["pserve", "development.ini", "http_port=7001", f"data={data}"]
    assert "http://localhost:7001" in output
    assert str(data) in output


def test_compiled_templates_lie_where_nobody_else_may_write(run, tmp_path):
    _output, calls = run("7001", tmp_path / "data")
    assert {call[-1] for call in calls} == {str(tmp_path / "data" / "chameleon")}
    assert (tmp_path / "data" / "chameleon").stat().st_mode & 0o777 == 0o700
