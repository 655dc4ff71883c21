"""The questions of the registrations, which the pages of a person ask again."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import colander
from translationstring import TranslationString

from guichet import clock
from guichet.i18n import _
from guichet.issuers.office_names import has_foreign_letters, is_office_name
from guichet.tenants import Tenant
from guichet.users.user_schemas import conditions_node, good_password, person_nodes
from guichet.web.forms.nodes import (
    Avs,
    Choice,
    Day,
    Gln,
    Name,
    Postcode,
    Text,
)

NAMES = (_("Prénom"), _("Nom"))
REPRESENTATIONS = (
    ("parent", _("Père ou mère")),
    ("guardian", _("Curatelle")),
    ("other", _("Autre représentant légal")),
)
TITLES = (("f", _("Femme")), ("m", _("Homme")), ("x", _("Sans indication")))
COMPANY = _("Votre société")
CONTACT = _("Personne de contact")
ACCESS = _("Votre accès au guichet")
PERSONAL_DATA = _("Informations personnelles")
YOURSELF = _("Vos propres données")
CONSENT = _("Conditions d’utilisation")


def grouped(section: TranslationString, nodes: Iterable[colander.SchemaNode]) -> list[colander.SchemaNode]:
    """The questions, for one heading of the page."""
    found = list(nodes)
    for node in found:
        node.section = section
    return found


def address_nodes(complete: str = "") -> list[colander.SchemaNode]:
    """A Swiss postal address. A ``complete`` that is not empty says that it is the user's own, for ``autocomplete``."""
    street, postcode, town = _own(complete, "address-line1", "postal-code", "address-level2")
    return [
        Text(70, name="street", title=_("Rue et numéro"), autocomplete=street),
        Postcode(name="postcode", title=_("NPA"), autocomplete=postcode, width="w-km", row="town"),
        Text(35, name="town", title=_("Localité"), autocomplete=town, width="w-m", row="town"),
    ]


def name_nodes(complete: str = "", titles: tuple[Any, Any] = NAMES) -> list[colander.SchemaNode]:
    """First and last name; ``complete`` as for `address_nodes`. 35 characters each are what the payment file holds."""
    first, last = _own(complete, "given-name", "family-name")
    return [
        Name(35, name="first_name", title=titles[0], width="w-m", row="name", autocomplete=first),
        Name(35, name="last_name", title=titles[1], width="w-m", row="name", autocomplete=last),
    ]


def _own(complete: str, *tokens: str) -> tuple[str, ...]:
    """The tokens for ``autocomplete`` (WCAG 1.3.5); « off » for another person, whose data no browser holds."""
    return tokens if complete else ("off",) * len(tokens)


def company_schema(tenant: Tenant) -> colander.SchemaNode:
    """A company that registers, with its first person, who becomes « Gérant »."""
    gln = Gln(
        name="gln",
        title=_("GLN"),
        description=_("13 chiffres, au nom de votre société. Vous pouvez en demander un auprès de HCI Solutions."),
    )
    name = Name(
        70,
        name="company_name",
        title=_("Nom de la société"),
        autocomplete="organization",
        validator=partial(_refuse_office, tenant),
    )
    company = [name, gln]
    nodes = [
        *grouped(COMPANY, [*company, *address_nodes("own")]),
        *grouped(CONTACT, name_nodes("own")),
        *grouped(ACCESS, person_nodes(tenant)),
        *grouped(CONSENT, [conditions_node()]),
    ]
    return colander.Schema(children=nodes, validator=good_password(tenant))


def _refuse_office(tenant: Tenant, node: colander.SchemaNode, name: str) -> None:
    """A company under an office's name would invite people, and answer to the office, as if it were one."""
    if has_foreign_letters(name):
        raise colander.Invalid(node, _("Écrivez le nom en lettres latines, comme au registre du commerce"))
    if is_office_name(name, tenant.names.values()):
        raise colander.Invalid(node, _("Ce nom est celui d’un office. Écrivez le nom de votre société"))


def insured_schema(tenant: Tenant) -> colander.SchemaNode:
    """An insured person that registers; the fields of the office's user guide, in its order."""
    nodes = [
        *grouped(ACCESS, person_nodes(tenant)),
        *grouped(PERSONAL_DATA, insured_nodes("own")),
        *grouped(CONSENT, [conditions_node()]),
    ]
    return colander.Schema(children=nodes, validator=good_password(tenant))


def representative_schema(tenant: Tenant) -> colander.SchemaNode:
    """A legal representative that registers: their own data, then those of the insured person under ``represented``."""
    relation = Choice(
        REPRESENTATIONS,
        name="representation",
        title=_("Votre lien avec la personne"),
        missing_msg=_("Choisissez votre lien avec la personne"),
    )
    represented = colander.Schema(
        name="represented", title=_("La personne que vous représentez"), heading=True, children=insured_nodes()
    )
    # The page asks for two names, so the labels tell them apart.
    names = name_nodes("own", (_("Votre prénom"), _("Votre nom")))
    nodes = [
        *grouped(YOURSELF, [*names, relation]),
        *grouped(ACCESS, person_nodes(tenant)),
        represented,
        *grouped(CONSENT, [conditions_node()]),
    ]
    return colander.Schema(children=nodes, validator=good_password(tenant))


def insured_nodes(complete: str = "") -> list[colander.SchemaNode]:
    """AVS number, name, birth date and address of the insured person."""
    (country,) = _own(complete, "country")
    return [
        avs_node(),
        Choice(TITLES, name="salutation", title=_("Titre"), inline=True),
        *name_nodes(complete),
        birth_date_node(complete),
        *address_nodes(complete),
        # A question of the office's user guide; the desk takes Swiss addresses only.
        Choice(
            [("CH", _("Suisse"))],
            name="country",
            title=_("Pays"),
            as_list=True,
            default="CH",
            width="w-m",
            autocomplete=country,
        ),
    ]


def avs_node() -> colander.SchemaNode:
    """The AVS number of the insured person."""
    return Avs(
        name="avs",
        title=_("N° assuré"),
        description=_(
            "Commence par 756. Ce numéro est disponible sur votre carte d’assurance-maladie ou sur notre "
            "correspondance."
        ),
        width="w-m",
    )


def birth_date_node(complete: str = "") -> colander.SchemaNode:
    """The birth date of the insured person; ``complete`` as for `name_nodes`."""
    (birthday,) = _own(complete, "bday")
    return Day(
        autocomplete=birthday,
        name="birth_date",
        title=_("Date de naissance"),
        missing_msg=_("Saisissez la date de naissance"),
        validator=_born,
    )


def _born(node: colander.SchemaNode, value: Any) -> None:
    if value >= clock.today():
        raise colander.Invalid(node, _("La date de naissance doit être dans le passé, par exemple 14.10.1984"))
