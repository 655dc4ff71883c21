"""References of invoices, short enough to be read out on the telephone: ``BE-2026-7K3M-Q2XW``.

Tenant, year, then seven random characters and one check character over them (Luhn modulo 32, which finds every single
wrong character). 32 to the power of 7 references a year cannot be guessed by counting.
"""

import re
import secrets

from stdnum import luhn

from guichet.values import ParseError
from guichet.values.surroundings import REFERENCE_LABELS, around_identifier
from guichet.values.text_input import capitals

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Douglas Crockford's base 32: no I, L, O (taken for 1, 1 and 0) and no U."""

_AROUND = around_identifier(*REFERENCE_LABELS)
_RANDOM_LENGTH = 7
_TENANT = re.compile(r"[A-Z][A-Z0-9]{1,11}")
# Wider than ALPHABET by I, L and O, which _MISREAD replaces; U alone is refused. The tenant stands in one piece: with
# blanks within, « Dossier BE-2026-… » would be a reference of the tenant DOSSIERBE.
_REFERENCE = re.compile(rf"({_TENANT.pattern}?)[ .-]*([0-9](?:[ .-]*[0-9]){{3}})((?:[ .-]*[0-9A-TV-Z]){{8}})")
_SEPARATORS = re.compile(r"[ .-]")
_MISREAD = str.maketrans("ILO", "110")


def make(tenant_id: str, year: int) -> str:
    """A new random reference; the caller has to make sure that it is unique.

    Raises ``ValueError`` unless ``tenant_id`` is a letter and 1 to 11 letters or digits, which ``parse`` relies on.
    """
    tenant = tenant_id.upper()
    if not _TENANT.fullmatch(tenant):
        raise ValueError(f"tenant id {tenant_id!r} cannot start a reference")
    # 256 is a multiple of 32, so that each character is as likely as any other.
    code = "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(_RANDOM_LENGTH))
    return _written(tenant, f"{year:04}", code + luhn.calc_check_digit(code, ALPHABET))


def parse(text: str) -> str:
    """The reference in capitals with its dashes; blanks, dashes and case do not matter, O is read as 0, I and L as 1.

    Reasons: ``format``, ``check-character`` (some character was misread).
    """
    match = _REFERENCE.fullmatch(capitals(_AROUND.strip(text)))
    if not match:
        raise ParseError("format")
    year, code = (_SEPARATORS.sub("", part) for part in match.groups()[1:])
    code = code.translate(_MISREAD)
    if not luhn.is_valid(code, ALPHABET):
        raise ParseError("check-character")
    return _written(match[1], year, code)


def show(reference: str) -> str:
    """As it is: the dashes are part of it."""
    return reference


def _written(tenant: str, year: str, code: str) -> str:
    return f"{tenant}-{year}-{code[:4]}-{code[4:]}"
