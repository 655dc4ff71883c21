"""« E-mails non remis »: the addresses that mails do not reach, and the mails that the relay did not take."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.i18n import _
from guichet.messages.enqueue import outbox_of
from guichet.messages.models import Message
from guichet.messages.undelivered import undelivered_count, undelivered_page
from guichet.office.mail_pages import resend_actions
from guichet.store.models import Portal
from guichet.users.models import User
from guichet.values import phone
from guichet.web.personal_data import Reads
from guichet.web.post_views import below_root, post_view

NAME = "undelivered-mails"
REJECTED = "smtp-5"
"""Beginning of the reason when the relay rejects an address (RFC 5321, 4.2.1)."""
MAILBOX = ("-5.2.0", "-5.2.2")
"""End of the reason when the mailbox exists and takes nothing, e.g. a full one (RFC 3463, 3.3)."""
SHOWN = 100
"""Mails listed that the relay did not take; all of them can be sent again."""


def count(portal: Portal) -> int:
    """Number of entries of the page."""
    return undelivered_count(portal) + len(outbox_of(portal).given_up)


@view_config(
    context=Portal,
    name=NAME,
    request_method="GET",
    permission="office",
    personal_data=Reads("desk.undelivered_mails_read", "mail_delivery"),
    renderer="templates/undelivered.pt",
)
def undelivered_mails(request: Request) -> dict[str, Any]:
    """The latest first: addresses with the user who has them, then the mails that were given up."""
    page = undelivered_page(request.root, request.GET.get("after"))
    mails = [mail for _name, mail in page.rows]
    outbox = outbox_of(request.root)
    given_up = outbox.given_up_ids()
    return {
        "title": _("E-mails non remis"),
        "density": "dense",
        "rows": [
            (mail, _owner(request, mail.address), _explanation(mail.reason), _can_resend(request, mail.message_id))
            for mail in mails
        ],
        "next": page.next,
        "given_up": [(outbox[message_id], _can_resend(request, message_id)) for message_id in given_up[:SHOWN]],
        "given_up_count": len(given_up),
        "show_phone": phone.show,
    }


@post_view(context=Portal, name="resend-mails", permission="office", page=below_root(NAME))
def resend_mails(request: Request) -> HTTPSeeOther:
    """Sends again the posted mail, or without one every mail that was given up for no fault of its address."""
    message_id = request.posted("message")
    if message_id:
        done: object = resend_actions.resend_undelivered(request.action_context, message_id)
    else:
        done = resend_actions.resend_given_up(request.action_context)
    notice = "mails-resent" if done else "mails-not-resent"
    return HTTPSeeOther(request.resource_path(request.root, NAME, query={"done": notice}))


def _can_resend(request: Request, message_id: str) -> bool:
    message: Message | None = outbox_of(request.root).get(message_id)
    if message is None or message.state != "failed":
        return False
    return resend_actions.link_works(message, request.action_context)


def _owner(request: Request, address: str) -> User | None:
    """The user who signs in with the address, else one whose registration with it is pending."""
    users = request.root["users"]
    owner: User | None = users.with_email(address) or next(iter(users.pending_with(address)), None)
    return owner


def _explanation(reason: str) -> TranslationString:
    if reason.startswith(REJECTED) and not reason.endswith(MAILBOX):
        return _("L’adresse n’accepte pas nos e-mails.")
    # Three days of tries, then the outbox gives up.
    return _("La boîte aux lettres n’a rien accepté pendant trois jours.")
