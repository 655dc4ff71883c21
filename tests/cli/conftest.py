"""The command ``guichet`` with desks in a folder of their own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from guichet import cli, settings
from guichet.app import close, open_desks
from guichet.cli.settings_file import settings_file
from guichet.store.database import read_transaction

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The working copy."""
    return ROOT


@pytest.fixture(scope="session")
def development_ini() -> Path:
    """The settings that ``make run`` uses."""
    return ROOT / "core" / "guichet" / "settings" / "development.ini"


@pytest.fixture
def guichet(tmp_path: Path, development_ini: Path) -> Callable[..., Result]:
    """``guichet("init")`` on the data in ``tmp_path``; fails if the command does, unless told how it should end."""

    def run(*arguments: str, ini: Path = development_ini, exit_code: int = 0, **more: Any) -> Result:
        given = ["--ini", str(ini), "-D", f"data={tmp_path}", *arguments]
        result = CliRunner().invoke(cli.main, given, catch_exceptions=False, **more)
        assert result.exit_code == exit_code, result.output
        return result

    return run


@pytest.fixture
def look(tmp_path: Path, development_ini: Path) -> Callable[..., Any]:
    """``look(function)``: what a function says of each desk's tree, by canton."""

    def at(function: Callable[[Any], Any]) -> dict[str, Any]:
        found = {}
        for desk in open_desks(settings_file(development_ini, (f"data={tmp_path}",))()):
            with read_transaction(desk.db) as portal:
                found[desk.tenant.id] = function(portal)
            close(desk.db)
        return found

    return at


@pytest.fixture
def named_ini(tmp_path: Path, development_ini: Path) -> Path:
    """Settings of a development machine that name both desks, whether their cantons are installed or not."""
    path = tmp_path / "named.ini"
    path.write_text(development_ini.read_text().replace("tenants = *", "tenants = be ne"))
    return path


@pytest.fixture
def production_ini(tmp_path: Path, development_ini: Path) -> Path:
    """Settings of an office, on files in ``tmp_path``."""
    (tmp_path / "secret").write_text(bytes(range(settings.SECRET_BYTES)).hex())
    text = development_ini.read_text().replace("environment = development", "environment = production")
    text = text.replace("tenants = *", "tenants = be ne")
    text = text.replace("codes_per_hour = 200", "codes_per_hour = 5").replace("http://", "https://")
    path = tmp_path / "office.ini"
    path.write_text(text)
    return path
