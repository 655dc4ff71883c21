"""The page about a link of a mail that does not work: the reason, and how to get another link."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response

from guichet import clock
from guichet.i18n import _
from guichet.users.links import LinkError, find_link
from guichet.users.models import Link, User
from guichet.web import security_log
from guichet.web.typed_forms import Controls, show_again

TEMPLATE = "guichet.users:templates/link_error.pt"
REFUSED = "refused"
"""Name under which a refused form keeps the reason of a :class:`LinkError`."""
SENTENCES: Mapping[str, Any] = {
    "unknown": _(
        "Nous ne connaissons pas ce lien. Ouvrez-le encore une fois depuis notre e-mail, ou copiez toute l’adresse."
    ),
    "used": _("Ce lien a déjà servi. Connectez-vous avec votre adresse e-mail et votre mot de passe."),
    "lapsed": _("Cette inscription est effacée, faute d’avoir été confirmée à temps. Inscrivez-vous à nouveau."),
    "replaced": _("Un lien plus récent est parti depuis. Ouvrez le dernier e-mail que vous avez reçu."),
    "taken": _("Cette adresse e-mail a déjà un compte. Connectez-vous avec le mot de passe de ce compte."),
    "expired": _("Ce lien n’est plus valable. Demandez-en un nouveau : il arrive en quelques minutes."),
}


@dataclass(frozen=True)
class Remedy:
    """A button that asks for another link: a form with one hidden answer."""

    action: str
    """Path that the form is posted to."""
    name: str
    value: str
    label: Any


def link_error_page(
    request: Request,
    error: LinkError,
    sentences: Mapping[str, Any] | None = None,
    remedy: Remedy | None = None,
    onward: tuple[str, Any] = ("/", _("Aller au guichet")),
) -> Response:
    """Page that says why a link does not work; status 410 for a link that the desk has sent, 404 for any other.

    ``sentences`` replace those of :data:`SENTENCES`. Without a ``remedy`` the page ends with a link, whose path and
    label are ``onward``.
    """
    security_log.record(request, "link_refused", reason=error.reason)
    sentence = {**SENTENCES, **(sentences or {})}[error.reason]
    page = {"title": _("Ce lien ne fonctionne pas"), "sentence": sentence, "remedy": remedy, "onward": onward}
    response = render_to_response(TEMPLATE, page, request)
    response.status_int = 410 if error.link else 404
    return response


def refuse_link(request: Request, address: str, error: LinkError) -> HTTPSeeOther:
    """Answers the button of a link that does not work any more: redirects to the page at ``address``, which says why.

    That page survives Back, a reload and the switch of language; it finds the reason with `find_shown_link`.
    """
    controls: Controls = [(REFUSED, error.reason)]
    return show_again(request, address, controls=controls) or HTTPSeeOther(address)


def link_page(request: Request, secret: str) -> str:
    """The address of the page that the request's view has for a link."""
    path: str = request.resource_path(request.context, request.view_name, query={"link": secret})
    return path


def find_shown_link(request: Request, purpose: str, secret: str) -> Link:
    """The link whose page is shown. Raises :class:`LinkError`, also for one whose button was refused just now."""
    link = find_link(request.root, purpose, secret, clock.now())
    reason = request.typed_form.answers.get(REFUSED) if request.typed_form else None
    if reason:
        raise LinkError(reason, link)
    return link


def owner_of(request: Request, error: LinkError) -> User | None:
    """The user that the link was sent to; None for a link that the desk has not sent."""
    user: User | None = request.root["users"].get(error.link.user_id) if error.link else None
    return user
