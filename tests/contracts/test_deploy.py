"""What an operator copies from ``deploy``: settings that the desk accepts, and processes without rights."""

import configparser
import os
import re
import shlex
import subprocess
import sys

import pytest
import yaml
from plaster import get_settings

from guichet import settings
from guichet.cli import main

SECRETS = "/etc/guichet/secrets"
FOLDERS = ("one-node", "nodes")
UNITS = ("guichet-web@.service", "guichet-worker@.service")
IMAGES = ("guichet", "docker.io/library/nginx", "docker.io/library/postgres", "docker.io/library/redis")


@pytest.fixture
def compose(root):
    """``compose("nodes")``: the services of a compose file."""
    return lambda folder: yaml.safe_load((root / "deploy" / folder / "compose.yml").read_text())["services"]


@pytest.fixture
def unit(root):
    """``unit("guichet-web@.service")``: its section [Service]."""

    def read(name):
        parsed = configparser.RawConfigParser(strict=False)
        parsed.optionxform = str
        parsed.read(root / "deploy" / "systemd" / name)
        return parsed["Service"]

    return read


@pytest.mark.parametrize("folder", FOLDERS)
def test_settings_of_containers_are_fit_for_production(root, folder, tmp_path, monkeypatch):
    # As the compose file gives it to the processes.
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    written = (root / "deploy" / folder / "production.ini").read_text()
    for name in set(re.findall(rf"{SECRETS}/(\S+)", written)):
        (tmp_path / name).write_text(bytes(range(32)).hex())
        (tmp_path / name).chmod(0o400)
    ini = tmp_path / "production.ini"
    ini.write_text(written.replace(SECRETS, str(tmp_path)))
    read = settings.read(get_settings(str(ini), "app:main", defaults={"monitoring": "127.0.0.1:9101"}))
    assert not read.development


@pytest.mark.parametrize("folder", FOLDERS)
def test_containers_of_the_desk_have_no_rights(compose, folder):
    ours = {name: service for name, service in compose(folder).items() if service["image"] == "guichet"}
    assert ours
    for service in ours.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        # No port of theirs is open to the world: nginx is in front.
        assert "ports" not in service
        # More than the seconds that answers may take.
        assert service["stop_grace_period"] == "60s"


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_container_fills_the_disk_with_its_log(compose, folder):
    for service in compose(folder).values():
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_containers_start_programs_that_there_are(compose, folder):
    for service in compose(folder).values():
        assert service["image"].partition(":")[0] in IMAGES
        if service["image"] == "guichet":
            assert is_a_program(service["command"])


@pytest.mark.parametrize("folder", FOLDERS)
def test_proxy_and_web_processes_know_each_other(root, compose, folder):
    services = compose(folder)
    proxy = services["nginx"]["networks"]["inside"]["ipv4_address"]
    assert f"trusted_proxy = {proxy}\n" in (root / "deploy" / folder / "production.ini").read_text()
    web = {name for name in services if name.startswith("web")}
    servers = re.findall(r"server (\S+):6543 ", (root / "deploy" / folder / "upstream.conf").read_text())
    assert sorted(servers) == sorted(services[name]["networks"]["inside"]["ipv4_address"] for name in web)


@pytest.mark.parametrize("name", UNITS)
def test_units_start_programs_that_there_are(unit, name):
    program, *words = shlex.split(unit(name)["ExecStart"])
    assert is_a_program([program.removeprefix("/opt/guichet/bin/"), *words])


@pytest.mark.parametrize("name", ["guichet-backup.service", "guichet-pack.service", *UNITS])
def test_units_give_a_value_for_the_port_of_the_monitoring(unit, name):
    assert " monitoring=" in unit(name)["ExecStart"]


def test_units_of_web_process_and_worker_are_confined_alike(unit):
    web, worker = (dict(unit(name)) for name in UNITS)
    assert {**web, "ExecStart": ""} == {**worker, "ExecStart": ""}
    assert web["User"] == "guichet"
    assert {web[name] for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices")} == {"true"}
    assert web["ProtectSystem"] == "strict"
    assert web["CapabilityBoundingSet"] == ""


def test_folder_of_compiled_templates_is_made_by_the_first_process(unit, tmp_path):
    words = shlex.split(unit("guichet-web@.service")["Environment"])
    [named] = [word for word in words if word.startswith("CHAMELEON_CACHE=")]
    folder = tmp_path / named.rpartition("/")[2]
    environment = os.environ | {"CHAMELEON_CACHE": str(folder)}
    subprocess.run([sys.executable, "-c", "import guichet, chameleon.config"], env=environment, check=True)
    assert folder.stat().st_mode & 0o777 == 0o700


def is_a_program(words):
    """Whether a command is the server's or one of guichet."""
    return words[0] == "pserve" or (words[0] == "guichet" and any(word in main.commands for word in words))
