"""E-mail addresses, checked for their syntax only: that an address is read is proved by the activation link.

Sources: RFC 5321 and 5322 as read by email-validator; RFC 5891 (IDNA) for domains with accents.
"""

import re

# Measured at 0.02 s: it reads dnspython only where deliverability is checked, which is not done here.
from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from guichet.values import ParseError
from guichet.values.surroundings import EMAIL_LABELS, MAX_LAYERS
from guichet.values.text_input import remove_invisible

_LABEL = re.compile(rf"\A(?:{'|'.join(EMAIL_LABELS)}) ?:\s*|\A(?:{'|'.join(EMAIL_LABELS)})\s+", re.IGNORECASE)
_QUERY = re.compile(r"(?<=@)([^?]*)\?.*\Z", re.DOTALL)
_IN_ANGLES = re.compile(r"[^<>@\r\n]*<([^<>]*)>")
"""« Jean Exemple <jean@example.ch> », as mail programmes copy an address."""
_AHEAD = '<([«‹“„"\u2018\u201a,;: '
_BEHIND = '>)]»›“”"\u2018\u2019.,;:!? '
"""Signs that no domain ends with. Fewer are dropped ahead: « 'jean@… » and « {jean@… » are other mailboxes."""
MAX_LENGTH = 254
"""Longest address that fits an SMTP path (RFC 5321, 4.5.3.1.3)."""


def parse(text: str) -> str:
    """The address as mail is sent to it: domain in lower case and, if it has accents, in its ASCII form.

    Accents before the @ are refused: many mail servers cannot deliver to them. Reasons: ``empty``, ``too-long`` (more
    than 254 characters), ``not-an-address``.
    """
    address = _bare(text)
    if not address:
        raise ParseError("empty")
    # Before the syntax, whose cost grows with the length of the text.
    if len(address) > MAX_LENGTH:
        raise ParseError("too-long")
    ascii_address = _validated(address).ascii_email
    if ascii_address is None:
        raise ParseError("not-an-address")
    return ascii_address


def show(address: str) -> str:
    """The address with the accents of its domain."""
    return _validated(address).normalized


def key(address: str) -> str:
    """The address in lower case, for comparing and never for sending.

    The case before the @ may matter to the receiving server (RFC 5321, 2.4), so mail is sent to the address as typed.
    """
    return address.lower()


def _bare(text: str) -> str:
    """The address without label, angle brackets, quotes and full stops around it."""
    address = remove_invisible(text).strip()
    # Cleaning costs time that grows with the length; no address with its surroundings is three times the limit.
    if len(address) > 3 * MAX_LENGTH:
        return address
    address = _bare_ends(address)
    if match := _LABEL.match(address):
        address = _bare_ends(address[match.end() :])
        if match[0].casefold().startswith("mailto"):
            address = _bare_ends(_QUERY.sub(r"\1", address))
    return address


def _bare_ends(address: str) -> str:
    for _layer in range(MAX_LAYERS):
        match = _IN_ANGLES.fullmatch(address.rstrip(".,;: "))
        inner = (match[1] if match else address).strip().lstrip(_AHEAD).rstrip(_BEHIND)
        if inner.endswith("'"):
            inner = inner[:-1].removeprefix("'")
        if inner == address:
            break
        address = inner
    return address


def _validated(address: str) -> ValidatedEmail:
    try:
        return validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ParseError("not-an-address") from None
