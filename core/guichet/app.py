"""Assembles the desks: opens and configures one Pyramid application per canton, with its jobs and its monitoring."""

import atexit
import gc
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

import structlog
from pyramid.config import Configurator
from pyramid.registry import Registry
from ZODB import DB

from guichet import (
    audit,
    auth,
    clock,
    data_export,
    default_hooks,
    invoices,
    issuers,
    logs,
    messages,
    mfa,
    office,
    profile,
    ratelimit,
    settings,
    store,
    users,
    web,
)
from guichet.audit import readings
from guichet.backup.signatures import public_text, signing_key
from guichet.backup.times_job import BackupTimesJob
from guichet.closed_memory import close_memory
from guichet.desk import BrokenDesk, Desk
from guichet.dispatcher import Dispatcher, WsgiApp
from guichet.documents.pdf import draw_in_own_process
from guichet.i18n.catalogues import folder
from guichet.invoices import correction_reminders, monthly_figures
from guichet.issuers.beneficiary_import import import_actions
from guichet.keys import Keys
from guichet.messages import message_retention
from guichet.messages.worker import Delivery
from guichet.mfa.sms_codes import code_for
from guichet.monitoring.pages import HealthPages
from guichet.monitoring.server import probes_of, serve_monitoring
from guichet.office.alerts import daily_digest
from guichet.office.audit_head import daily_head
from guichet.office.reasons.models import CORRECTIONS
from guichet.office.reasons.proposed_reasons import take_all
from guichet.office.registrations import registration_retention
from guichet.office.retention import nightly, unused_accounts
from guichet.plugins import PluginError, Plugins, installed, read_settings, with_plugin_settings
from guichet.settings import Settings, TenantSettings
from guichet.store.daily_tasks import DailyJob, DailyTask
from guichet.store.data_file_paths import data_file
from guichet.store.database import install, is_empty, open_database, owner
from guichet.store.evolution import baseline, pending
from guichet.store.jobs import Job, run_forever
from guichet.store.models import Portal
from guichet.store.packing import PackJob
from guichet.users import user_retention
from guichet.users.links import KEY as LINK_KEY
from guichet.users.links import link_secret
from guichet.users.tasks import TaskQueue
from guichet.web.request_metrics import MeasuredApp
from guichet.web.transactions import root
from guichet.web.transactions import settings as transaction_settings

log = structlog.get_logger()
COLLECT_AFTER = 10_000
"""Objects made after which the collector looks for circles among the new ones; Python's default is 700.

A form's page makes some thousands that are gone when it is answered (measured with 10,000: a tenth less time for the
travel form's page on average, half of that for the median page).
"""
ROOMS = (store, messages, audit, users, issuers, invoices, office)
"""Every room with folders in a desk's tree; ``room.install(portal)`` adds them."""
DEFAULTS = (default_hooks,)
"""The core's own implementations of hooks."""
SHUTDOWN_TIMEOUT = 15.0
"""Seconds the process waits at its end for a job that is under way: longer than a mail relay may take for an answer.
A message that is cut off is sent again after its lease, twice if the relay had taken it."""
SWITCH_INTERVAL = 0.0005
"""Seconds after which a computing thread releases the interpreter lock; Python's default is ten times as long.

A page changes threads three times between the socket and its answer. While forty people a second sign in, each change
waited for one of theirs (measured: the slowest twentieth of pages took five times as long as alone).
"""
WORK_INTERVAL = 1.0
"""Seconds between two rounds of a job that has nothing to do."""


def main(global_config: Mapping[str, str], **raw: str) -> "Dispatcher":
    """PasteDeploy's application factory (``paste.app_factory``): the application that an ini file describes.

    It also runs the worker's jobs in development, and for desks whose database no second process could open.
    Raises :class:`SettingsError` or, when no desk at all can run, :class:`PluginError`.
    """
    settings.write_for_own_user_only()
    close_memory()
    settings.refuse_readable_passwords(global_config.get("__file__", ""), raw)
    read = read_settings(raw)
    logs.configure(error_texts=read.development)
    logs.take_over_libraries()
    set_thread_switch_interval()
    draw_in_own_process()
    broken: list[BrokenDesk] = []
    desks = open_desks(read, on_broken=broken.append)
    for desk in desks:
        _require_ready(desk)
    configured = configure_desks(desks, broken.append)
    if not configured:
        raise PluginError("\n".join(one.reason for one in broken))
    for desk in desks:
        if desk not in configured:
            close(desk.db)
    registries = [config.registry for config in configured.values()]
    _work_in_background([one for one in registries if read.development or one.desk.tenant_settings.one_process])
    served = {desk.tenant_settings: measured(desk, config.make_wsgi_app()) for desk, config in configured.items()}
    probes = probes_of(configured)
    serve_monitoring(read.monitoring, probes, [one.tenant_settings.tenant_id for one in broken])
    dispatcher = Dispatcher(read, served, broken, HealthPages(read.monitoring, probes))
    spare_collector()
    return dispatcher


