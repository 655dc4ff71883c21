"""The forms of a beneficiary, in the sections of Berne's guide for companies, 4.3.1."""

from collections.abc import Collection
from functools import partial
from typing import Any

import colander
from translationstring import TranslationString

from guichet.i18n import _
from guichet.issuers.issuer_actions import REPRESENTATIVE_PREFIX
from guichet.issuers.issuer_schemas import (
    PERSONAL_DATA,
    REPRESENTATIONS,
    address_nodes,
    avs_node,
    birth_date_node,
    grouped,
    insured_nodes,
    name_nodes,
)
from guichet.values import iban as iban_value
from guichet.values import payment_reference
from guichet.web.forms.nodes import (
    Amount,
    Choice,
    Day,
    DecisionNumber,
    Email,
    File,
    Iban,
    Name,
    Node,
    PaymentReference,
    Postcode,
    Quantity,
    Text,
)

REPRESENTATIVE = _("Représentant légal")
FOR_WHOM = _("Pour les mineurs et les personnes sous curatelle")
"""Title of the questions about the representative, which are folded away: most people have none."""
DECISION = _("Décision")
BANK_DETAILS = _("Informations bancaires")
POWER_OF_ATTORNEY = _("Procuration")
DEGREES = (("", _("Sans indication")), ("slight", _("Faible")), ("medium", _("Moyenne")), ("severe", _("Grave")))
"""Of helplessness (RAI art. 37)."""
NIGHT_LEVELS = (("", _("Sans indication")), *((key, key) for key in "1234"))
"""Of the flat rate for a night of assistance (RAI art. 39f al. 3)."""
GRANTED = (("", _("Sans indication")), ("yes", _("Oui")), ("no", _("Non")))
_assistance: dict[str, Any] = {"optional": True, "width": "w-m", "group": "extras"}
REQUIRED_OF_REPRESENTATIVE = {
    "relation": _("Choisissez le lien du représentant avec cette personne"),
    "first_name": _("Saisissez le prénom du représentant légal"),
    "last_name": _("Saisissez le nom du représentant légal"),
}
REQUIRED_OF_ADDRESS = {
    "street": _("Saisissez la rue du représentant, ou laissez toute son adresse vide"),
    "postcode": _("Saisissez le NPA du représentant, ou laissez toute son adresse vide"),
    "town": _("Saisissez la localité du représentant, ou laissez toute son adresse vide"),
}


def new_beneficiary_schema(*, asks_reference: bool, company_ibans: Collection[str] = ()) -> colander.SchemaNode:
    """A beneficiary with all of it: person, legal representative, one decision to start with, bank details, power of
    attorney.

    For the last two arguments see `bank_details_schema`.
    """
    nodes = [
        *_record_nodes(asks_reference=asks_reference, for_company=bool(company_ibans)),
        *grouped(POWER_OF_ATTORNEY, power_nodes(optional=True)),
    ]
    validators = (_whole_representative, suiting(company_ibans), partial(in_order, "valid_until"))
    schema = colander.Schema(children=nodes, validator=colander.All(*validators))
    schema.extras_title = FOR_WHOM
    return schema


def imported_schema(company_ibans: Collection[str] = ()) -> colander.SchemaNode:
    """A beneficiary as a row of a file has it: all but the power of attorney. ``company_ibans`` as above."""
    nodes = _record_nodes(asks_reference=True, for_company=bool(company_ibans))
    return colander.Schema(children=nodes, validator=colander.All(_whole_representative, suiting(company_ibans)))


def _record_nodes(*, asks_reference: bool, for_company: bool) -> list[colander.SchemaNode]:
    person = [*name_nodes(), birth_date_node(), avs_node(), *address_nodes()]
    return [
        *grouped(PERSONAL_DATA, person),
        *grouped(REPRESENTATIVE, representative_nodes()),
        *grouped(DECISION, decision_nodes(optional=True)[:2]),
        *grouped(BANK_DETAILS, bank_nodes(asks_reference=asks_reference, for_company=for_company)),
    ]


