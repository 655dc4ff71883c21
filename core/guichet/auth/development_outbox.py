"""``/_dev/outbox``: every mail and text message of this desk as it would be sent. Development only."""

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.messages.enqueue import CODE, SECRET, outbox_of
from guichet.messages.models import Message
from guichet.mfa.sms_codes import code_for
from guichet.store.models import Portal
from guichet.users.links import KEY, link_secret
from guichet.web.view_permissions import PUBLIC

SHOWN = 50


def includeme(config: Configurator) -> None:
    """Registers the page; a production desk never includes this module."""
    if not config.registry.desk.settings.development:
        raise RuntimeError("the outbox page shows sign-in codes and belongs to development only")
    config.add_route("dev-outbox", "/_dev/outbox", request_method="GET")
    config.add_view(outbox, route_name="dev-outbox", permission=PUBLIC, renderer="templates/outbox.pt")


def outbox(context: Portal, request: Request) -> dict[str, Any]:
    """The latest messages, newest first, with codes and the secrets of links filled in."""
    messages = sorted(outbox_of(request.root).values(), key=lambda message: message.created, reverse=True)[:SHOWN]
    keys = request.desk.keys
    shown = [(message, _with_code(message, keys("code")), _with_secret(message, keys(KEY))) for message in messages]
    return {"title": "Outbox", "messages": shown}


def _with_code(message: Message, key: bytes) -> str:
    if message.code_nonce is None:
        return message.text
    return message.text.replace(CODE, code_for(message.code_nonce, key))


def _with_secret(message: Message, key: bytes) -> str:
    if message.link_nonce is None:
        return message.link
    return message.link.replace(SECRET, link_secret(message.link_nonce, key))
