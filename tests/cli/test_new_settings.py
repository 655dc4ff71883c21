"""``guichet new-settings``: a file that a server starts with, in which every key is explained."""

import re
from pathlib import Path

import pytest
from plaster import get_settings

from guichet import settings
from guichet.settings import PER_TENANT, SETTINGS


@pytest.fixture
def written(guichet, tmp_path, monkeypatch):
    """The text of a new file for two desks."""
    monkeypatch.chdir(tmp_path)
    guichet("new-settings", "vd", "ju")
    return Path("vd.ini").read_text()


def test_every_setting_is_there_once_with_its_explanation(written):
    for name in (
        *(f"guichet.{one.name}" for one in SETTINGS),
        *(f"guichet.tenant.vd.{one.name}" for one in PER_TENANT),
    ):
        (paragraph,) = [part for part in written.split("\n\n") if re.search(rf"^(# )?{re.escape(name)} =", part, re.M)]
        assert paragraph.startswith("# ")
        assert paragraph.count("\n") >= 1


def test_settings_of_installed_plugins_are_there(written):
    assert "# guichet.plugin.clamav_scanner.address =\n" in written


def test_a_server_starts_with_it_as_it_is(written, tmp_path):
    (tmp_path / "secret").write_text(bytes(range(settings.SECRET_BYTES)).hex())
    Path("vd.ini").write_text(written.replace("/etc/guichet/secret", str(tmp_path / "secret")))
    read = settings.read(get_settings("vd.ini", "app:main"))
    assert not read.development
    assert [(desk.tenant_id, desk.url) for desk in read.desks] == [
        ("vd", "https://guichet.vd.example"),
        ("ju", "https://guichet.ju.example"),
    ]


def test_lines_behind_a_sign_are_the_defaults(written, tmp_path):
    (tmp_path / "secret").write_text(bytes(range(settings.SECRET_BYTES)).hex())
    written = written.replace("/etc/guichet/secret", str(tmp_path / "secret"))
    Path("vd.ini").write_text(written)
    Path("all.ini").write_text(re.sub(r"^# (guichet\.(?!sms\.|plugin\.)\S+ = \S)", r"\1", written, flags=re.M))
    as_written, all_lines = (settings.read(get_settings(name, "app:main")) for name in ("vd.ini", "all.ini"))
    assert len(Path("all.ini").read_text()) < len(written) - 10
    assert all_lines == as_written


def test_a_file_that_is_there_is_left_as_it_is(guichet, tmp_path):
    (tmp_path / "vd.ini").write_text("mine")
    output = guichet("new-settings", "vd", "--file", str(tmp_path / "vd.ini"), exit_code=1).output
    assert "is there already: choose another one with --file" in output
    assert (tmp_path / "vd.ini").read_text() == "mine"


def test_what_is_no_id_of_a_canton_is_refused(guichet):
    assert (
        "VD: write the id of a canton, small letters and digits, e.g. vd"
        in guichet("new-settings", "VD", exit_code=1).output
    )
