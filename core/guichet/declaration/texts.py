"""Messages for answers that are missing or cannot be read: one table per kind, by the reason of `ParseError`.

Each says what to do and shows an example, never that something is wrong (GOV.UK Design System, error message). The same
words stand at the field and in the summary on top of the page.
"""

from collections.abc import Mapping
from typing import Any

from translationstring import TranslationString

from guichet.i18n.domain import _

Texts = Mapping[str, TranslationString]
"""Reason → message. The first message also stands for reasons that the table does not name."""

MISSING = _("Complétez « ${title} »")
MISSING_CHOICE = _("Choisissez une réponse : « ${title} »")
MISSING_TICK = _("Cochez « ${title} »")

TOO_LONG = _("Raccourcissez le texte : ${max} caractères au plus, il y en a ${length}")
CONTROL_CHARACTERS = _("Retapez ce texte au clavier : il contient des signes invisibles")
NOT_PRINTED = _("Retirez « ${sign} » : ce signe ne s’imprime pas. Écrivez un mot à sa place")
NOT_OFFERED = _("Choisissez l’une des réponses proposées")
NOT_A_TICK = _("Cochez la case ou laissez-la vide")
UNREADABLE = _("Retapez cette réponse au clavier")
TOO_FEW_LINES = _("Ajoutez une ligne : il en faut au moins ${min}")
TOO_MANY_LINES = _("Gardez au plus ${max} lignes ; envoyez le reste dans une autre facture")
TOO_MANY_LINES_IN_ALL = _("Gardez au plus ${max} lignes en tout ; envoyez le reste dans une autre facture")

FREE_TEXT: Texts = {
    "too-long": TOO_LONG,
    "control-characters": CONTROL_CHARACTERS,
    "not-printed": NOT_PRINTED,
}

DAY: Texts = {
    "not-a-date": _("Écrivez la date en jour, mois, année, par exemple 14.10.2026"),
    "no-such-day": _("Ce jour n’existe pas dans le calendrier. Vérifiez le jour, le mois et l’année"),
    "year": _("Vérifiez l’année de cette date et écrivez par exemple 14.10.2026"),
    "weekday": _("Cette date tombe un autre jour de la semaine. Comparez-la avec votre agenda"),
}

MONTH: Texts = {
    "not-a-month": _("Écrivez le mois et l’année, par exemple 10.2026"),
    "no-such-month": _("Ce mois n’existe pas dans le calendrier. Vérifiez le mois et l’année"),
}

MONTH_DAYS: Texts = {
    "not-days": _("Écrivez les jours du mois en chiffres, séparés par des virgules, par exemple 3, 10, 17"),
    "no-such-day": _("Écrivez des jours de 1 à 31, par exemple 3, 10, 17"),
}

CLOCK_TIME: Texts = {
    "not-a-time": _("Écrivez l’heure en heures et minutes, par exemple 16:30"),
    "no-such-time": _("Cette heure n’existe pas. Écrivez une heure de 00:00 à 24:00, par exemple 16:30"),
}

AMOUNT: Texts = {
    "not-a-number": _("Écrivez le montant en chiffres, par exemple 1234.50"),
    "ambiguous": _("Voulez-vous dire ${whole} ou ${fraction} ? Écrivez le montant avec les centimes"),
    "decimals": _("Écrivez le montant avec deux décimales au plus, par exemple 1234.50"),
    "negative": _("Écrivez un montant sans le signe moins, par exemple 1234.50"),
    "zero": _("Écrivez un montant plus grand que 0, par exemple 1234.50"),
    "too-large": _("Écrivez un montant de 999 999 999.99 au plus"),
}

QUANTITY: Texts = {
    "not-a-number": _("Écrivez un nombre en chiffres, par exemple ${example}"),
    "a-time": _("Écrivez les heures en nombre décimal, par exemple 1.5 pour 1 h 30"),
    "ambiguous": _("Écrivez le nombre sans séparateur de milliers, par exemple ${example}"),
    "decimals": _("Écrivez un nombre avec ${places} décimales au plus, par exemple ${example}"),
    "one-decimal": _("Écrivez un nombre avec une décimale au plus, par exemple ${example}"),
    "no-decimals": _("Écrivez un nombre entier, par exemple ${example}"),
    "negative": _("Écrivez un nombre sans le signe moins, par exemple ${example}"),
    "zero": _("Écrivez un nombre plus grand que 0, par exemple ${example}"),
    "too-large": _("Écrivez un nombre de ${maximum} au plus"),
}

IBAN: Texts = {
    "length": _("Un IBAN suisse a 21 caractères, par exemple CH93 0076 2011 6238 5295 7"),
    "country": _("Écrivez un IBAN de Suisse ou du Liechtenstein : il commence par CH ou LI"),
    "check-digit": _(
        "L’IBAN ne correspond pas à ses chiffres de contrôle. Comparez-le avec votre relevé de compte ou votre carte "
        "bancaire"
    ),
    "letter": _("Après CH ou LI, un IBAN a sept chiffres. Écrivez par exemple le chiffre 0, et non la lettre O"),
    "characters": _("Écrivez l’IBAN en lettres et en chiffres seulement, par exemple CH93 0076 2011 6238 5295 7"),
}

PAYMENT_REFERENCE: Texts = {
    "length": _("Recopiez la référence entière : 27 chiffres, ou RF suivi de 25 caractères au plus"),
    "check-digit": _("Le dernier chiffre ne correspond pas. Comparez la référence avec la QR-facture"),
}

DECISION_NUMBER: Texts = {
    # Without an example: its first three digits are one office's, and many a sender copies what a page shows.
    "length": _("Le numéro a 14 chiffres, imprimés sur la décision ou la communication. Recopiez-le en entier"),
    "office": _("Aucun office AI n’a ces trois premiers chiffres. Comparez avec la décision ou la communication"),
    "year": _("Les chiffres 4 à 7 sont l’année, par exemple 2025. Comparez avec la décision ou la communication"),
}


COMPARED: Texts = {
    "future": _("Saisissez une date jusqu’à aujourd’hui"),
    "last-day": _("Saisissez un dernier jour après le premier"),
    "last-month": _("Saisissez un dernier mois après le premier"),
}
"""Of the checks of days that all forms share."""

NAMELESS = frozenset(
    message
    for table in (DAY, MONTH, MONTH_DAYS, CLOCK_TIME, AMOUNT, QUANTITY, FREE_TEXT, COMPARED)
    for message in table.values()
)
"""Messages that do not say which question they are about: « Écrivez un nombre en chiffres »."""


def message_for(messages: Texts, reason: str, details: Mapping[str, Any]) -> TranslationString:
    """The message for a reason, with ``details`` in its blanks; `UNREADABLE` from an empty table."""
    message = messages.get(reason) or next(iter(messages.values()), UNREADABLE)
    # translationstring accepts a dict only, no other mapping.
    filled: TranslationString = message % dict(details) if details else message
    return filled
