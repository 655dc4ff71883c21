"""Putting the desks together: which host leads where, and what stops a start."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import webtest
from zc.lockfile import LockError

import canton_be.plugin
import canton_ne.plugin
import invoice_types.plugin
from guichet import app, settings
from guichet.app import DEFAULTS
from guichet.desk import Desk
from guichet.hookspecs import hookimpl
from guichet.keys import Keys
from guichet.plugins import PluginError, Plugins
from guichet.store.database import database_on, is_empty, read_transaction
from guichet.store.evolution import EvolutionStep
from guichet.testing.storages import new_template_storage

AVAILABLE = {
    "canton_be": canton_be.plugin,
    "canton_ne": canton_ne.plugin,
    "invoice_types": invoice_types.plugin,
}


class Steps:
    """A plugin that changes stored data."""

    @hookimpl
    def guichet_evolution_steps(self):
        return [EvolutionStep("test.first", _first), EvolutionStep("test.second", lambda portal: None)]


def _first(portal):
    portal.changed = True


def as_ini(folder, **changes):
    """The settings of two desks in files, as an ini file has them."""
    raw = {"environment": "development", "secret_file": str(folder / "secret"), "tenants": "be ne"}
    scheme = "http" if (raw | changes)["environment"] == "development" else "https"
    for canton in ("be", "ne"):
        files = folder / canton
        raw |= {
            f"tenant.{canton}.hosts": f"{canton}.localhost {canton}.example",
            f"tenant.{canton}.url": f"{scheme}://{canton}.localhost",
            f"tenant.{canton}.storage": f"file://{files}/Data.fs?blobstorage_dir={files}/blobs",
            f"tenant.{canton}.mail_from": f"guichet@{canton}.example",
        }
    return {settings.PREFIX + name: value for name, value in (raw | changes).items()}


@pytest.fixture
def opened(monkeypatch):
    """Closes what a test leaves open; yields the registries of the desks that would be worked for in the background."""
    dbs, working = [], []
    open_database, close = app.open_database, app.close

    def remember(*arguments):
        dbs.append(open_database(*arguments))
        return dbs[-1]

    def forget(db):
        dbs.remove(db)
        close(db)

    monkeypatch.setattr(app, "open_database", remember)
    monkeypatch.setattr(app, "close", forget)
    monkeypatch.setattr(app, "installed", lambda: AVAILABLE)
    monkeypatch.setattr(app, "_work_in_background", working.extend)
    monkeypatch.setattr(app.gc, "freeze", lambda: None)
    yield working
    for db in dbs:
        close(db)


@pytest.fixture
def made(tmp_path, opened):
    """The folder of two desks that exist."""
    for desk in app.open_desks(settings.read(as_ini(tmp_path)), AVAILABLE):
        assert app.create_desk(desk)
        app.close(desk.db)
    return tmp_path


def memory_desk(environment="development", plugins=AVAILABLE):
    """A desk in memory, not made yet."""
    own = settings.TenantSettings("be", ("be.localhost",), "http://be.localhost", "memory://", "guichet@be.example")
    read = settings.Settings(environment, b"s" * 32, "memory://", settings.MailSettings(), (own,))
    chosen = Plugins("be", plugins, defaults=DEFAULTS)
    return Desk(
        settings=read,
        tenant_settings=own,
        plugins=chosen,
        db=database_on(new_template_storage(), "be"),
        keys=Keys(read.secret, "be"),
    )


@pytest.fixture
def desk():
    desk = memory_desk()
    yield desk
    desk.db.close()


def get(client, host, status=200):
    return client.get("/", headers={"Host": host}, status=status)


# A new desk


def test_a_desk_is_made_once_with_the_folders_of_every_room(desk):
    assert is_empty(desk.db)
    assert app.create_desk(desk)
    with read_transaction(desk.db) as portal:
        names = set(portal)
    assert {"users", "sessions", "links", "issuers", "outbox", "audit", "evolution", "pdf_queue"} <= names
    assert not app.create_desk(desk)


def test_a_desk_that_exists_is_left_as_it_is(made, opened):
    (desk, _other) = app.open_desks(settings.read(as_ini(made)), AVAILABLE)
    with read_transaction(desk.db) as portal:
        before = portal._p_serial
    assert not app.create_desk(desk)
    with read_transaction(desk.db) as portal:
        assert portal._p_serial == before
        assert before


def test_a_new_desk_has_no_change_to_wait_for():
    desk = memory_desk(plugins=AVAILABLE | {"steps": Steps()})
    app.create_desk(desk)
    app._require_ready(desk)
    with read_transaction(desk.db) as portal:
        assert set(portal["evolution"].done) >= {"test.first", "test.second"}
        assert not hasattr(portal, "changed")
    desk.db.close()


# The start


def test_two_desks_start_and_answer(made, opened):
    client = webtest.TestApp(app.main({}, **as_ini(made)))
    assert "Se connecter" in get(client, "be.localhost").text
    assert "Se connecter" in get(client, "ne.example").text
    assert [one.desk.tenant.id for one in opened] == ["be", "ne"]


def test_the_server_works_beside_the_requests_where_no_second_process_can(made, opened):
    secret = Path(made / "secret").read_text()
    assert len(bytes.fromhex(secret)) == 32
    app.main({}, **as_ini(made, environment="production"))
    assert [one.desk.tenant.id for one in opened] == ["be", "ne"], "FileStorage belongs to one process"
    assert not replace(opened[0].desk.tenant_settings, storage="postgres://x").one_process


@pytest.mark.parametrize("environment", ["development", "production"])
def test_an_empty_database_stops_the_start_and_names_the_command(tmp_path, opened, environment):
    (tmp_path / "secret").write_text(bytes(range(32)).hex())
    with pytest.raises(settings.SettingsError, match=r"desk be does not exist yet: run 'guichet --ini … init'"):
        app.main({}, **as_ini(tmp_path, environment=environment))


def test_data_that_wait_for_a_change_stop_the_start_and_name_the_command(made, opened, monkeypatch):
    monkeypatch.setattr(app, "installed", lambda: AVAILABLE | {"steps": Steps()})
    with pytest.raises(settings.SettingsError, match=r"\(test\.first, test\.second\): run 'guichet --ini … evolve'"):
        app.main({}, **as_ini(made))


WITHOUT_NE = {"canton_be": canton_be.plugin, "i": invoice_types.plugin}


def test_a_canton_that_is_not_installed_stops_who_asks_for_every_desk(tmp_path, opened):
    with pytest.raises(PluginError, match="no installed plugin is the canton 'ne'"):
        app.open_desks(settings.read(as_ini(tmp_path)), WITHOUT_NE)


@pytest.mark.parametrize("environment", ["development", "production"])
def test_a_broken_canton_closes_its_own_desk_only(made, opened, monkeypatch, environment):
    monkeypatch.setattr(app, "installed", lambda: WITHOUT_NE)
    client = webtest.TestApp(app.main({}, **as_ini(made, environment=environment)))
    assert "Se connecter" in get(client, "be.localhost").text
    for host in ("ne.localhost", "ne.example"):
        answer = get(client, host, status=503)
        assert answer.headers["Retry-After"] == "600"
        assert "Ce guichet est fermé" in answer.text
        assert "Dieser Online-Schalter ist" in answer.text
        assert "canton" not in answer.text
    assert [one.desk.tenant.id for one in opened] == ["be"]


def test_the_page_of_a_development_machine_says_what_is_wrong(made, opened, monkeypatch):
    monkeypatch.setattr(app, "installed", lambda: WITHOUT_NE)
    client = webtest.TestApp(app.main({}, **as_ini(made)))
    assert "no installed plugin is the canton &#x27;ne&#x27;; install it" in get(client, "localhost").text


def test_the_log_says_which_desk_was_not_opened_and_why(made, opened, monkeypatch):
    monkeypatch.setattr(app, "installed", lambda: WITHOUT_NE)
    lines = []
    log = type("Log", (), {"error": lambda self, *event, **more: lines.append((event, more))})
    monkeypatch.setattr(app, "log", log())
    app.main({}, **as_ini(made))
    ((event, more),) = lines
    assert (event, more["desk"]) == (("desk_not_opened",), "ne")
    assert "no installed plugin is the canton 'ne'" in more["reason"]


def test_a_start_without_any_desk_fails_with_all_reasons(made, opened, monkeypatch):
    monkeypatch.setattr(app, "installed", dict)
    with pytest.raises(PluginError, match="(?s)canton 'be'.*\n.*canton 'ne'"):
        app.main({}, **as_ini(made))


def test_a_wrong_setting_stops_the_start_before_anything_is_opened(tmp_path, opened):
    with pytest.raises(settings.SettingsError, match=r"did you mean guichet\.tenants"):
        app.main({}, **as_ini(tmp_path, tenant="be"))
    assert not (tmp_path / "be").exists()


def test_a_second_server_on_the_same_files_does_not_start(made, opened):
    read = settings.read(as_ini(made))
    app.open_desks(read, AVAILABLE)
    with pytest.raises(LockError):
        app.open_desks(read, AVAILABLE)


def test_the_database_of_another_desk_is_not_opened(made, opened):
    """Its server may have several names, of which the settings tell nothing."""
    of_be = as_ini(made)[f"{settings.PREFIX}tenant.be.storage"]
    swapped = as_ini(made, **{"tenant.ne.storage": of_be, "tenant.be.storage": f"file://{made}/other/Data.fs"})
    with pytest.raises(settings.SettingsError, match=r"tenant\.ne\.storage is the database of the desk 'be'"):
        app.open_desks(settings.read(swapped), AVAILABLE)


def test_a_closed_desk_can_be_opened_again(made, opened):
    read = settings.read(as_ini(made))
    for _time in range(3):
        for desk in app.open_desks(read, AVAILABLE):
            app.close(desk.db)


def test_what_is_closed_already_is_not_closed_at_the_end_of_the_process(made, opened, monkeypatch):
    at_the_end = []
    monkeypatch.setattr(app.atexit, "register", at_the_end.append)
    monkeypatch.setattr(app.atexit, "unregister", at_the_end.remove)
    desks = app.open_desks(settings.read(as_ini(made)), AVAILABLE)
    assert at_the_end == [desk.db.close for desk in desks]
    for desk in desks:
        app.close(desk.db)
    assert at_the_end == []


def test_every_desk_has_its_own_database_and_keys(made, opened):
    be, ne = app.open_desks(settings.read(as_ini(made)), AVAILABLE)
    assert be.db is not ne.db
    assert be.keys("session") != ne.keys("session")
    assert (be.db.database_name, ne.db.database_name) == ("be", "ne")


def test_each_desk_has_its_own_work(made, opened):
    desks = app.open_desks(settings.read(as_ini(made)), AVAILABLE)
    jobs = app.jobs(app.configure(desk).registry for desk in desks)
    names = (
        "Delivery",
        "PdfJob",
        "ScanJob",
        "BatchJob",
        "GroupAcceptanceJob",
        "TaskQueue",
        "DailyJob",
        "BackupTimesJob",
    )
    assert [(type(job).__name__, job.db.database_name) for job in jobs] == [
        (name, canton) for canton in ("be", "ne") for name in names
    ]


def test_a_quick_page_does_not_wait_long_behind_a_slow_one():
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.005)  # Python's own
    try:
        app.set_thread_switch_interval()
        assert sys.getswitchinterval() == pytest.approx(app.SWITCH_INTERVAL)
        assert app.SWITCH_INTERVAL < 0.005
    finally:
        sys.setswitchinterval(before)


def test_the_web_process_loads_nothing_that_draws_or_takes_files_apart():
    # It decodes nothing of an upload, and what only the worker needs is memory of each web process.
    others = "{'PIL', 'pikepdf', 'pypdfium2', 'weasyprint'}"
    loaded = f"import sys, guichet.app; print(sorted({others} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-W", "ignore", "-c", loaded], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "[]"
