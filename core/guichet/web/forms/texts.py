"""What is said when an answer cannot be read: one table per kind of answer, by the reason that `guichet.values` gives.

A text says what to do and shows an example; a person reads it at the field and in the summary on top of the page.
"""

from collections.abc import Mapping

from translationstring import TranslationString

from guichet.i18n import _

Texts = Mapping[str, TranslationString]

MISSING = _("Complétez « ${title} »")
MISSING_CHOICE = _("Choisissez une réponse : « ${title} »")
MISSING_TICK = _("Cochez « ${title} »")

TOO_LONG = _("Raccourcissez le texte : ${max} caractères au plus, il y en a ${length}")
TOO_SHORT = _("Écrivez au moins ${min} caractères")
CONTROL_CHARACTERS = _("Retapez ce texte au clavier : il contient des signes invisibles")
NOT_OFFERED = _("Choisissez l’une des réponses proposées")
NOT_A_TICK = _("Cochez la case ou laissez-la vide")
NAME = _("Écrivez seulement le nom, sans adresse internet ni les signes < et >")
UNREADABLE = _("Retapez cette réponse au clavier")
TOO_FEW_LINES = _("Ajoutez une ligne : il en faut au moins ${min}")
TOO_MANY_LINES = _("Gardez au plus ${max} lignes ; envoyez le reste dans une autre facture")

DAY: Texts = {
    "not-a-date": _("Écrivez la date en jour, mois, année, par exemple 14.10.2026"),
    "no-such-day": _("Ce jour n’existe pas dans le calendrier. Écrivez par exemple 14.10.2026"),
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
    "too-large": _("Écrivez un montant de 999 999 999.99 au plus"),
}

QUANTITY: Texts = {
    "not-a-number": _("Écrivez un nombre en chiffres, par exemple ${example}"),
    "ambiguous": _("Écrivez le nombre sans séparateur de milliers, par exemple ${example}"),
    "decimals": _("Écrivez un nombre avec ${places} décimales au plus, par exemple ${example}"),
    "negative": _("Écrivez un nombre sans le signe moins, par exemple ${example}"),
    "too-large": _("Écrivez un nombre de ${maximum} au plus"),
}

AVS: Texts = {
    "length": _(
        "Le N° assuré a 13 chiffres. Recopiez-le de la carte d’assurance-maladie, par exemple 756.1234.5678.97"
    ),
    "prefix": _("Le N° assuré commence par 756, par exemple 756.1234.5678.97"),
    "check-digit": _("Le dernier chiffre ne correspond pas. Comparez avec la carte d’assurance-maladie"),
}

IBAN: Texts = {
    "length": _("Un IBAN suisse a 21 caractères, par exemple CH93 0076 2011 6238 5295 7"),
    "country": _("Écrivez un IBAN de Suisse ou du Liechtenstein : il commence par CH ou LI"),
    "check-digit": _(
        "L’IBAN ne correspond pas à ses chiffres de contrôle. Comparez-le avec votre relevé de compte ou votre carte "
        "bancaire"
    ),
    "characters": _("Écrivez l’IBAN en lettres et en chiffres seulement, par exemple CH93 0076 2011 6238 5295 7"),
}

PAYMENT_REFERENCE: Texts = {
    "length": _("Recopiez la référence entière : 27 chiffres, ou RF suivi de 25 caractères au plus"),
    "check-digit": _("Le dernier chiffre ne correspond pas. Comparez la référence avec la QR-facture"),
}

GLN: Texts = {
    "length": _("Le numéro GLN a 13 chiffres, par exemple 7601000000002"),
    "check-digit": _("Le dernier chiffre ne correspond pas. Comparez avec votre numéro GLN"),
}

UID: Texts = {
    "length": _("Le numéro IDE a 9 chiffres, par exemple CHE-123.456.788"),
    "check-digit": _("Le dernier chiffre ne correspond pas. Comparez avec le registre IDE"),
}

DECISION_NUMBER: Texts = {
    "length": _("Le numéro a 14 chiffres, imprimés sur la décision ou la communication, par exemple 302 2025 0012345"),
    "office": _(
        "Aucun office AI n’a ces trois premiers chiffres. Comparez avec la décision, par exemple 302 2025 0012345"
    ),
    "year": _("Les chiffres 4 à 7 sont l’année, comme dans 302 2025 0012345. Comparez avec la décision"),
}

MOBILE: Texts = {
    "not-a-number": _("Écrivez le numéro en chiffres, par exemple 079 123 45 67"),
    "not-swiss-mobile": _("Écrivez un numéro de téléphone portable suisse, par exemple 079 123 45 67"),
}

EMAIL: Texts = {
    "not-an-address": _("Écrivez l’adresse entière, par exemple nom@exemple.ch"),
    "too-long": _("Écrivez une adresse de 254 caractères au plus"),
}

POSTCODE: Texts = {
    "not-a-postcode": _("Le NPA a 4 chiffres, par exemple 3001"),
}
