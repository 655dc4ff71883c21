"""Many desks in one process: ``many_desks.py PORT FOLDER NUMBER`` serves so many, each of a canton of its own.

The cantons are Berne under other names: what a desk costs depends on its forms, texts and data, not on its facts.
"""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from string import ascii_lowercase
from types import ModuleType

import waitress
from bare_copies import bare_copies
from browser import Browser, open_session
from figures import Figure, Target
from serve import THREADS, read_settings
from server import ServedProcess

from canton_be import demo, plugin
from guichet import logs
from guichet.action_context import system
from guichet.app import application, close, create_desk, open_desks, set_thread_switch_interval, spare_collector
from guichet.desk import Desk
from guichet.dispatcher import Dispatcher
from guichet.plugins import installed
from guichet.sdk import Tenant, hookimpl
from guichet.settings import Settings, TenantSettings
from guichet.store.database import write_transaction

MANY, FEW = 26, 2
MOST_SECONDS, MOST_MEGABYTES, MOST_SLOWER = 10, 400, 1.05
WARM_UP, TURNS, BLOCK = 60, 10, 10
"""Requests before the first measurement; blocks of so many requests, of one process and of the other in turn."""
CONDITIONS, GUICHET = "conditions page", "guichet page"


@dataclass(frozen=True)
class ManyDesks:
    """The desks of one process, their databases closed again for the server, and who is signed in at each."""

    folder: Path
    desks: Sequence[Desk]
    users: Mapping[str, tuple[str, str]]
    """Secret of a session and address of the guichet page, by tenant."""

    @classmethod
    def make(cls, folder: Path, number: int) -> "ManyDesks":
        """Makes the desks in an empty folder, each with its office, a company and its invoices."""
        desks, users = open_all(folder, number, "development"), {}
        for desk in desks:
            create_desk(desk)
            with write_transaction(desk.db) as portal:
                demo.fill(system(portal, desk))
                user = portal["users"].with_email(demo.COMPANY["email"])
                path = next(
                    f"/issuers/{issuer.id}/" for issuer in portal["issuers"].values() if user.id in issuer.members
                )
                user_id = user.id
            users[desk.tenant.id] = (open_session(desk, user_id), path)
            close(desk.db)
        return cls(folder, desks, users)

    def browsers(self, port: int) -> list[tuple[Browser, str]]:
        """A signed-in browser at each desk, with the address of its guichet page."""
        found = []
        for desk in self.desks:
            secret, path = self.users[desk.tenant.id]
            found.append((Browser(port, host(desk.tenant.id), (desk, secret)), path))
        return found


def host(tenant_id: str) -> str:
    """The host name of a desk."""
    return f"{tenant_id}.localhost"


def open_all(folder: Path, number: int, environment: str) -> list[Desk]:
    """So many desks, their databases open."""
    ids = [f"z{letter}" for letter in ascii_lowercase[:number]]
    available = {name: one for name, one in installed().items() if not name.startswith("canton_")}
    return open_desks(_settings(folder, ids, environment), available | {f"canton_{one}": canton(one) for one in ids})


def canton(tenant_id: str) -> ModuleType:
    """The plugin of Berne, under another id."""

    @hookimpl
    def guichet_tenant() -> Tenant:
        return replace(plugin.guichet_tenant(), id=tenant_id)

    renamed = ModuleType(plugin.__name__)
    vars(renamed).update(vars(plugin), guichet_tenant=guichet_tenant)
    return renamed


def _settings(folder: Path, ids: Sequence[str], environment: str) -> Settings:
    one = read_settings(folder, "floor.localhost", environment)
    return replace(one, desks=tuple(_tenant_settings(one.desks[0], folder, tenant_id) for tenant_id in ids))


def _tenant_settings(pattern: TenantSettings, folder: Path, tenant_id: str) -> TenantSettings:
    data = folder / tenant_id
    data.mkdir(parents=True, exist_ok=True)
    cache = "connection_cache_size=1000&connection_cache_size_bytes=4MB"
    storage = f"file://{data}/Data.fs?blobstorage_dir={data}/blobs&{cache}"
    url = f"https://{host(tenant_id)}"
    return replace(pattern, tenant_id=tenant_id, hosts=(host(tenant_id),), url=url, storage=storage)


def many_desks(folder: Path, cache: Path) -> list[Figure]:
    """Start, memory and pages of a process with 26 desks, the pages beside those of a process with two."""
    made = {number: ManyDesks.make(folder / str(number), number) for number in (MANY, FEW)}
    with _served(made[FEW], cache) as few, _served(made[MANY], cache) as many:
        start = Figure(f"start of a process with {MANY} desks", (Target(MOST_SECONDS),), "s", [many.start_seconds])
        pages = list(_pages({MANY: (made[MANY], many), FEW: (made[FEW], few)}))
        name = f"memory of a process with {MANY} desks, after their pages"
        memory = Figure(name, (Target(MOST_MEGABYTES),), "MB", [many.megabytes()])
    return [start, memory, *pages, *bare_copies(MANY, FEW)]


@contextmanager
def _served(desks: ManyDesks, cache: Path) -> Iterator[ServedProcess]:
    number = len(desks.desks)
    arguments = (str(desks.folder), str(number))
    # Twice: the first start compiles the templates, as a release does.
    ServedProcess(__file__, arguments, host("za"), desks.folder, cache).stop()
    server = ServedProcess(__file__, arguments, host("za"), desks.folder, cache)
    try:
        yield server
    finally:
        server.stop()


def _pages(served: Mapping[int, tuple[ManyDesks, ServedProcess]]) -> Iterator[Figure]:
    browsers = {number: desks.browsers(server.port) for number, (desks, server) in served.items()}
    for page in (CONDITIONS, GUICHET):
        names = {number: f"{page} of one of {number} desks" for number in served}
        target = {MANY: (Target(MOST_SLOWER, names[FEW]),), FEW: ()}
        figures = {number: Figure(names[number], target[number]) for number in served}
        for number in served:
            _ask(page, browsers[number], WARM_UP)
        for turn in range(TURNS):
            for number in (MANY, FEW) if turn % 2 else (FEW, MANY):
                used = served[number][1].cpu_seconds()
                figures[number].walls += _ask(page, browsers[number], BLOCK * MANY)
                figures[number].values.append((served[number][1].cpu_seconds() - used) / (BLOCK * MANY) * 1000)
        yield from figures.values()


def _ask(page: str, browsers: Sequence[tuple[Browser, str]], times: int) -> list[float]:
    """The milliseconds that each of so many requests took, of one desk after the other."""
    walls = []
    for browser, _path in browsers:
        browser.refresh()
    for number in range(times):
        browser, path = browsers[number % len(browsers)]
        began = time.perf_counter()
        browser.get(path if page == GUICHET else "/conditions")
        walls.append((time.perf_counter() - began) * 1000)
    return walls


def serve(port: str, folder: str, number: str) -> None:
    """Serves so many desks until it is ended."""
    logs.configure(error_texts=False)
    set_thread_switch_interval()
    desks = open_all(Path(folder), int(number), "production")
    dispatch = Dispatcher(desks[0].settings, {desk.tenant_settings: application(desk) for desk in desks})
    spare_collector()
    waitress.serve(
        dispatch,
        listen=f"127.0.0.1:{port}",
        threads=THREADS,
        trusted_proxy="127.0.0.1",
        trusted_proxy_headers="x-forwarded-for x-forwarded-proto",
        _quiet=True,
    )


if __name__ == "__main__":
    serve(*sys.argv[1:])
