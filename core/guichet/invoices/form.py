"""The whole form of an invoice: the header every form has, the type's own fields, the remark."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import colander

from guichet.i18n import _
from guichet.invoices.types import InvoiceType
from guichet.issuers.issuer_schemas import bank_nodes, suiting_reference
from guichet.issuers.models import Beneficiary, Company, Issuer
from guichet.plugins import Plugins
from guichet.values import decision_number, iban
from guichet.web.forms.nodes import Choice, Day, DecisionNumber, LongText, Text, YesNo

KEPT = "kept"
"""The account kept with the beneficiary. A company's own accounts are chosen by their ids."""
OTHER = "other"


BUTTONS = frozenset({"send", "save", "attach", "detach", "add", "remove", "file", "kind", "autosave"})
"""Names of the page's own buttons and inputs, which no field may have: a browser sends them all in one list."""


def invoice_schema(plugins: Plugins, invoice_type: InvoiceType, issuer: Issuer, beneficiary: Beneficiary) -> Any:
    """A fresh schema: ``{"payee": …, "decision": …, "issue": …, "details": …, "remark": …}``."""
    children = [_payee(issuer, beneficiary), _decision(beneficiary)]
    if isinstance(issuer, Company):
        children.append(_issue())
    remark = LongText(350, name="remark", title=_("Remarque"), optional=True)
    return colander.Schema(children=[*children, details_schema(plugins, invoice_type), remark])


def details_schema(plugins: Plugins, invoice_type: InvoiceType) -> Any:
    """A fresh schema of the type's own fields, with what the plugins add to them."""
    return _amended(plugins, invoice_type) if plugins.amends_forms else own_details(invoice_type)


@cache
def own_details(invoice_type: InvoiceType) -> Any:
    """The type's own fields, for all desks that add none: nothing changes a schema once it is made."""
    details = _new_details(invoice_type)
    _refuse_names(invoice_type, details)
    return details


def _amended(plugins: Plugins, invoice_type: InvoiceType) -> Any:
    details = _new_details(invoice_type)
    plugins.amend_form(invoice_type, details)
    _refuse_names(invoice_type, details)
    return details


def _new_details(invoice_type: InvoiceType) -> Any:
    details = invoice_type.schema()
    details.name = "details"
    details.title = ""
    return details


def _refuse_names(invoice_type: InvoiceType, node: colander.SchemaNode) -> None:
    for child in node.children:
        if child.name in BUTTONS:
            raise ValueError(f"form {invoice_type.id}: {child.name!r} is the name of a button, no field can have it")
        _refuse_names(invoice_type, child)


def _payee(issuer: Issuer, beneficiary: Beneficiary) -> colander.SchemaNode:
    """To which account the money goes: one that is kept, or one that is typed."""
    nodes = []
    other = {}
    kept = _kept_accounts(issuer, beneficiary)
    if kept:
        choices = [*kept, (OTHER, _("Un autre compte"))]
        nodes = [Choice(choices, name="account", title=_("Compte à créditer"), default=kept[0][0], missing=None)]
        other = {"shown_when": f"account={OTHER}"}
    typed = bank_nodes(optional=False)
    for node in typed:
        node.missing = None
        node.shown_when = other.get("shown_when")
    return colander.Schema(name="payee", children=[*nodes, *typed], validator=_one_account)


def _one_account(node: colander.SchemaNode, answers: dict[str, Any]) -> None:
    """Validator: one of the accounts is chosen, e.g. after the one chosen before was removed, or else one is typed."""
    chosen = answers.get("account")
    if "account" in answers and not chosen and not answers["iban"]:
        problem = colander.Invalid(node)
        problem["account"] = _("Choisissez le compte à créditer")
        raise problem
    if chosen in (None, OTHER):
        suiting_reference(node, answers)


def _kept_accounts(issuer: Issuer, beneficiary: Beneficiary) -> list[tuple[str, str, Any]]:
    """The beneficiary's account and those of the company: key, whose it is, number."""
    kept: list[tuple[str, str, Any]] = []
    if beneficiary.iban:
        kept.append((KEPT, beneficiary.account_holder or beneficiary.name, iban.show(beneficiary.iban)))
    if isinstance(issuer, Company):
        for account in issuer.bank_accounts:
            name, number = account.account_holder or issuer.name, iban.show(account.iban)
            note = _("${iban}, avec N° de référence de paiement", mapping={"iban": number}) if account.is_qr else number
            kept.append((account.id, f"{name}, {account.label}", note))
    return kept


def _decision(beneficiary: Beneficiary) -> colander.SchemaNode:
    """Which decision grants what is invoiced."""
    nodes = []
    when: dict[str, Any] = {}
    if beneficiary.decisions:
        kept = [(number, decision_number.show(number), label) for number, label in beneficiary.decisions]
        choices = [*kept, (OTHER, _("Un autre numéro"))]
        nodes = [
            Choice(
                choices,
                name="choice",
                title=_("Numéro de décision"),
                default=kept[-1][0],
                missing=None,
                as_list=False,
            )
        ]
        when = {"shown_when": f"choice={OTHER}"}
    number = DecisionNumber(
        name="number",
        title=_("Numéro de décision"),
        description=_("14 chiffres, imprimés sur la décision ou la communication de l’office."),
        missing=None,
        **when,
    )
    label = Text(60, name="label", title=_("Description"), optional=True, **when)
    remember = YesNo(name="remember", title=_("Enregistrer le numéro de décision"), default=True, **when)
    return colander.Schema(name="decision", children=[*nodes, number, label, remember])


def _issue() -> colander.SchemaNode:
    """Number and date of a company's own invoice."""
    return colander.Schema(
        name="issue",
        children=[
            Text(35, name="number", title=_("Numéro de facture"), width="w-m", row="issue", missing=None),
            Day(name="date", title=_("Date de la facture"), row="issue", missing=None),
        ],
    )


def first_answers(schema: colander.SchemaNode) -> str:
    """The answers of a new draft."""
    return json.dumps(schema.serialize(colander.null))


def deserialize_partial(node: colander.SchemaNode, cstruct: Any) -> Any:
    """What can be understood of raw answers, ``None`` for the rest: for running totals of a half-filled form."""
    if isinstance(node.typ, colander.Mapping):
        given = cstruct if isinstance(cstruct, Mapping) else {}
        return {child.name: deserialize_partial(child, given.get(child.name, colander.null)) for child in node.children}
    if isinstance(node.typ, colander.Sequence):
        return [deserialize_partial(node.children[0], item) for item in cstruct] if isinstance(cstruct, list) else []
    try:
        value = node.deserialize(cstruct)
    except colander.Invalid:
        return None
    return None if value is colander.null else value
