"""The forms of this room: registrations and beneficiaries."""

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

import colander
from translationstring import TranslationString

from guichet import clock
from guichet.i18n import _
from guichet.issuers.office_names import is_office_name
from guichet.tenants import Tenant
from guichet.users.user_schemas import conditions_node, good_password, person_nodes
from guichet.values import iban as iban_value
from guichet.values import payment_reference
from guichet.web.forms.nodes import (
    Avs,
    Choice,
    Day,
    DecisionNumber,
    Gln,
    Iban,
    Name,
    PaymentReference,
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
        *grouped(ACCESS, person_nodes()),
        *grouped(CONSENT, [conditions_node()]),
    ]
    return colander.Schema(children=nodes, validator=good_password(tenant))


def _refuse_office(tenant: Tenant, node: colander.SchemaNode, name: str) -> None:
    """A company under an office's name would invite people, and answer to the office, as if it were one."""
    if is_office_name(name, tenant.names.values()):
        raise colander.Invalid(node, _("Ce nom est celui d’un office. Écrivez le nom de votre société"))


def insured_schema(tenant: Tenant) -> colander.SchemaNode:
    """An insured person that registers; the fields of the office's user guide, in its order."""
    nodes = [
        *grouped(ACCESS, person_nodes()),
        *grouped(PERSONAL_DATA, _insured_nodes("own")),
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
        name="represented", title=_("La personne que vous représentez"), heading=True, children=_insured_nodes()
    )
    # The page asks for two names, so the labels tell them apart.
    names = name_nodes("own", (_("Votre prénom"), _("Votre nom")))
    nodes = [
        *grouped(YOURSELF, [*names, relation]),
        *grouped(ACCESS, person_nodes()),
        represented,
        *grouped(CONSENT, [conditions_node()]),
    ]
    return colander.Schema(children=nodes, validator=good_password(tenant))


def _insured_nodes(complete: str = "") -> list[colander.SchemaNode]:
    """AVS number, name, birth date and address of the insured person."""
    (country,) = _own(complete, "country")
    return [
        _avs(),
        Choice(TITLES, name="salutation", title=_("Titre"), inline=True),
        *name_nodes(complete),
        _birth_date(complete),
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


def beneficiary_schema(company_ibans: Collection[str] = ()) -> colander.SchemaNode:
    """A beneficiary: personal data, one decision to start with, bank details.

    ``company_ibans`` are the accounts of the company that invoices; the payment reference may be for one of those.
    """
    person = [*name_nodes(), _birth_date(), _avs(), *address_nodes()]
    decision = [
        DecisionNumber(
            name="decision_number",
            title=_("Numéro de décision"),
            description=_("14 chiffres, imprimés sur la décision ou la communication de l’office."),
            optional=True,
        ),
        Text(60, name="decision_label", title=_("Description de la décision"), optional=True),
    ]
    bank = bank_nodes(optional=True)
    # The description of the question speaks of the beneficiary's own IBAN only.
    if company_ibans:
        bank[-1].description = _("Il est transmis lors du paiement si le compte à créditer est un QR-IBAN.")
    return colander.Schema(children=[*person, *decision, *bank], validator=partial(_suiting_one, company_ibans))


def bank_nodes(optional: bool) -> list[colander.SchemaNode]:
    """IBAN, account holder and payment reference: where an invoice is paid to."""
    wanted = {"optional": True} if optional else {}
    return [
        Iban(name="iban", title=_("IBAN"), description=_("Compte en Suisse ou au Liechtenstein."), **wanted),
        Text(
            70,
            name="account_holder",
            title=_("Titulaire du compte"),
            description=_("Le nom inscrit sur le compte, par exemple celui de la personne assurée."),
            optional=True,
        ),
        PaymentReference(
            name="payment_reference",
            title=_("N° de référence de paiement"),
            description=_("Nécessaire si l’IBAN est un QR-IBAN."),
            optional=True,
        ),
    ]


def suiting_reference(node: colander.SchemaNode, answers: dict[str, Any]) -> None:
    """Validator: a QR-IBAN has a QR reference, another IBAN has none of that kind (Swiss payment standards)."""
    iban, reference = answers.get("iban"), answers.get("payment_reference")
    if iban and not payment_reference.suits(reference, iban):
        problem = colander.Invalid(node)
        problem["payment_reference"] = (
            _("Supprimez ce numéro : il ne va qu’avec un QR-IBAN")
            if reference
            else _("Saisissez les 27 chiffres de la référence de la QR-facture")
        )
        raise problem


def _suiting_one(company_ibans: Collection[str], node: colander.SchemaNode, answers: dict[str, Any]) -> None:
    """Validator: the reference suits the beneficiary's own account, or one of the company's."""
    reference, own = answers.get("payment_reference"), answers.get("iban")
    # The reference may belong to a QR-IBAN of the company, to which its invoices are paid.
    for_company = reference and any(payment_reference.suits(reference, iban) for iban in company_ibans)
    if not for_company or (own and iban_value.is_qr(own)):
        suiting_reference(node, answers)


def _avs() -> colander.SchemaNode:
    return Avs(
        name="avs",
        title=_("N° assuré"),
        description=_(
            "Commence par 756. Ce numéro est disponible sur votre carte d’assurance-maladie ou sur notre "
            "correspondance."
        ),
        width="w-m",
    )


def _birth_date(complete: str = "") -> colander.SchemaNode:
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