def person_schema(*, own: bool) -> colander.SchemaNode:
    """« Informations personnelles » of a beneficiary with the legal representative, or of an insured person's ``own``
    record, which has a title and a country instead.
    """
    if own:
        return colander.Schema(children=insured_nodes())
    nodes = [*grouped(PERSONAL_DATA, [*name_nodes(), birth_date_node(), avs_node(), *address_nodes()])]
    nodes += grouped(REPRESENTATIVE, representative_nodes())
    schema = colander.Schema(children=nodes, validator=_whole_representative)
    schema.extras_title = FOR_WHOM
    return schema


def representative_nodes() -> list[colander.SchemaNode]:
    """The legal representative; a person without one leaves all of it empty, folded away."""

    def name(field: str) -> str:
        return f"{REPRESENTATIVE_PREFIX}{field}"

    nodes = [
        Choice(
            [("", _("Pas de représentant légal")), *REPRESENTATIONS],
            name=name("relation"),
            title=_("Lien avec cette personne"),
            as_list=True,
            optional=True,
            width="w-m",
        ),
        Name(35, name=name("first_name"), title=_("Prénom du représentant"), width="w-m", row="rn", optional=True),
        Name(35, name=name("last_name"), title=_("Nom du représentant"), width="w-m", row="rn", optional=True),
        Text(
            70,
            name=name("street"),
            title=_("Rue et numéro du représentant"),
            description=_("Vide si l’adresse est la même."),
            optional=True,
        ),
        Postcode(name=name("postcode"), title=_("NPA du représentant"), width="w-km", row="rt", optional=True),
        Text(35, name=name("town"), title=_("Localité du représentant"), width="w-m", row="rt", optional=True),
        Text(30, name=name("phone"), title=_("Téléphone du représentant"), inputmode="tel", width="w-m", optional=True),
        Email(name=name("email"), title=_("Adresse e-mail du représentant"), optional=True),
    ]
    for node in nodes:
        node.group = "extras"
    return nodes


def decision_schema() -> colander.SchemaNode:
    """A decision number with its description, and what the office granted."""
    children = decision_nodes(optional=False)
    schema = colander.Schema(children=children, validator=partial(in_order, "valid_until"))
    schema.extras_title = _("Contribution d’assistance : montant annuel, nuits, qualifications")
    return schema


def decision_nodes(*, optional: bool) -> list[Node]:
    """Number and description first, then what the office granted, all of it optional."""
    wanted: dict[str, Any] = {"optional": True} if optional else {}
    return [
        DecisionNumber(
            name="decision_number",
            title=_("Numéro de décision"),
            description=_("14 chiffres, imprimés sur la décision ou la communication de l’office."),
            **wanted,
        ),
        Text(60, name="decision_label", title=_("Description de la décision"), optional=True),
        Day(name="valid_from", title=_("Valable dès le"), row="period", optional=True),
        Day(name="valid_until", title=_("Valable jusqu’au"), row="period", optional=True),
        Choice(DEGREES, name="degree", title=_("Degré d’impotence"), as_list=True, width="w-m", optional=True),
        Amount(name="monthly_amount", title=_("Montant par mois"), optional=True),
        Text(60, name="limit", title=_("Autre limite"), description=_("Par exemple 40 trajets."), optional=True),
        Amount(name="yearly_amount", title=_("Montant par année"), row="year", **_assistance),
        Choice(NIGHT_LEVELS, name="night_level", title=_("Degré des nuits"), as_list=True, row="nights", **_assistance),
        Quantity(0, 31, name="nights", title=_("Nuits par mois"), row="nights", **_assistance),
        Choice(GRANTED, name="special_hours", title=_("Qualifications particulières"), as_list=True, **_assistance),
        Choice(GRANTED, name="acute_phase", title=_("Phase aiguë prévue par la décision"), as_list=True, **_assistance),
    ]


def bank_details_schema(*, asks_reference: bool, company_ibans: Collection[str] = ()) -> colander.SchemaNode:
    """IBAN, account holder and payment reference of a beneficiary.

    ``asks_reference``: whether an account that it may be for is a QR-IBAN; other accounts have none. ``company_ibans``
    are those of the company that invoices; the reference may be for one of those.
    """
    nodes = bank_nodes(asks_reference=asks_reference, for_company=bool(company_ibans))
    return colander.Schema(children=nodes, validator=suiting(company_ibans))


