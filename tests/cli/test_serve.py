"""``guichet serve``: what keeps it from starting; ``tests/outside`` serves the desk of an installed canton with it."""

import os
import runpy
import socket

import pytest
from chameleon.loader import MemoryLoader
from chameleon.template import BaseTemplate
from click import ClickException

import guichet as guichet_package
from guichet.cli.serve import keep_templates
from guichet.testing.ports import reserved_port


def test_compiled_templates_are_kept_where_no_other_user_may_write(tmp_path, monkeypatch):
    monkeypatch.setattr(BaseTemplate, "loader", MemoryLoader())
    keep_templates(tmp_path / "var" / "chameleon")
    assert BaseTemplate.loader.path == str(tmp_path / "var" / "chameleon")
    assert (tmp_path / "var" / "chameleon").stat().st_mode & 0o077 == 0
    keep_templates(tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_compiled_templates_of_a_folder_others_can_write_to_are_not_run(tmp_path, monkeypatch, mode):
    monkeypatch.setattr(BaseTemplate, "loader", MemoryLoader())
    tmp_path.chmod(mode)
    with pytest.raises(ClickException, match=r"remove it, or choose another --data"):
        keep_templates(tmp_path)
    assert isinstance(BaseTemplate.loader, MemoryLoader)


@pytest.mark.parametrize(("mode", "used"), [(0o700, True), (0o720, False), (0o702, False)])
def test_no_process_runs_compiled_templates_that_others_may_have_written(tmp_path, monkeypatch, capsys, mode, used):
    tmp_path.chmod(mode)
    monkeypatch.setenv("CHAMELEON_CACHE", str(tmp_path))
    runpy.run_path(guichet_package.__file__)
    assert ("CHAMELEON_CACHE" in os.environ) is used
    assert ("other users can write" in capsys.readouterr().err) is not used


def test_a_port_that_is_taken_is_said_before_anything_is_made(guichet, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        output = guichet("serve", "--port", str(port), "--data", str(tmp_path / "data"), exit_code=1).output
    assert f"port {port} is taken: choose another one with --port {port + 1}" in output
    assert not (tmp_path / "data").exists()


def test_a_production_file_is_not_served_with_demo_people(guichet, tmp_path, production_ini):
    with reserved_port() as port:
        options = ("--port", str(port), "--data", str(tmp_path))
        assert (
            "demo people belong on a development machine"
            in guichet("serve", *options, ini=production_ini, exit_code=1).output
        )
