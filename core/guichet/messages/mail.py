"""A mail as it leaves: plain text, and the same in simple HTML."""

import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from chameleon import PageTemplateFile

from guichet.i18n import Localizer, _
from guichet.messages.models import OutgoingMessage

_PAGE = PageTemplateFile(str(Path(__file__).parent / "templates" / "mail.pt"))
_NOT_IN_A_HEADER = ("Cc", "Cs", "Zl", "Zp")
"""Unicode categories of control characters, lone surrogates, line and paragraph separators."""


def email_message(letter: OutgoingMessage, *, sender: str, office_name: str, phone: str) -> EmailMessage:
    """The mail with its headers. Message-ID and Date are the same at every attempt, so a repetition can be told.

    Nobody answers the sender's address, so the mail ends by saying where to call. Raises ``ValueError`` or an error
    of the ``email`` package when ``sender`` or the recipient is no address.
    """
    mail = EmailMessage()
    mail["From"] = Address(one_line(office_name), addr_spec=sender)
    mail["To"] = Address(addr_spec=letter.recipient)
    mail["Subject"] = one_line(letter.subject)
    mail["Date"] = format_datetime(letter.created)
    mail["Message-ID"] = f"<{letter.id}@{Address(addr_spec=sender).domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps absence notices from answering
    lines = closing(letter.language, office_name, phone)
    # Quoted-printable passes every relay, also one without 8BITMIME.
    mail.set_content(_plain(letter, lines), cte="quoted-printable")
    mail.add_alternative(_html(letter, lines), subtype="html", cte="quoted-printable")
    mail["Content-Language"] = letter.language  # last: setting a content drops every Content-* header
    return mail


def one_line(text: str) -> str:
    """``text`` without anything that could end a header line."""
    return " ".join("".join(" " if unicodedata.category(char) in _NOT_IN_A_HEADER else char for char in text).split())


def closing(language: str, office_name: str, phone: str) -> tuple[str, str]:
    """The two lines at the end of every mail: answers are not read, and the number to call."""
    localize = Localizer(language)
    return (
        localize(_("Cet e-mail est envoyé automatiquement : les réponses ne sont pas lues.")),
        localize(_("Une question ? Appelez ${office} au ${phone}.", mapping={"office": office_name, "phone": phone})),
    )


def _plain(letter: OutgoingMessage, closing: tuple[str, str]) -> str:
    link = [f"{letter.link_label}\n{letter.link}".strip()] if letter.link else []
    return "\n\n".join([letter.text, *link, "\n".join(closing)]) + "\n"


def _html(letter: OutgoingMessage, closing: tuple[str, str]) -> str:
    html: str = _PAGE(
        language=Localizer(letter.language).tag,
        subject=one_line(letter.subject),
        paragraphs=letter.text.split("\n\n"),
        link=letter.link,
        link_label=letter.link_label or letter.link,
        closing=closing,
    )
    return html
