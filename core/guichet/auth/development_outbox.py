"""``/_dev/outbox``: every mail and text message of this desk as it would be sent. Development only."""

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.messages.enqueue import CODE, outbox_of
from guichet.messages.models import Message
from guichet.mfa.sms_codes import code_for
from guichet.store.models import Portal
from guichet.web.view_permissions import PUBLIC

SHOWN = 50


def includeme(config: Configurator) -> None:
    """Registers the page; a production desk never includes this module."""
    if not config.registry.desk.settings.development:
        raise RuntimeError("the outbox page shows sign-in codes and belongs to development only")
    config.add_route("dev-outbox", "/_dev/outbox", request_method="GET")
    config.add_view(outbox, route_name="dev-outbox", permission=PUBLIC, renderer="templates/outbox.pt")


def outbox(context: Portal, request: Request) -> dict[str, Any]:
    """The latest messages, newest first, with the codes filled in."""
    messages = sorted(outbox_of(request.root).values(), key=lambda message: message.created, reverse=True)[:SHOWN]
    key = request.desk.keys("code")
    return {"title": "Outbox", "messages": [(message, _with_code(message, key)) for message in messages]}


def _with_code(message: Message, key: bytes) -> str:
    if message.code_nonce is None:
        return message.text
    return message.text.replace(CODE, code_for(message.code_nonce, key))
