"""Messages for answers that cannot be read: one table per kind, by the reason of `ParseError`.

Those that invoice types need as well are in `guichet.declaration.texts`, which also states how they are written.
"""

import re

from guichet.declaration.texts import (
    AMOUNT,
    CLOCK_TIME,
    CONTROL_CHARACTERS,
    DAY,
    DECISION_NUMBER,
    FREE_TEXT,
    IBAN,
    MISSING,
    MISSING_CHOICE,
    MISSING_TICK,
    MONTH,
    MONTH_DAYS,
    NAMELESS,
    NOT_A_TICK,
    NOT_OFFERED,
    PAYMENT_REFERENCE,
    QUANTITY,
    TOO_FEW_LINES,
    TOO_LONG,
    TOO_MANY_LINES,
    UNREADABLE,
    Texts,
    message_for,
)
from guichet.i18n import Localizer, _

__all__ = [
    "AMOUNT", "AVS", "CLOCK_TIME", "CONTROL_CHARACTERS", "DAY", "DAY_FORMAT", "DECISION_NUMBER", "EMAIL", "FREE_TEXT",
    "GLN", "IBAN", "MISSING", "MISSING_CHOICE", "MISSING_TICK", "MOBILE", "MONTH", "MONTH_DAYS", "MONTH_FORMAT", "NAME",
    "NOT_A_TICK", "NOT_OFFERED", "ONE_TIME_CODE", "PAYMENT_REFERENCE", "POSTCODE", "QUANTITY", "RECOVERY_CODE",
    "TIME_FORMAT", "TOO_FEW_LINES", "TOO_LONG", "TOO_MANY_LINES", "TOO_SHORT", "UID", "UNREADABLE", "Texts",
    "message_for", "names_no_question",
]  # fmt: skip

_BLANK = re.compile(r"\$\{\w+\}")

DAY_FORMAT = _("jj.mm.aaaa")
MONTH_FORMAT = _("mm.aaaa")
TIME_FORMAT = _("hh:mm")
TOO_SHORT = _("Écrivez au moins ${min} caractères")
NAME = _("Écrivez seulement le nom, sans adresse internet ou e-mail ni < et >, et une espace après un point")

AVS: Texts = {
    "length": _(
        "Le N° assuré a 13 chiffres. Recopiez-le de la carte d’assurance-maladie, par exemple 756.1234.5678.97"
    ),
    "prefix": _("Le N° assuré commence par 756, par exemple 756.1234.5678.97"),
    "check-digit": _("Le dernier chiffre ne correspond pas. Comparez avec la carte d’assurance-maladie"),
}

GLN: Texts = {
    "length": _("Le numéro GLN a 13 chiffres, par exemple 7601000000002"),
    "check-digit": _("Le dernier chiffre ne correspond pas. Comparez avec votre numéro GLN"),
}

UID: Texts = {
    "length": _("Le numéro IDE a 9 chiffres, par exemple CHE-123.456.788"),
    "check-digit": _("Le dernier chiffre ne correspond pas. Comparez avec le registre IDE"),
}

MOBILE: Texts = {
    "not-a-number": _("Écrivez le numéro en chiffres, par exemple 079 123 45 67"),
    "not-swiss-mobile": _("Écrivez un numéro de téléphone portable suisse, par exemple 079 123 45 67"),
}

ONE_TIME_CODE: Texts = {
    "not-a-code": _("Le code a 6 chiffres. Saisissez ceux du message ou de l’application"),
    "several-codes": _("Il y a plusieurs codes dans ce texte. Saisissez seulement les 6 chiffres du dernier"),
}

RECOVERY_CODE: Texts = {
    "not-a-code": _("Un code de secours a 12 lettres et chiffres, par exemple 7K3M-Q2XW-9FTA"),
}

EMAIL: Texts = {
    "not-an-address": _("Écrivez l’adresse entière, par exemple nom@exemple.ch"),
    "too-long": _("Écrivez une adresse de 254 caractères au plus"),
}

POSTCODE: Texts = {
    "not-a-postcode": _(
        "Écrivez les 4 chiffres d’un NPA suisse, par exemple 3011. Pour une adresse à l’étranger, appelez l’office"
    ),
}


def names_no_question(message: str, localize: Localizer) -> bool:
    """Whether a message in the reader's language is one of `NAMELESS` or `NAME`.

    Compared as it is shown: after a redirect a page has the messages as texts, with their blanks filled.
    """
    return any(_fits(localize(one), message) for one in {*NAMELESS, NAME})


def _fits(template: str, message: str) -> bool:
    """Whether ``message`` has the words of ``template`` around its blanks."""
    words = _BLANK.split(template)
    return message.startswith(words[0]) and message.endswith(words[-1]) and all(one in message for one in words)
