"""The forms of this room: registrations and beneficiaries."""

from typing import Any

import colander

from guichet import clock
from guichet.i18n import _
from guichet.identity.schemas import conditions_node, good_password, person_nodes
from guichet.values import payment_reference
from guichet.web.forms.nodes import (
    Avs,
    Choice,
    Day,
    DecisionNumber,
    Gln,
    Iban,
    PaymentReference,
    Postcode,
    Text,
)

TITLES = (("f", _("Femme")), ("m", _("Homme")), ("x", _("Sans indication")))


def address_nodes() -> list[colander.SchemaNode]:
    """A Swiss postal address."""
    return [
        Text(70, name="street", title=_("Rue et numéro"), autocomplete="address-line1"),
        Postcode(name="postcode", title=_("NPA"), autocomplete="postal-code", width="w-km", row="town"),
        Text(35, name="town", title=_("Localité"), autocomplete="address-level2", width="w-m", row="town"),
    ]


def name_nodes(complete: str = "") -> list[colander.SchemaNode]:
    """First and last name; 35 characters each is what the payment file holds."""
    extra = {"autocomplete": "given-name"} if complete else {}
    family = {"autocomplete": "family-name"} if complete else {}
    return [
        Text(35, name="first_name", title=_("Prénom"), width="w-m", row="name", **extra),
        Text(35, name="last_name", title=_("Nom"), width="w-m", row="name", **family),
    ]


def company_schema() -> colander.SchemaNode:
    """A company that registers, with its first person, who becomes « Gérant »."""
    gln = Gln(
        name="gln",
        title=_("GLN"),
        description=_("13 chiffres, au nom de votre société. Vous pouvez en demander un auprès de HCI Solutions."),
    )
    company = [Text(70, name="company_name", title=_("Nom de la société"), autocomplete="organization"), gln]
    nodes = [*company, *address_nodes(), *name_nodes("own"), *person_nodes(), conditions_node()]
    return colander.Schema(children=nodes, validator=good_password)


def insured_schema() -> colander.SchemaNode:
    """An insured person that registers; the fields of the guide, in its order."""
    about = [
        _avs(),
        Choice(TITLES, name="salutation", title=_("Titre"), inline=True),
        *name_nodes("own"),
        _birth_date(),
        *address_nodes(),
        Choice([("CH", _("Suisse"))], name="country", title=_("Pays"), as_list=True, default="CH", width="w-m"),
    ]
    return colander.Schema(children=[*person_nodes(), *about, conditions_node()], validator=good_password)


def beneficiary_schema() -> colander.SchemaNode:
    """A beneficiary: personal data, one decision to start with, bank details."""
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
    return colander.Schema(children=[*person, *decision, *bank_nodes(optional=True)], validator=suiting_reference)


def bank_nodes(optional: bool) -> list[colander.SchemaNode]:
    """Where the money goes."""
    wanted = {"optional": True} if optional else {}
    return [
        Iban(name="iban", title=_("IBAN"), description=_("Compte en Suisse ou au Liechtenstein."), **wanted),
        Text(
            70,
            name="account_holder",
            title=_("Titulaire du compte"),
            description=_("Seulement si le compte n’est pas au nom de la personne assurée."),
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


def _birth_date() -> colander.SchemaNode:
    return Day(
        name="birth_date",
        title=_("Date de naissance"),
        description=_("Par exemple 14.10.1984"),
        missing_msg=_("Saisissez la date de naissance"),
        validator=_born,
    )


def _born(node: colander.SchemaNode, value: Any) -> None:
    if value >= clock.today():
        raise colander.Invalid(node, _("La date de naissance doit être dans le passé, par exemple 14.10.1984"))
