"""Adds messages to the outbox, in the transaction of the change they report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from guichet.i18n import LANGUAGES, Localizer
from guichet.messages.mail import greeting
from guichet.messages.mail_templates import MailTemplate
from guichet.messages.mail_wordings import draw_mail
from guichet.messages.models import Message, Outbox
from guichet.store.models import Portal

CODE = "{code}"
"""Placeholder of the sign-in code in a text message; it is filled in when the message is sent."""
SECRET = "~secret~"  # noqa: S105  # no secret; of characters that stay as they are in a URL
"""Placeholder of the secret in the link of a mail; it is filled in when the mail is sent."""


@dataclass(frozen=True)
class LinkSecret:
    """The secret of a link as a value of a mail: what it is derived from, never the secret itself."""

    nonce: bytes
    expires: datetime

    def __str__(self) -> str:
        return SECRET


def outbox_of(portal: Portal) -> Outbox:
    """The desk's outbox."""
    outbox: Outbox = portal["outbox"]
    return outbox


def send_mail(
    portal: Portal,
    template: MailTemplate,
    values: Mapping[str, object],
    *,
    to: str,
    name: str = "",
    localize: Localizer,
    desk_url: str,
    now: datetime,
    not_before: datetime | None = None,
) -> str:
    """Puts a mail into the outbox and returns its id; it leaves after the commit, from ``not_before`` on.

    ``values`` are those of the template's placeholders, ``name`` the person to greet, ``desk_url`` is
    the address below which its link is. Logo and signature are added when the mail is sent. Raises ``ValueError``
    when the values are not those that the template declares.
    """
    text = draw_mail(portal, template, localize, values)
    secret = next((value for value in values.values() if isinstance(value, LinkSecret)), None)
    # What a person has written may have several paragraphs.
    paragraphs = [
        (part, language)
        for paragraph, language in zip((greeting(localize, name), *text.paragraphs), ("", *text.languages), strict=True)
        for part in paragraph.split("\n\n")
    ]
    link = f"{desk_url}/{text.path}" if text.path else ""
    if link and urlsplit(link).scheme not in ("https", "http"):
        raise ValueError("the link of a mail has to be a web address")
    message = Message(
        channel="mail",
        recipient=to,
        subject=text.subject,
        text="\n\n".join(paragraph for paragraph, _language in paragraphs),
        foreign=tuple((place, language) for place, (_text, language) in enumerate(paragraphs) if language),
        link=link,
        link_label=text.link_label,
        link_nonce=secret.nonce if secret else None,
        link_expires=secret.expires if secret else None,
        language=localize.language,
        created=now,
        not_before=not_before,
        lists_undelivered=template.lists_undelivered,
    )
    return outbox_of(portal).post(message)


def send_sms(
    portal: Portal,
    *,
    to: str,
    text: str,
    now: datetime,
    expires: datetime,
    code_nonce: bytes | None = None,
    language: str,
) -> str:
    """Puts a text message into the outbox and returns its id; past ``expires`` it is dropped.

    With ``code_nonce`` it is a sign-in message: its text holds ``{code}``, and the code is computed when it is sent.
    """
    _check_language(language)
    # A code without nonce could not be computed, and a nonce without place would send a message without the code.
    if (CODE in text) != (code_nonce is not None):
        raise ValueError("a text with {code} needs a nonce, and only such a text")
    message = Message(
        channel="sms",
        recipient=to,
        text=text,
        language=language,
        created=now,
        expires=expires,
        code_nonce=code_nonce,
    )
    return outbox_of(portal).post(message)


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is no language of the desk")
