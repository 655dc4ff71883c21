"""« E-mails non remis »: the addresses that our mails do not reach, for the office to call their owners."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.i18n import _
from guichet.messages.undelivered import undelivered_page
from guichet.store.models import Portal
from guichet.users.models import User
from guichet.values import phone

REFUSED = "smtp-5"
"""What the relay's reasons begin with when it takes no mail for the address."""


@view_config(
    context=Portal,
    name="undelivered-mails",
    request_method="GET",
    permission="office",
    renderer="templates/undelivered.pt",
)
def undelivered_mails(request: Request) -> dict[str, Any]:
    """The latest first, with whom the address belongs to."""
    page = undelivered_page(request.root, request.GET.get("after"))
    mails = [mail for _name, mail in page.rows]
    return {
        "title": _("E-mails non remis"),
        "density": "dense",
        "rows": [(mail, _owner(request, mail.address), _why(mail.reason)) for mail in mails],
        "next": page.next,
        "show_phone": phone.show,
    }


def _owner(request: Request, address: str) -> User | None:
    """Who signs in with the address, or who registered with it last."""
    users = request.root["users"]
    owner: User | None = users.with_email(address) or next(iter(users.pending_with(address)), None)
    return owner


def _why(reason: str) -> TranslationString:
    if reason.startswith(REFUSED):
        return _("L’adresse n’accepte pas nos e-mails.")
    return _("L’e-mail n’a pas pu partir pendant trois jours.")