def spare_collector() -> None:
    """Sets :data:`COLLECT_AFTER`, and keeps what was made until here out of the rounds of the collector.

    Called by whatever does much with the same desks, once they are open: they live as long as the process (measured: a
    tenth of the time of a page).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def set_thread_switch_interval() -> None:
    """Sets :data:`SWITCH_INTERVAL` for this process; called by whatever serves requests."""
    sys.setswitchinterval(SWITCH_INTERVAL)


def stop_at_broken(desk: BrokenDesk) -> None:
    """Raises :class:`PluginError`: the default for a broken desk of :func:`open_desks` and :func:`configure_desks`."""
    raise PluginError(desk.reason)


def open_desks(
    read: Settings,
    available: Mapping[str, object] | None = None,
    on_broken: Callable[[BrokenDesk], None] = stop_at_broken,
) -> list[Desk]:
    """Every desk of the settings whose plugins are in order, with its database open.

    ``available`` are the plugins, those installed unless given. ``on_broken`` is called with every other desk.
    """
    available = installed() if available is None else available
    read = with_plugin_settings(read, available)
    desks = []
    for tenant_settings in read.desks:
        try:
            desks.append(open_desk(read, tenant_settings, available))
        except PluginError as error:
            log.error("desk_not_opened", desk=tenant_settings.tenant_id, reason=str(error))
            on_broken(BrokenDesk(tenant_settings, str(error)))
    return desks


def configure_desks(
    desks: Iterable[Desk], on_broken: Callable[[BrokenDesk], None] = stop_at_broken
) -> dict[Desk, Configurator]:
    """The configuration of each desk; ``on_broken`` is called with every desk whose plugins cannot be configured."""
    configured = {}
    for desk in desks:
        try:
            configured[desk] = configure(desk)
        except PluginError as error:
            log.error("desk_not_opened", desk=desk.tenant.id, reason=str(error))
            on_broken(BrokenDesk(desk.tenant_settings, str(error)))
    return configured


def open_desk(read: Settings, tenant_settings: TenantSettings, available: Mapping[str, object]) -> Desk:
    """One desk: its plugins checked, its keys derived, its database open. Raises :class:`PluginError`."""
    plugins = Plugins(tenant_settings.tenant_id, available, defaults=DEFAULTS)
    db = open_database(tenant_settings.storage, tenant_settings.tenant_id, plugins.packages)
    # One database under two names of its server, or a line that was copied: two desks would write into it.
    made_for = owner(db)
    if made_for not in ("", tenant_settings.tenant_id):
        db.close()
        raise settings.SettingsError(
            f"guichet.tenant.{tenant_settings.tenant_id}.storage is the database of the desk {made_for!r}: "
            "write the address of another one"
        )
    # FileStorage writes its index and RelStorage its cache on closing; without them the next start is slow.
    atexit.register(db.close)
    return Desk(
        settings=read,
        tenant_settings=tenant_settings,
        plugins=plugins,
        db=db,
        keys=Keys(read.secret, tenant_settings.tenant_id),
    )


def close(db: DB) -> None:
    """Closes a desk's database before the process ends."""
    # Unregistered first, since ZODB's close fails when it is called a second time.
    atexit.unregister(db.close)
    db.close()


def create_desk(desk: Desk) -> bool:
    """Makes the desk's tree if its database is empty; returns whether it did.

    Called by ``guichet init`` and never by a request: two first requests would conflict, and a GET would write.
    """
    if not is_empty(desk.db):
        return False
    portal = Portal()
    portal.desk_id = desk.tenant.id
    for room in ROOMS:
        room.install(portal)
    take_all(desk, portal[CORRECTIONS])
    baseline(portal, desk.plugins.evolution_steps(), clock.now())
    install(desk.db, portal)
    return True


def application(desk: Desk) -> WsgiApp:
    """The Pyramid application of one desk. Raises :class:`PluginError`, and Pyramid's errors of configuration."""
    app: WsgiApp = configure(desk).make_wsgi_app()
    return app


def measured(desk: Desk, served: WsgiApp) -> WsgiApp:
    """The application of a desk with its requests counted, where the settings name a port for the metrics."""
    return MeasuredApp(desk.tenant.id, served) if desk.settings.monitoring.listen else served


