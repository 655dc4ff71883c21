"""Builds the mail that leaves: plain text, and the same in simple HTML with the desk's mark and colour."""

import unicodedata
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime
from pathlib import Path
from typing import cast

from chameleon import PageTemplateFile

from guichet.i18n import Localizer, _
from guichet.messages.mail_letterhead import MailLetterhead, Signature
from guichet.messages.models import OutgoingMessage

_PAGE = PageTemplateFile(str(Path(__file__).parent / "templates" / "mail.pt"))
_NOT_IN_A_HEADER = ("Cc", "Cs", "Zl", "Zp")
"""Unicode categories of control characters, lone surrogates, line and paragraph separators."""


@dataclass(frozen=True)
class _Frame:
    """What a mail shows around its text, in its language."""

    signature: Signature
    colour: str
    logo_id: str
    """Content-ID of the logo, without brackets; empty when the desk has none for mails."""
    tag: str
    """Language of the HTML part, e.g. ``fr-CH``."""


def email_message(
    outgoing: OutgoingMessage, localize: Localizer, *, sender: str, letterhead: MailLetterhead
) -> EmailMessage:
    """The mail with its headers.

    Message-ID and Date are the same at every attempt, so that a repetition is recognised. The logo is a part of the
    mail: a picture on a server would tell that server who reads when.

    Answers to the sender's address are not read, so the mail ends with the office's contact. Raises ``ValueError`` or
    an error of the ``email`` package when ``sender`` or the recipient is no address.
    """
    signature = letterhead.signature(localize)
    domain = Address(addr_spec=sender).domain
    mail = EmailMessage()
    mail["From"] = Address(one_line(signature.office), addr_spec=sender)
    mail["To"] = Address(addr_spec=outgoing.recipient)
    mail["Subject"] = one_line(outgoing.subject)
    mail["Date"] = format_datetime(outgoing.created)
    mail["Message-ID"] = f"<{outgoing.id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps absence notices from answering
    logo_id = f"logo.{outgoing.id}@{domain}" if letterhead.logo else ""
    frame = _Frame(signature, letterhead.colour, logo_id, localize.tag)
    # Quoted-printable passes every relay, also one without 8BITMIME.
    mail.set_content(_plain(outgoing, signature), cte="quoted-printable")
    mail.add_alternative(_html(outgoing, frame), subtype="html", cte="quoted-printable")
    if logo_id:
        html = cast("MIMEPart", mail.get_body(("html",)))
        html.add_related(letterhead.logo, "image", "png", cid=f"<{logo_id}>", disposition="inline")
    mail["Content-Language"] = outgoing.language  # last: setting a content drops every Content-* header
    return mail


def one_line(text: str) -> str:
    """``text`` without anything that could end a header line."""
    return " ".join("".join(" " if unicodedata.category(char) in _NOT_IN_A_HEADER else char for char in text).split())


def greeting(localize: Localizer, name: str) -> str:
    """First line of every mail; ``name`` is empty where no name is known that the recipient gave."""
    return localize(_("Bonjour ${name},", mapping={"name": one_line(name)}) if name else _("Bonjour,"))


def _plain(outgoing: OutgoingMessage, signature: Signature) -> str:
    link = [f"{outgoing.link_label}\n{outgoing.link}".strip()] if outgoing.link else []
    contact = "\n".join([signature.office, signature.tagline, signature.address, *map(str, signature.lines)])
    return "\n\n".join([outgoing.text, *link, signature.formula, contact, signature.notice]) + "\n"


def _html(outgoing: OutgoingMessage, frame: _Frame) -> str:
    foreign = dict(outgoing.foreign)
    html: str = _PAGE(
        subject=one_line(outgoing.subject),
        paragraphs=[(text, foreign.get(place)) for place, text in enumerate(outgoing.text.split("\n\n"))],
        link=outgoing.link,
        link_label=outgoing.link_label or outgoing.link,
        frame=frame,
    )
    return html
