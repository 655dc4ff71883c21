"""The forms of « Ma société »: a person, a bank account."""

from functools import cache

import colander

from guichet.i18n import _
from guichet.issuers.issuer_schemas import name_nodes
from guichet.issuers.members import ROLES
from guichet.web.forms.nodes import Choice, Email, Iban, SwissMobile, Text

RIGHTS = {
    "manager": _("Gère en plus les collaborateurs et les comptes bancaires de la société."),
    "collaborator": _("Gère les factures et les bénéficiaires de la société."),
}
HINTS = {
    "new": (
        _("Nous y envoyons un lien pour choisir un mot de passe. Il est valable sept jours."),
        _("Pour se connecter, cette personne reçoit un code d’accès sur ce téléphone."),
    ),
    "invited": (
        _("Si vous changez l’adresse, une nouvelle invitation part et la précédente ne fonctionne plus."),
        _("Pour se connecter, cette personne reçoit un code d’accès sur ce téléphone."),
    ),
    "active": (
        _("Une nouvelle adresse est valable dès que le lien que nous y envoyons est ouvert."),
        _("Si vous changez le numéro, cette personne est déconnectée. Son prochain code arrive au nouveau numéro."),
    ),
    "own": (
        _("Une nouvelle adresse est valable dès que le lien que nous y envoyons est ouvert."),
        _("Si vous changez le numéro, nous y envoyons d’abord un code pour le vérifier."),
    ),
}
"""Descriptions of the questions about e-mail address and phone, by whose data the form changes."""


@cache
def member_schema(who: str) -> colander.SchemaNode:
    """A person of the company; ``who`` is a key of :data:`HINTS`. Cached: the schema holds no answers."""
    email, phone = HINTS[who]
    roles = [(role, ROLES[role], RIGHTS[role]) for role in ("collaborator", "manager")]
    return colander.Schema(
        children=[
            *name_nodes(),
            Choice(roles, name="role", title=_("Rôle"), default="collaborator"),
            Email(name="email", title=_("Adresse e-mail"), description=email, autocomplete="off"),
            SwissMobile(name="phone", title=_("Téléphone portable suisse"), description=phone, autocomplete="off"),
        ]
    )


@cache
def bank_account_schema() -> colander.SchemaNode:
    """A bank account of the company. Cached: the schema holds no answers."""
    return colander.Schema(
        children=[
            Text(
                40,
                name="label",
                title=_("Désignation"),
                description=_("Pour reconnaître ce compte dans vos factures, par exemple Compte courant."),
            ),
            Iban(
                name="iban",
                title=_("IBAN"),
                description=_("Compte en Suisse ou au Liechtenstein. Un QR-IBAN est possible."),
            ),
            Text(
                70,
                name="account_holder",
                title=_("Titulaire du compte"),
                description=_("Seulement si le compte n’est pas au nom de votre société."),
                optional=True,
            ),
        ]
    )
