"""The server that is measured: ``serve.py PORT LARGE SMALL``, or with any other number of desks.

One process with waitress as ``pserve`` starts it, in production mode. It serves two desks of Berne, one with many
invoices and one with few, and beside them the floor: a bare Pyramid view that returns two bytes.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import waitress
from plaster import get_settings
from pyramid.config import Configurator
from pyramid.response import Response

from guichet import clock, logs, settings
from guichet.app import application, open_desks, set_thread_switch_interval, spare_collector
from guichet.desk import Desk
from guichet.dispatcher import Dispatcher
from guichet.invoices.pdf_queue import PdfJob
from guichet.settings import Settings
from guichet.store.database import read_transaction

THREADS = 16
FLOOR = "floor.localhost"


def read_settings(data: Path, host: str, environment: str) -> Settings:
    """The settings of a development machine with one desk, under another host and in another environment."""
    file = "core/guichet/settings/development.ini"
    raw = get_settings(file, "app:main", defaults={"data": str(data), "http_port": "80"})
    own = {"guichet.environment": environment, "guichet.tenants": "be", "guichet.tenant.be.hosts": host}
    own |= {"guichet.codes_per_hour": "5", "guichet.tenant.be.url": f"https://{host}"}
    return settings.read(dict(raw) | own)


def floor(drawing: Mapping[str, "Drawing"]) -> Any:
    """The least that an answer can cost on this stack; and how many copies of a desk are not drawn yet."""
    config = Configurator()
    config.add_route("floor", "/")
    config.add_view(lambda request: Response(b"ok"), route_name="floor")
    config.add_route("drawing", "/drawing/{desk}")
    config.add_view(lambda request: Response(str(drawing[request.matchdict["desk"]].waiting())), route_name="drawing")
    return config.make_wsgi_app()


class Drawing:
    """Draws the PDF copies of a desk in a thread, from the first question for them on, as the worker would."""

    def __init__(self, desk: Desk) -> None:
        self._job, self._thread = PdfJob(desk), threading.Thread(target=self._draw, daemon=True)

    def waiting(self) -> int:
        """Copies that are not drawn yet."""
        if not self._thread.is_alive():
            self._thread.start()
        with read_transaction(self._job.db) as portal:
            return len(portal["pdf_queue"].waiting)

    def _draw(self) -> None:
        while True:
            if not self._job.run_due(clock.now()):
                time.sleep(0.02)


def house(*folders: Path) -> Callable[..., Iterable[bytes]]:
    """Desks and the floor behind one address."""
    logs.configure(error_texts=False)
    set_thread_switch_interval()
    read = [read_settings(data, f"{data.name}.localhost", "production") for data in folders]
    desks = [desk for one in read for desk in open_desks(one)]
    drawing = {data.name: Drawing(desk) for data, desk in zip(folders, desks, strict=True)}
    dispatch, bare = Dispatcher(read[0], {desk.tenant_settings: application(desk) for desk in desks}), floor(drawing)
    spare_collector()

    def serve(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return (bare if environ.get("HTTP_HOST") == FLOOR else dispatch)(environ, start_response)

    return serve


if __name__ == "__main__":
    port, *folders = sys.argv[1:]
    waitress.serve(
        house(*map(Path, folders)) if folders else floor({}),
        listen=f"127.0.0.1:{port}",
        threads=THREADS,
        trusted_proxy="127.0.0.1",
        trusted_proxy_headers="x-forwarded-for x-forwarded-proto",
        _quiet=True,
    )
