"""Checks of a desk: plugins, database, worker, backups. While the server has the database to itself, it is asked."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from zc.lockfile import LockError

from guichet import clock
from guichet.app import DEFAULTS, close, open_desk
from guichet.backup.signatures import public_text, signing_key
from guichet.backup.times import backup_times
from guichet.cli.doctor.check_results import CheckResult, State
from guichet.desk import Desk
from guichet.keys import Keys
from guichet.monitoring.desk_state import desk_state
from guichet.monitoring.health import OK, health
from guichet.monitoring.pages import READY
from guichet.office.alerts.backup_alerts import LATE_AFTER, PROVE_AFTER
from guichet.plugins import PluginError, Plugins
from guichet.settings import MonitoringSettings, Settings, TenantSettings
from guichet.store.database import is_empty
from guichet.store.evolution import pending

REMEDIES = {
    "database": "look for state_not_read in the log, and at the database server",
    "outbox": "look for provider_refuses_desk in the log, and whether the worker runs",
    "worker": "start it, or restart it",
    "disk": "make room now: soon nothing can be stored",
    "clock": "compare timedatectl on the machines of this desk",
    "plugins": "the log of the server names the plugin",
}
"""By the names of :mod:`guichet.monitoring.health`."""
SEEN_FROM_WITHIN = ("outbox", "worker", "clock")
"""Those that no other check has a line about."""
TIMEOUT = 5.0


def database_checks(
    settings: Settings, tenant_settings: TenantSettings, available: Mapping[str, object]
) -> Iterator[CheckResult]:
    """Checks of the database, and of the work that is done for it."""
    what = f"{tenant_settings.tenant_id}: database"
    try:
        desk = open_desk(settings, tenant_settings, available)
    except LockError:  # FileStorage is locked by the server, so the server runs
        yield CheckResult(what, found="in use by the server")
        yield from _as_the_server_says(settings.monitoring, tenant_settings.tenant_id)
        return
    except PluginError:
        return  # reported with the plugins
    except Exception as error:
        yield CheckResult(what, "wrong", f"cannot be opened: {error!r}", REMEDIES["database"])
        return
    try:
        yield from _of_open_desk(what, desk)
    except Exception as error:  # the database broke off, or a plugin's steps are wrong: a line, and the next desk
        yield CheckResult(what, "wrong", f"cannot be read: {error!r}", REMEDIES["database"])
    finally:
        close(desk.db)


def _of_open_desk(what: str, desk: Desk) -> Iterator[CheckResult]:
    if is_empty(desk.db):
        yield CheckResult(what, "wrong", "the desk does not exist yet", "run 'guichet init'")
        return
    waiting = ", ".join(step.name for step in pending(desk.db, desk.plugins.evolution_steps()))
    if waiting:
        yield CheckResult(what, "wrong", f"waits for changes ({waiting})", "run 'guichet evolve'")
        return
    yield CheckResult(what)
    if desk.tenant_settings.one_process:
        # With files the server would have it: nothing runs, and the state of the worker is that of its last day.
        state: State = "skipped" if desk.settings.development else "warning"
        yield CheckResult(f"{desk.tenant.id}: server", state, "does not run", "start it")
        return
    yield from _states(desk.tenant.id, {**health(desk_state(desk)), "database": OK})


def _as_the_server_says(settings: MonitoringSettings, tenant_id: str) -> Iterator[CheckResult]:
    what = f"{tenant_id}: server"
    if not settings.listen:
        remedy = "set guichet.monitoring.listen, so that worker, outbox and clock are seen"
        yield CheckResult(what, "skipped", f"runs, and gives no state: {remedy}")
        return
    host, port = settings.listen
    try:
        # The port of the monitoring speaks plain HTTP, on this machine or its network.
        with urllib.request.urlopen(f"http://{host}:{port}{READY}", timeout=TIMEOUT) as answer:
            found = json.load(answer)
    except urllib.error.HTTPError as answer:  # 503: the same JSON
        found = json.load(answer)
    except OSError as error:
        yield CheckResult(
            what, "wrong", f"{host}:{port} does not answer: {error}", "look at the journal, then restart it"
        )
        return
    yield from _states(tenant_id, found["desks"].get(tenant_id, {}))


def _states(tenant_id: str, found: Mapping[str, str]) -> Iterator[CheckResult]:
    for name, state in found.items():
        what = f"{tenant_id}: {name}"
        if state != OK:
            yield CheckResult(what, "wrong", state, REMEDIES[name])
        elif name in SEEN_FROM_WITHIN:
            yield CheckResult(what)


def plugin_checks(tenant_id: str, available: Mapping[str, object]) -> Iterator[CheckResult]:
    """Whether the plugins of a desk can be used, and what their own checks find."""
    what = f"{tenant_id}: plugins"
    try:
        plugins = Plugins(tenant_id, available, defaults=DEFAULTS)
    except PluginError as error:
        yield CheckResult(what, "wrong", str(error), "the desk stays closed until then")
        return
    yield CheckResult(what)
    for plugin, check in plugins.health_checks:
        try:
            problem = check.check()
        except Exception as error:  # any error of a plugin's check is a result: docs/hooks.md promises it
            problem = repr(error)
        what = f"{tenant_id}: {plugin}: {check.name}"
        yield (
            CheckResult(what, "wrong", problem, f"see the documentation of {plugin}") if problem else CheckResult(what)
        )


def backup_checks(settings: Settings, tenant_id: str) -> Iterator[CheckResult]:
    """How old the last backup and the last restore that was proved are."""
    what = f"{tenant_id}: backup"
    if not settings.backup.folder:
        remedy = "set guichet.backup.folder, unless another program makes them"
        yield CheckResult(what, "warning", "guichet makes no backups", remedy)
        return
    signer = public_text(signing_key(Keys(settings.secret, tenant_id)))
    times = backup_times(settings.backup, tenant_id, signer, clock.now())
    yield _age(what, times.backup, LATE_AFTER, "run 'guichet backup' and read what it says", "wrong")
    remedy = "see 'guichet docs operations', *Restoring*"
    yield _age(f"{tenant_id}: proved restore", times.proved_restore, PROVE_AFTER, remedy, "warning")


def _age(what: str, moment: datetime | None, limit: timedelta, remedy: str, state: State) -> CheckResult:
    if moment is None:
        return CheckResult(what, state, "never", remedy)
    found = f"{moment:%Y-%m-%d %H:%M} UTC"
    return CheckResult(what, state, found, remedy) if clock.now() - moment > limit else CheckResult(what, found=found)
