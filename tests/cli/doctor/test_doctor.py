"""``guichet doctor``: a line per check, with what to do, and an exit code for the monitoring."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from guichet import clock as desk_clock
from guichet.app import close, open_desks
from guichet.backup.signatures import signing_key
from guichet.backup.times import record_proof
from guichet.cli.doctor.check_results import CheckResult, exit_code, guarded
from guichet.cli.doctor.desk_checks import backup_checks
from guichet.cli.settings_file import settings_file
from guichet.keys import Keys
from guichet.monitoring.server import probes_of, serve_monitoring
from guichet.office.alerts.work_alerts import WORK
from guichet.settings import BackupSettings, MailSettings, Settings
from guichet.store.database import write_transaction
from guichet.store.job_reports import job_reports

OFFICE = Settings("production", b"s" * 32, "memory://", MailSettings(), ())


def lines(result, state):
    return [line for line in result.output.splitlines() if line.startswith(state)]


def test_new_desks_that_no_server_serves_yet_are_well(guichet):
    guichet("init")
    result = guichet("doctor")
    assert "ok       be: database" in result.output
    assert "skipped  be: server: does not run; start it" in result.output
    assert not lines(result, "wrong")


def test_desk_that_was_not_made_is_wrong(guichet):
    result = guichet("doctor", exit_code=2)
    assert "wrong    be: database: the desk does not exist yet; run 'guichet init'" in result.output


def test_settings_that_cannot_be_read_are_one_line(guichet, tmp_path, development_ini):
    ini = tmp_path / "misspelt.ini"
    ini.write_text(development_ini.read_text().replace("guichet.codes_per_hour", "guichet.codes_per_our"))
    (line,) = guichet("doctor", ini=ini, exit_code=2).output.splitlines()
    assert line.startswith("wrong    settings: unknown setting guichet.codes_per_our: did you mean")


@pytest.fixture
def monitored_ini(tmp_path, development_ini):
    """The settings of development, with a port of the monitoring."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ini = tmp_path / "monitored.ini"
    listen = f"guichet.monitoring.listen = {port}\nguichet.codes_per_hour"
    ini.write_text(development_ini.read_text().replace("guichet.codes_per_hour", listen))
    return ini


@pytest.fixture
def running(guichet, tmp_path, monitored_ini):
    """Both desks, opened as a server has them, and served to the monitoring."""
    guichet("init")
    read = settings_file(monitored_ini, (f"data={tmp_path}",))()
    desks = open_desks(read)
    with write_transaction(desks[0].db) as portal:
        for job in WORK:
            job_reports(portal).note(job, desk_clock.now(), "")
    serve_monitoring(read.monitoring, probes_of(desks))
    yield
    for desk in desks:
        close(desk.db)


def test_running_server_is_asked_for_what_it_has_to_itself(guichet, running, monitored_ini):
    result = guichet("doctor", ini=monitored_ini, exit_code=2)
    for line in ("be: database: in use by the server", "be: outbox", "be: worker", "be: clock"):
        assert f"ok       {line}\n" in result.output
    assert "wrong    ne: worker: not heard of: Delivery, " in result.output
    assert "; start it, or restart it" in result.output


def test_running_server_without_the_setting_says_what_is_missing(guichet, running):
    result = guichet("doctor")
    assert "set guichet.monitoring.listen" in result.output


def test_server_that_hangs_is_wrong(guichet, running, monitored_ini):
    moved = monitored_ini.read_text().replace("guichet.monitoring.listen = ", "guichet.monitoring.listen = 1\n# ")
    monitored_ini.write_text(moved)
    result = guichet("doctor", ini=monitored_ini, exit_code=2)
    assert "be: server: 127.0.0.1:1 does not answer" in result.output


def test_backups_are_judged_by_their_age(leave_backup, tmp_path):
    settings = replace(OFFICE, backup=BackupSettings(folder=str(tmp_path)))
    found = list(backup_checks(settings, "be"))
    assert [(one.found, one.state) for one in found] == [("never", "wrong"), ("never", "warning")]
    now = desk_clock.now()
    leave_backup(tmp_path / "be", now, signing_key(Keys(OFFICE.secret, "be")))
    record_proof(tmp_path / "be", now - timedelta(days=36), now - timedelta(days=36))
    assert [one.state for one in backup_checks(settings, "be")] == ["ok", "warning"]


def test_without_a_folder_it_is_said_that_no_backups_are_made():
    (result,) = backup_checks(OFFICE, "be")
    assert result.state == "warning"


@pytest.mark.parametrize(
    ("found", "code"),
    [([], 0), (["ok", "skipped"], 0), (["ok", "warning", "skipped"], 1), (["warning", "wrong", "ok"], 2)],
)
def test_exit_code_is_that_of_the_worst_line(found, code):
    assert exit_code(CheckResult("x", state, "found", "do this") for state in found) == code


@pytest.mark.parametrize("state", ["warning", "wrong"])
def test_no_line_says_what_is_wrong_without_what_to_do(state):
    with pytest.raises(ValueError, match="say what to do"):
        CheckResult("x", state, "broken")


def test_error_of_a_check_is_a_line_and_stops_no_other():
    def failing():
        yield CheckResult("first")
        raise ZeroDivisionError

    first, second = guarded("be: files", failing())
    assert (first.state, second.what, second.state) == ("ok", "be: files", "wrong")
    assert "ZeroDivisionError" in second.found