def configure(desk: Desk) -> Configurator:
    """The configuration of one desk, committed; its registry also holds the kinds of task that the worker runs."""
    config = Configurator(settings=_pyramid_settings(desk), root_factory=root)
    config.registry.desk = desk
    # For what uses Pyramid's own request.localizer: the pages a plugin brings, and libraries.
    config.add_translation_dirs(*(str(locales) for locales in (folder(), *desk.plugins.locales)))
    config.set_locale_negotiator(lambda request: request.localize.language)
    config.include(messages)
    config.include(web)
    # The order of the rooms is the order of their entries in the navigation.
    for room in (ratelimit, users, mfa, auth, profile, issuers, invoices, office, data_export):
        config.include(room)
    # One commit for the whole core, so that two rooms that register the same view are a ConfigurationConflictError and
    # never an override; before the plugins, whose additions are compared with what was there.
    config.commit()
    if desk.plugins.has_navigation:
        config.add_navigation(desk.plugins.navigation)
    desk.plugins.configure(config)
    config.commit()
    return config


def _pyramid_settings(desk: Desk) -> dict[str, Any]:
    return {**transaction_settings(), "pyramid.tweens": "\n".join(web.TWEENS)}


def _require_ready(desk: Desk) -> None:
    if is_empty(desk.db):
        raise settings.SettingsError(f"desk {desk.tenant.id} does not exist yet: run 'guichet --ini … init'")
    steps = pending(desk.db, desk.plugins.evolution_steps())
    if steps:
        names = ", ".join(step.name for step in steps)
        raise settings.SettingsError(f"desk {desk.tenant.id} waits for changes ({names}): run 'guichet --ini … evolve'")


def jobs(registries: Iterable[Registry], stop: threading.Event | None = None) -> list[Job]:
    """The background jobs of the desks with these registries; those whose rounds are long end early once it is set."""
    stop = stop or threading.Event()
    found: list[Job] = []
    for registry in registries:
        desk = registry.desk
        found += [
            replace(delivery(desk), stop=stop),
            invoices.PdfJob(desk),
            invoices.ScanJob(desk, registry.attachment_scanner),
            office.BatchJob(desk, registry.file_cleaner),
            office.GroupAcceptanceJob(desk),
            TaskQueue(desk, registry.tasks),
            DailyJob(desk.db, daily_tasks(desk), stop),
            BackupTimesJob(desk.db, desk.settings.backup, desk.tenant.id, signer=public_text(signing_key(desk.keys))),
        ]
    return found


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The tasks that a desk's worker runs once a day."""
    rooms = (
        message_retention.DAILY,
        user_retention.DAILY,
        readings.DAILY,
        import_actions.DAILY,
        monthly_figures.DAILY,
    )
    of_desk = (
        correction_reminders.daily_tasks(desk),
        registration_retention.daily_tasks(desk),
        nightly.daily_tasks(desk),
        unused_accounts.daily_tasks(desk),
        daily_head.daily_tasks(desk),
        daily_digest.daily_tasks(desk),
    )
    return tuple(chain.from_iterable((*rooms, *of_desk)))


def delivery(desk: Desk) -> Delivery:
    """The job that sends the messages of a desk.

    Codes and the secrets of links are computed when a message leaves: the database holds a nonce and never a code or
    secret (ASVS 6.5.2, 6.4.1).
    """
    plugins, settings = desk.plugins, desk.settings
    return Delivery(
        db=desk.db,
        mail=plugins.mail_transport(settings),
        sms=plugins.sms_gateway(settings),
        code_for=partial(code_for, key=desk.keys("code")),
        link_secret=partial(link_secret, key=desk.keys(LINK_KEY)),
        sender=desk.tenant_settings.mail_from,
        letterhead=desk.letterhead,
        localizer=desk.localizer,
    )


def _work_in_background(registries: list[Registry]) -> None:
    stop = threading.Event()
    files = [(one.desk.db, data_file(one.desk.tenant_settings.storage)) for one in registries]
    work = [*jobs(registries, stop), *(PackJob(db, data) for db, data in files if data is not None)]
    # A daemon, or Python would wait for it before it calls the functions registered with atexit, which end it.
    thread = threading.Thread(target=run_forever, args=(work, stop, WORK_INTERVAL), daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(SHUTDOWN_TIMEOUT)

    # Registered after the closing of the databases, so that it runs before them (atexit calls last in, first out): no
    # job is left with a closed database.
    atexit.register(end)
