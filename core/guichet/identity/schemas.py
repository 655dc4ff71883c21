"""The forms of this room, and the answers that every registration has in common."""

from typing import Any

import colander

from guichet.i18n import _
from guichet.identity import passwords
from guichet.web.forms.nodes import Email, Password, SwissMobile, Text, YesNo

REFUSALS = {
    "short": _("Choisissez un mot de passe d’au moins 12 caractères"),
    "long": _("Choisissez un mot de passe d’au plus 256 caractères"),
    "guessable": _("Ce mot de passe est facile à deviner. Ajoutez un ou deux mots sans rapport entre eux"),
}


def sign_in_schema() -> colander.SchemaNode:
    """E-mail and password."""
    return colander.Schema(
        children=[
            Email(name="email", title=_("Adresse e-mail"), autocomplete="username"),
            Password(name="password", title=_("Mot de passe"), autocomplete="current-password"),
        ]
    )


def code_schema() -> colander.SchemaNode:
    """The code of the text message: one field, blanks allowed, no limit that cuts a pasted text."""
    return colander.Schema(
        children=[
            Text(
                30,
                name="code",
                title=_("Code"),
                missing_msg=_("Saisissez le code à 6 chiffres"),
                autocomplete="one-time-code",
                inputmode="numeric",
                width="w-code",
            )
        ]
    )


def person_nodes() -> list[colander.SchemaNode]:
    """How to reach and recognise a person, the same in every registration."""
    return [
        Email(
            name="email",
            title=_("Adresse e-mail"),
            description=_("Vous vous connecterez avec cette adresse, et nous y envoyons nos messages."),
            autocomplete="email",
        ),
        Password(
            passwords.MINIMUM,
            passwords.MAXIMUM,
            name="password",
            title=_("Mot de passe"),
            description=_("Au moins 12 caractères. Plusieurs mots sont faciles à retenir."),
            autocomplete="new-password",
        ),
        SwissMobile(
            name="phone",
            title=_("Téléphone portable suisse"),
            description=_("Pour vous connecter, vous recevrez un code d’accès sur ce téléphone."),
            autocomplete="tel",
        ),
    ]


def conditions_node() -> colander.SchemaNode:
    """The one box that has to be ticked."""
    return YesNo(
        name="conditions",
        title=_("J’accepte les conditions d’utilisation"),
        description=_("Vous les trouvez au bas de chaque page."),
        must=True,
        missing_msg=_("Cochez la case pour accepter les conditions"),
    )


def good_password(node: colander.SchemaNode, answers: dict[str, Any]) -> None:
    """Validator of a whole registration: the password is long enough and not made of the person's own words."""
    context = [str(answers.get(name) or "") for name in ("first_name", "last_name", "company_name")]
    context += str(answers["email"]).replace("@", ".").split(".")
    weakness = passwords.weakness(answers["password"], context)
    if weakness:
        problem = colander.Invalid(node)
        problem["password"] = REFUSALS[weakness]
        raise problem
