"""E-mail addresses, checked for their syntax only: that an address is read is proved by the activation link.

Sources: RFC 5321 and 5322 as read by email-validator; RFC 5891 (IDNA) for domains with accents.
"""

# Measured at 0.02 s: it reads dnspython only where deliverability is checked, which is not done here.
from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from guichet.values import ParseError
from guichet.values.text_input import remove_invisible

MAX_LENGTH = 254
"""Longest address that fits an SMTP path (RFC 5321, 4.5.3.1.3)."""


def parse(text: str) -> str:
    """The address as mail is sent to it: domain in lower case and, if it has accents, in its ASCII form.

    Accents before the @ are refused: many mail servers cannot deliver to them. Reasons: ``empty``, ``too-long`` (more
    than 254 characters), ``not-an-address``.
    """
    address = remove_invisible(text).strip()
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


def _validated(address: str) -> ValidatedEmail:
    try:
        return validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ParseError("not-an-address") from None
