"""``/_dev/hooks``: the hooks that the latest pages called, who answered what, in what time. Development only."""

from collections import deque
from dataclasses import dataclass
from typing import Any

from pyramid.config import Configurator
from pyramid.events import NewRequest
from pyramid.request import Request

from guichet.plugins import hook_recording
from guichet.plugins.hook_recording import HookCall
from guichet.store.models import Portal
from guichet.web.view_permissions import PUBLIC

KEPT = 50
"""Requests that are remembered, of all visitors of a desk."""
LEFT_OUT = ("/_dev/", "/static/", "/theme/")
"""How addresses begin that are no page of the desk."""


@dataclass(frozen=True)
class RecordedRequest:
    """A request with the hooks it called, in that order."""

    method: str
    path: str
    calls: list[HookCall]

    @property
    def milliseconds(self) -> float:
        """The time of all calls together."""
        return sum(call.milliseconds for call in self.calls)


def includeme(config: Configurator) -> None:
    """Adds the page, and records every request from now on."""
    config.registry.recorded_requests = deque(maxlen=KEPT)
    config.add_subscriber(_record, NewRequest)
    config.add_route("dev-hooks", "/_dev/hooks", request_method="GET")
    config.add_view(latest_requests, route_name="dev-hooks", permission=PUBLIC, renderer="templates/hooks.pt")


def latest_requests(context: Portal, request: Request) -> dict[str, Any]:
    """The latest requests, newest first; those of one address with ``?path=/history``."""
    path = request.GET.get("path", "")
    recorded = [one for one in reversed(request.registry.recorded_requests) if not path or one.path == path]
    return {"title": "Hooks", "recorded": recorded, "path": path, "kept": KEPT}


def _record(event: NewRequest) -> None:
    request = event.request
    if request.path.startswith(LEFT_OUT):
        return
    recorded = RecordedRequest(request.method, request.path, hook_recording.start())
    request.registry.recorded_requests.append(recorded)
    request.add_finished_callback(_stop)


def _stop(request: Request) -> None:
    hook_recording.stop()
