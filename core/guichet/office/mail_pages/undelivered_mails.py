"""« E-mails non remis »: the addresses that mails do not reach, for the office to call their owners."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.i18n import _
from guichet.messages.undelivered import undelivered_page
from guichet.store.models import Portal
from guichet.users.models import User
from guichet.values import phone

NAME = "undelivered-mails"
ADDRESS_REJECTED = "smtp-5"
"""Prefix of the reason when the relay rejects an address for good: SMTP replies 5xx (RFC 5321, 4.2.1)."""


@view_config(
    context=Portal,
    name=NAME,
    request_method="GET",
    permission="office",
    renderer="templates/undelivered.pt",
)
def undelivered_mails(request: Request) -> dict[str, Any]:
    """The latest first, each with the user who has the address."""
    page = undelivered_page(request.root, request.GET.get("after"))
    mails = [mail for _name, mail in page.rows]
    return {
        "title": _("E-mails non remis"),
        "density": "dense",
        "rows": [(mail, _owner(request, mail.address), _explanation(mail.reason)) for mail in mails],
        "next": page.next,
        "show_phone": phone.show,
    }


def _owner(request: Request, address: str) -> User | None:
    """The user who signs in with the address, else one whose registration with it is pending."""
    users = request.root["users"]
    owner: User | None = users.with_email(address) or next(iter(users.pending_with(address)), None)
    return owner


def _explanation(reason: str) -> TranslationString:
    if reason.startswith(ADDRESS_REJECTED):
        return _("L’adresse n’accepte pas nos e-mails.")
    # Three days of tries, then the outbox gives up.
    return _("L’e-mail n’a pas pu partir pendant trois jours.")
