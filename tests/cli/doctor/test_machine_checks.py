"""The machine: user, libraries, clock, rights and room of the files."""

import os
import subprocess

import pytest
from weasyprint.text import ffi

from guichet.cli.doctor.machine_checks import clock, disk_use, file_checks, machine_checks, native_libraries
from guichet.settings import MailSettings, Settings, TenantSettings


def desk(folder):
    return TenantSettings("be", ("be.example",), "https://be.example", f"file://{folder}/Data.fs", "guichet@be.example")


def test_every_library_for_pdfs_is_there():
    assert native_libraries().line == "ok       native libraries"


def test_a_missing_harfbuzz_subset_is_named_with_its_package(monkeypatch):
    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    result = native_libraries()
    assert (result.state, result.found) == ("wrong", "WeasyPrint does not find harfbuzz_subset")
    assert "libharfbuzz-subset0" in result.remedy


@pytest.mark.parametrize(("answer", "state"), [("yes\n", "ok"), ("no\n", "warning"), (None, "skipped")])
def test_clock_is_what_systemd_says_of_it(monkeypatch, answer, state):
    def run(*_given, **_more):
        if answer is None:
            raise FileNotFoundError
        return subprocess.CompletedProcess([], 0, stdout=answer)

    monkeypatch.setattr(subprocess, "run", run)
    assert clock().state == state


def test_files_of_others_are_named_with_the_command_that_closes_them(tmp_path):
    (tmp_path / "Data.fs").touch(mode=0o600)
    assert next(file_checks(desk(tmp_path))).state == "ok"
    (tmp_path / "Data.fs").chmod(0o644)
    result = next(file_checks(desk(tmp_path)))
    assert (result.state, result.found) == ("wrong", "other users can read Data.fs")
    assert result.remedy == f"chmod -R o-rwx {tmp_path}"


def test_folder_that_is_not_there_or_not_to_be_written_is_wrong(tmp_path, monkeypatch):
    assert next(file_checks(desk(tmp_path / "be"))).remedy == "run 'guichet init'"
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "may not write" in next(file_checks(desk(tmp_path))).found


@pytest.mark.parametrize(("used", "state"), [(0.79, "ok"), (0.8, "warning"), (0.95, "wrong")])
def test_disk_is_judged_as_on_the_page_of_the_office(used, state):
    assert disk_use("be: disk", used).state == state


def test_database_on_a_server_has_no_files_here():
    own = TenantSettings("be", ("be.example",), "https://be.example", "postgres://db/be", "guichet@be.example")
    assert list(file_checks(own)) == []


def test_root_is_told_that_rights_are_not_seen(monkeypatch):
    office = Settings("production", b"", "memory://", MailSettings(), ())
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert next(machine_checks(office)).state == "warning"
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    assert next(machine_checks(office)).state == "ok"
