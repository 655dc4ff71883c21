"""Desks for one test: real applications, each on a database of its own."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ZODB.DemoStorage import DemoStorage

from guichet import logs, settings
from guichet.action_context import ActionContext, system
from guichet.app import DEFAULTS, application, create_desk, measured
from guichet.demo import acting_as
from guichet.desk import Desk
from guichet.dispatcher import Dispatcher
from guichet.keys import Keys
from guichet.plugins import Plugins, with_plugin_settings
from guichet.settings import Settings, TenantSettings
from guichet.store.database import read_transaction, write_transaction
from guichet.testing.browser import DeskBrowser
from guichet.testing.moving_clock import MovingClock
from guichet.testing.outbox import TestOutbox
from guichet.testing.people import populate, user_of
from guichet.testing.storages import new_template_storage, storages
from guichet.users.tasks import TaskKind, TaskQueue

SECRET = bytes(range(settings.SECRET_BYTES)).hex()
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Desks:
    """The running desks of one test, by the id of their canton."""

    settings: Settings
    clock: MovingClock
    dispatcher: Dispatcher
    running: Mapping[str, Desk]
    tasks: Mapping[str, Mapping[str, TaskKind]]
    """Kinds of task by the id of the canton."""

    def __getitem__(self, tenant_id: str) -> Desk:
        return self.running[tenant_id]

    def browser(self, tenant_id: str) -> DeskBrowser:
        """A new browser at a desk, without cookies."""
        return DeskBrowser(self.dispatcher, self.clock.tick, self.task_queue(tenant_id))

    def outbox(self, *tenant_ids: str) -> TestOutbox:
        """The messages of these desks, or of all."""
        return TestOutbox([self.task_queue(one) for one in tenant_ids or self.running])

    def task_queue(self, tenant_id: str) -> TaskQueue:
        """The queue of tasks that requests have left to the worker."""
        return TaskQueue(self.running[tenant_id], self.tasks[tenant_id])

    @contextmanager
    def acting(self, tenant_id: str, email: str = "") -> Iterator[ActionContext]:
        """Context of actions by the operator, or by the user with ``email``; committed at the end of the block::

        with desks.acting("be", "manager@be.example") as act:
            send_travel(act, …)
        """
        desk = self.running[tenant_id]
        with write_transaction(desk.db) as portal:
            operator = system(portal, desk)
            yield acting_as(operator, user_of(operator, email)) if email else operator
        self.clock.tick()

    @contextmanager
    def looking(self, tenant_id: str) -> Iterator[ActionContext]:
        """Context of the operator for reading a desk's tree; changes are dropped."""
        desk = self.running[tenant_id]
        with read_transaction(desk.db) as portal:
            yield system(portal, desk)


@dataclass
class DeskFactory:
    """What all tests of a session share, since it takes long to make: applications and filled databases."""

    folder: Path
    storage_uri: str = ""
    applications: dict[Key, Any] = field(default_factory=dict)
    template_storages: dict[Key, DemoStorage] = field(default_factory=dict)

    @contextmanager
    def desks(
        self, tenants: Iterable[str], plugins: Mapping[str, object], given: Mapping[str, str], clock: MovingClock
    ) -> Iterator[Desks]:
        """Runs desks until the block ends."""
        logs.configure(error_texts=True)
        read = with_plugin_settings(settings.read(self._raw(tuple(tenants), given)), plugins)
        with ExitStack() as opened:
            running = {own.tenant_id: opened.enter_context(self._desk(read, own, plugins)) for own in read.desks}
            made = {desk: self._application(desk, plugins) for desk in running.values()}
            served = {desk.tenant_settings: measured(desk, app) for desk, app in made.items()}
            tasks = {desk.tenant.id: app.registry.tasks for desk, app in made.items()}
            yield Desks(read, clock, Dispatcher(read, served), running, tasks)

    def template_storage(self, desk: Desk, plugins: Mapping[str, object]) -> DemoStorage:
        """A storage with a new desk and its people, made twelve days before the tests begin."""
        key = (desk.tenant.id, _identity(plugins))
        if key not in self.template_storages:
            storage = new_template_storage()
            with _created_at(), storages(desk.tenant.id, storage, trusted=desk.plugins.packages) as db:
                founded = replace(desk, db=db)
                create_desk(founded)
                with write_transaction(db) as portal:
                    populate(system(portal, founded))
                # Not ``storage`` but the layer over it, which has the records; closing a layer keeps them.
                self.template_storages[key] = db.storage
        return self.template_storages[key]

    @contextmanager
    def _desk(self, read: Settings, own: TenantSettings, plugins: Mapping[str, object]) -> Iterator[Desk]:
        chosen = Plugins(own.tenant_id, plugins, defaults=DEFAULTS)
        # Without a database: the template storage needs a desk to be made with, and gives it one of its own.
        desk = Desk(settings=read, tenant_settings=own, plugins=chosen, db=None, keys=Keys(read.secret, own.tenant_id))
        template_storage = self.template_storage(desk, plugins)
        with storages(own.tenant_id, template_storage, self.storage_uri, chosen.packages) as db:
            yield replace(desk, db=db)

    def _application(self, desk: Desk, plugins: Mapping[str, object]) -> Any:
        """The application of a desk, built once for the same settings and plugins, with its rate limits reset."""
        key = (desk.tenant_settings, desk.settings, _identity(plugins))
        if key not in self.applications:
            self.applications[key] = application(desk)
        made = self.applications[key]
        made.registry.desk = desk
        made.registry.rate_limiter.storage.reset()
        return made

    def _raw(self, tenants: tuple[str, ...], given: Mapping[str, str]) -> dict[str, str]:
        secret = self.folder / "secret"
        secret.touch(mode=0o600)
        secret.write_text(SECRET)
        raw = {"environment": "development", "tenants": " ".join(tenants), "secret_file": str(secret)}
        for tenant_id in tenants:
            desk = {
                "hosts": f"{tenant_id}.localhost",
                # Fit for production, and never opened: the database is one of `guichet.testing.storages`.
                "storage": f"zconfig:///desks.conf#{tenant_id}",
                "mail_from": f"guichet@{tenant_id}.example",
            }
            raw |= {f"tenant.{tenant_id}.{name}": value for name, value in desk.items()}
        scheme = "http" if (raw | dict(given))["environment"] == "development" else "https"
        raw |= {f"tenant.{tenant_id}.url": f"{scheme}://{tenant_id}.localhost" for tenant_id in tenants}
        return {settings.PREFIX + name: value for name, value in (raw | dict(given)).items()}


def _identity(plugins: Mapping[str, object]) -> Key:
    # By identity: plugins are modules, or objects of a test.
    return tuple(sorted((name, id(plugin)) for name, plugin in plugins.items()))


@contextmanager
def _created_at() -> Iterator[None]:
    import time_machine

    from guichet.testing.moving_clock import CREATED_AT

    with time_machine.travel(CREATED_AT, tick=False):
        yield