def bank_nodes(*, asks_reference: bool, for_company: bool) -> list[Node]:
    """Where an invoice is paid to; all of it optional."""
    reference = PaymentReference(
        name="payment_reference",
        title=_("N° de référence de paiement"),
        description=(
            _("Il est transmis lors du paiement si le compte à créditer est un QR-IBAN.")
            if for_company
            else _("Nécessaire si l’IBAN est un QR-IBAN.")
        ),
        optional=True,
    )
    return [
        Iban(name="iban", title=_("IBAN"), description=_("Compte en Suisse ou au Liechtenstein."), optional=True),
        Text(
            70,
            name="account_holder",
            title=_("Titulaire du compte"),
            description=_("Le nom inscrit sur le compte, par exemple celui de la personne assurée."),
            optional=True,
        ),
        *([reference] if asks_reference else []),
    ]


def power_of_attorney_schema() -> colander.SchemaNode:
    """A power of attorney: its file and its period."""
    return colander.Schema(children=power_nodes(), validator=partial(in_order, "valid_until"))


def power_nodes(*, optional: bool = False) -> list[Node]:
    """The signed document and the days between which it is valid."""
    return [
        File(
            name="file",
            title=_("Procuration signée"),
            description=_("PDF ou photo (JPEG, PNG, HEIC), 10 Mo au plus."),
            optional=optional,
        ),
        Day(name="valid_from", title=_("Valable dès le"), row="period", optional=True),
        Day(
            name="valid_until",
            title=_("Valable jusqu’au"),
            description=_("Vide si elle n’a pas de limite."),
            row="period",
            optional=True,
        ),
    ]


def in_order(path: str, node: colander.SchemaNode, answers: dict[str, Any]) -> None:
    """Validator: a period does not end before it begins; the problem is at the question ``path``."""
    first, last = answers.get("valid_from"), answers.get("valid_until")
    if first and last and last < first:
        _refuse(node, {path: _("Saisissez une date de fin après le début")})


def suiting(company_ibans: Collection[str]) -> Any:
    """Validator: the reference suits the beneficiary's own account, or one of ``company_ibans``."""
    return partial(_suiting_one, company_ibans)


def _suiting_one(company_ibans: Collection[str], node: colander.SchemaNode, answers: dict[str, Any]) -> None:
    reference, own = answers.get("payment_reference"), answers.get("iban")
    # The reference may belong to a QR-IBAN of the company, to which its invoices are paid.
    for_company = reference and any(payment_reference.suits(reference, iban) for iban in company_ibans)
    if not for_company or (own and iban_value.is_qr(own)):
        suiting_reference(node, answers)


def suiting_reference(node: colander.SchemaNode, answers: dict[str, Any]) -> None:
    """Validator: a QR-IBAN has a QR reference, another IBAN has none of that kind (Swiss payment standards)."""
    iban, reference = answers.get("iban"), answers.get("payment_reference")
    if iban and not payment_reference.suits(reference, iban):
        _refuse(
            node,
            {
                "payment_reference": (
                    _("Supprimez ce numéro : il ne va qu’avec un QR-IBAN")
                    if reference
                    else _("Saisissez les 27 chiffres de la référence de la QR-facture")
                )
            },
        )


def _whole_representative(node: colander.SchemaNode, answers: dict[str, Any]) -> None:
    """Validator: a representative has a relation, a name, and all of an address or none of it."""
    given = {
        name.removeprefix(REPRESENTATIVE_PREFIX): value
        for name, value in answers.items()
        if name.startswith(REPRESENTATIVE_PREFIX)
    }
    if not any(given.values()):
        return
    problems: dict[str, TranslationString] = {
        name: message for name, message in REQUIRED_OF_REPRESENTATIVE.items() if not given[name]
    }
    if any(given[name] for name in REQUIRED_OF_ADDRESS):
        problems |= {name: message for name, message in REQUIRED_OF_ADDRESS.items() if not given[name]}
    _refuse(node, {f"{REPRESENTATIVE_PREFIX}{name}": message for name, message in problems.items()})


def _refuse(node: colander.SchemaNode, problems: dict[str, TranslationString]) -> None:
    if not problems:
        return
    asked = {child.name for child in node.children}
    # A forged form with an IBAN twice is asked no reference for the one that counts: the whole form has the message.
    problem = colander.Invalid(node, next((text for name, text in problems.items() if name not in asked), None))
    for name in asked & problems.keys():
        problem[name] = problems[name]
    raise problem
