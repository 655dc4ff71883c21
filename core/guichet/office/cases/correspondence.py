"""The language in which the office writes to a person: that of the account, which its pages, mails and codes have."""

from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from translationstring import TranslationString

from guichet.i18n import LANGUAGES, _
from guichet.invoices.models import Invoice
from guichet.issuers.members import reachable
from guichet.issuers.models import Issuer
from guichet.store.models import find
from guichet.users.models import User
from guichet.web.forms.nodes import Choice, Node

NAMES = {"fr": _("français"), "de": _("allemand"), "it": _("italien"), "en": _("anglais")}


@dataclass(frozen=True)
class Reader:
    """The person who reads what the office writes."""

    sentence: TranslationString
    """« Langue de correspondance : allemand »."""
    hint: TranslationString | None
    """What to do about a language that is not the officer's; None where it is."""
    language: str


def reader_of(user: User, request: Request) -> Reader:
    """The user as a reader of the office's words."""
    language = {"language": request.localize(NAMES[user.language])}
    hint = _(
        "La personne qui vous lira a choisi cette langue : ${language}. Écrivez si possible dans cette langue.",
        mapping=language,
    )
    return Reader(
        _("Langue de correspondance : ${language}", mapping=language),
        hint if user.language != request.localize.language else None,
        user.language,
    )


def reader_of_invoice(invoice: Invoice, request: Request, user_id: str = "") -> Reader | None:
    """Who gets the mail about a decision, see `guichet.issuers.members.reachable`; None where there is no such person.

    ``user_id`` is that of another person than the sender to whom the office writes.

    Of several managers the first: they share a company, and mostly its language.
    """
    users = reachable(find(invoice, Issuer), user_id or invoice.submitted_by)
    return reader_of(users[0], request) if users else None


def language_node(request: Request, **options: Any) -> Node:
    """The question in which language the officer has written; asked where the reader's is another one.

    Nothing is chosen beforehand: a screen reader pronounces the text by the answer (WCAG 2.2, 3.1.2). ``options`` are
    those of the node, e.g. ``missing`` where nothing may have been written.
    """
    node: Node = Choice(
        [(language, LANGUAGES[language], "", language) for language in request.desk.tenant.languages],
        name="language",
        title=_("Langue de votre texte"),
        missing_msg=_("Indiquez dans quelle langue vous avez écrit"),
        **options,
    )
    return node
