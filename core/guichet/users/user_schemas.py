"""Questions that registrations, invitations and password forms have in common."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import colander
from translationstring import TranslationString

from guichet.i18n import _
from guichet.tenants import Tenant
from guichet.users import passwords
from guichet.users.models import User
from guichet.web.forms.nodes import Checkbox, Email, Node, Password, SwissMobile

PASSWORD = _("Mot de passe")
REFUSALS = {
    "short": _("Choisissez un mot de passe d’au moins 12 caractères"),
    "long": _("Choisissez un mot de passe d’au plus 256 caractères"),
    "guessable": _("Ce mot de passe est facile à deviner. Ajoutez un ou deux mots sans rapport entre eux"),
}


def person_nodes(tenant: Tenant) -> list[colander.SchemaNode]:
    """E-mail address, password and phone, the same in every registration.

    A weak password is told beside the errors of other answers; `good_password` knows the typed names as well, once
    these are right.
    """
    return [email_node(), new_password_node(words_of_desk(tenant)), phone_node()]


def email_node() -> colander.SchemaNode:
    """The e-mail address a user signs in with."""
    return Email(
        name="email",
        title=_("Adresse e-mail"),
        description=_("Vous vous connecterez avec cette adresse, et nous y envoyons nos messages."),
        autocomplete="email",
    )


def phone_node() -> colander.SchemaNode:
    """The mobile phone that receives the codes."""
    return SwissMobile(
        name="phone",
        title=_("Téléphone portable suisse"),
        description=_("Pour vous connecter, vous recevrez un code d’accès sur ce téléphone."),
        autocomplete="tel",
    )


def new_password_node(own_words: Iterable[str] = (), title: TranslationString = PASSWORD) -> Node:
    """A new password; with the person's ``own_words`` its strength is checked too, which takes about 10 ms."""
    node = Password(
        passwords.MINIMUM,
        passwords.MAXIMUM,
        name="password",
        title=title,
        description=_("Au moins 12 caractères. Plusieurs mots sont faciles à retenir."),
        missing_msg=_("Choisissez un mot de passe"),
        autocomplete="new-password",
    )
    words = tuple(own_words)
    if words:
        node.validator = partial(_refuse_weak, words)
    return node


def words_of(tenant: Tenant, user: User, organisation: str = "") -> list[str]:
    """Words that attackers try first on a user's password: of the person and of the office (ASVS 5.0, 6.2.11)."""
    own = [user.first_name, user.last_name, organisation, *user.email.replace("@", ".").split(".")]
    return [*own, *words_of_desk(tenant)]


def words_of_desk(tenant: Tenant) -> list[str]:
    """The words in the office's names, e.g. the canton's."""
    return [word for name in tenant.names.values() for word in re.findall(r"\w+", name)]


def _refuse_weak(words: tuple[str, ...], node: colander.SchemaNode, password: str) -> None:
    weakness = passwords.weakness(password, words)
    if weakness:
        raise colander.Invalid(node, REFUSALS[weakness])


def conditions_node() -> colander.SchemaNode:
    """The conditions of use, which have to be accepted."""
    return Checkbox(
        name="conditions",
        title=_("J’accepte les conditions d’utilisation"),
        link=("/conditions", _("Lire les conditions et la protection des données (nouvel onglet)")),
        required=True,
        missing_msg=_("Cochez la case pour accepter les conditions"),
    )


def good_password(tenant: Tenant) -> Callable[[colander.SchemaNode, dict[str, Any]], None]:
    """Validator of a whole registration: the password is accepted by ``passwords.weakness``, with the typed names."""
    return partial(_refuse_weak_registration, words_of_desk(tenant))


def _refuse_weak_registration(words: list[str], node: colander.SchemaNode, answers: dict[str, Any]) -> None:
    represented = answers.get("represented") or {}
    context = [str(answers.get(name) or "") for name in ("first_name", "last_name", "company_name")]
    context += [str(represented.get(name) or "") for name in ("first_name", "last_name")]
    context += str(answers["email"]).replace("@", ".").split(".")
    weakness = passwords.weakness(answers["password"], [*context, *words])
    if weakness:
        problem = colander.Invalid(node)
        problem["password"] = REFUSALS[weakness]
        raise problem
