"""``/_dev/outbox``: every mail and text message of this desk as it would be sent. Development only."""

from functools import partial
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.identity.codes import code_for
from guichet.messages.actions import outbox_of
from guichet.store.models import Portal
from guichet.web.closed import PUBLIC

SHOWN = 50


def includeme(config: Configurator) -> None:
    """Registers the page; a production desk never includes this module."""
    if not config.registry.desk.settings.development:
        raise RuntimeError("the outbox page shows sign-in codes and belongs to development only")
    config.add_route("dev-outbox", "/_dev/outbox", request_method="GET")
    config.add_view(outbox, route_name="dev-outbox", permission=PUBLIC, renderer="templates/outbox.pt")


def outbox(context: Portal, request: Request) -> dict[str, Any]:
    """The latest messages, newest first, with the codes filled in."""
    code = partial(code_for, key=request.desk.keys("code"))
    messages = sorted(outbox_of(request.root).values(), key=lambda message: message.created, reverse=True)[:SHOWN]
    texts = [message.text.replace("{code}", code(message.code_nonce)) if message.code_nonce else message.text for message in messages]
    return {"title": "Outbox", "messages": list(zip(messages, texts, strict=True))}
