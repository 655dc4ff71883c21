"""``make run``: the port and the folder that were asked for reach the desks and the server."""

import socket
import subprocess
import sys
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
    (programs / "python").symlink_to(sys.executable)

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


@pytest.fixture
def port():
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def test_desks_and_server_get_the_same_port_and_folder(run, port, tmp_path):
    data = tmp_path / "some data"
    output, (demo, serve) = run(port, data)
    assert demo[:-1] == ["guichet", "-D", f"data={data}", "-D", f"http_port={port}", "demo"]
    assert serve[:-1] == ["pserve", "development.ini", f"http_port={port}", f"data={data}"]
    assert f"http://localhost:{port}" in output
    assert str(data) in output


def test_a_port_that_is_taken_is_said_before_anything_is_made(run, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(subprocess.CalledProcessError) as failed:
        run(str(server.getsockname()[1]), tmp_path / "data")
    assert "is taken. Choose another one: make run PORT=" in failed.value.stderr


def test_compiled_templates_lie_where_no_other_user_may_write(run, port, tmp_path):
    _output, calls = run(port, tmp_path / "data")
    assert {call[-1] for call in calls} == {str(tmp_path / "data" / "chameleon")}
    assert (tmp_path / "data" / "chameleon").stat().st_mode & 0o777 == 0o700
