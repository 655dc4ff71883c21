"""Builds the mail that leaves: plain text, and the same in simple HTML."""

import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from chameleon import PageTemplateFile

from guichet.i18n import Localizer, _
from guichet.messages.models import OutgoingMessage

_PAGE = PageTemplateFile(str(Path(__file__).parent / "templates" / "mail.pt"))
NEUTRAL = "#1d4f91"
"""Colour of mails of a desk without one."""
_NOT_IN_A_HEADER = ("Cc", "Cs", "Zl", "Zp")
"""Unicode categories of control characters, lone surrogates, line and paragraph separators."""


def email_message(
    outgoing: OutgoingMessage, localize: Localizer, *, sender: str, office_name: str, phone: str, colour: str = NEUTRAL
) -> EmailMessage:
    """The mail with its headers; ``colour`` is the desk's, ``#rrggbb``.

    Message-ID and Date are the same at every attempt, so that a repetition is recognised.

    Answers to the sender's address are not read, so the mail ends with the number to call. Raises ``ValueError`` or
    an error of the ``email`` package when ``sender`` or the recipient is no address.
    """
    mail = EmailMessage()
    mail["From"] = Address(one_line(office_name), addr_spec=sender)
    mail["To"] = Address(addr_spec=outgoing.recipient)
    mail["Subject"] = one_line(outgoing.subject)
    mail["Date"] = format_datetime(outgoing.created)
    mail["Message-ID"] = f"<{outgoing.id}@{Address(addr_spec=sender).domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps absence notices from answering
    lines = closing(localize, office_name, phone)
    # Quoted-printable passes every relay, also one without 8BITMIME.
    mail.set_content(_plain(outgoing, lines), cte="quoted-printable")
    mail.add_alternative(_html(outgoing, lines, localize.tag, colour), subtype="html", cte="quoted-printable")
    mail["Content-Language"] = outgoing.language  # last: setting a content drops every Content-* header
    return mail


def one_line(text: str) -> str:
    """``text`` without anything that could end a header line."""
    return " ".join("".join(" " if unicodedata.category(char) in _NOT_IN_A_HEADER else char for char in text).split())


def closing(localize: Localizer, office_name: str, phone: str) -> tuple[str, str]:
    """The two lines at the end of every mail: answers are not read, and the number to call."""
    return (
        localize(_("Cet e-mail est envoyé automatiquement : les réponses ne sont pas lues.")),
        localize(_("Une question ? ${office}, téléphone ${phone}.", mapping={"office": office_name, "phone": phone})),
    )


def _plain(outgoing: OutgoingMessage, closing: tuple[str, str]) -> str:
    link = [f"{outgoing.link_label}\n{outgoing.link}".strip()] if outgoing.link else []
    return "\n\n".join([outgoing.text, *link, "\n".join(closing)]) + "\n"


def _html(outgoing: OutgoingMessage, closing: tuple[str, str], tag: str, colour: str) -> str:
    html: str = _PAGE(
        language=tag,
        subject=one_line(outgoing.subject),
        paragraphs=outgoing.text.split("\n\n"),
        link=outgoing.link,
        link_label=outgoing.link_label or outgoing.link,
        closing=closing,
        colour=colour,
    )
    return html
