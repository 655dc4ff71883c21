"""New drafts: their first answers. A form that is opened shows them; they are stored with the first answer."""

from datetime import date, datetime
from typing import Any

from guichet import clock
from guichet.declaration import InvoiceType, copied_cstruct, initial_cstruct
from guichet.invoices.evaluation import DETAILS
from guichet.invoices.header import has_saved_account, header_form_of, offered_decisions
from guichet.invoices.header_form import OTHER, SAVED
from guichet.invoices.invoice_numbers import proposed_number
from guichet.invoices.models import Invoice
from guichet.invoices.states import EDITABLE
from guichet.issuers.models import Beneficiary, Company, Issuer
from guichet.store.models import new_id
from guichet.values import day


def new_draft(
    issuer: Issuer,
    beneficiary: Beneficiary,
    invoice_type: InvoiceType,
    *,
    author: str,
    now: datetime,
    office_code: str,
    draft_id: str = "",
    source: Invoice | None = None,
) -> Invoice:
    """A draft that is not stored: with the saved account and decision, and the answers of ``source`` that are copied.

    It has its place in the tree, so that it can be evaluated and shown like a stored one. ``office_code`` is that of
    the desk: a decision of another office is not chosen beforehand.
    """
    today = clock.local(now).date()
    answers = _first_answers(issuer, beneficiary, invoice_type, today, office_code)
    if source is not None:
        answers = _copied(source, answers, issuer, beneficiary, invoice_type, today, office_code)
    draft = Invoice(
        type_id=invoice_type.id,
        # That of the copied answers: the form says that it has changed since.
        type_version=source.type_version if source else invoice_type.version,
        beneficiary_id=beneficiary.id,
        cstruct=answers,
        author=author,
        now=now,
    )
    draft.__parent__, draft.__name__ = issuer.invoices, draft_id or new_id()
    return draft


def can_be_copied(invoice: Invoice) -> bool:
    """Whether a new invoice can start from this one: it was sent, and is not with the sender for a correction."""
    return bool(invoice.revisions) and invoice.state not in EDITABLE


def preferred_decision(beneficiary: Beneficiary, office_code: str) -> str:
    """The decision saved last among those that the form offers; empty without any."""
    offered = offered_decisions(beneficiary, office_code)
    return offered[-1][0] if offered else ""


def first_account(issuer: Issuer, beneficiary: Beneficiary, invoice_type: InvoiceType) -> str:
    """Key of the account that a new invoice chooses: the beneficiary's own or the first of the company.

    The company's comes first where its form says that the supplier is paid (`InvoiceType.pays_supplier`).
    """
    accounts = [one.id for one in issuer.bank_accounts] if isinstance(issuer, Company) else []
    keys = [*([SAVED] if beneficiary.iban else []), *accounts]
    return (accounts or keys or [""])[0] if invoice_type.pays_supplier else (keys or [""])[0]


def _first_answers(
    issuer: Issuer, beneficiary: Beneficiary, invoice_type: InvoiceType, today: date, office_code: str
) -> dict[str, Any]:
    answers = initial_cstruct(header_form_of(issuer))
    answers["payee"]["account"] = first_account(issuer, beneficiary, invoice_type)
    answers["decision"]["choice"] = preferred_decision(beneficiary, office_code)
    if "issue" in answers:
        answers["issue"] = {"number": proposed_number(issuer, today), "date": day.show(today)}
    details = initial_cstruct(invoice_type.form)
    return answers | {DETAILS: {**details, **invoice_type.proposed_answers(today)}}


def _copied(
    source: Invoice,
    first: dict[str, Any],
    issuer: Issuer,
    beneficiary: Beneficiary,
    invoice_type: InvoiceType,
    today: date,
    office_code: str,
) -> dict[str, Any]:
    """The answers of an earlier invoice as each question says; ``first`` are those of a new form."""
    raw = source.cstruct
    copied = copied_cstruct(header_form_of(issuer), raw, today)
    answers = first | {DETAILS: copied_cstruct(invoice_type.form, raw.get(DETAILS), today)}
    # Account and decision belong to a person: those of another one would be wrong.
    if source.beneficiary_id == beneficiary.id:
        answers["payee"] = _payee(source, copied["payee"], issuer, beneficiary) or first["payee"]
        answers["decision"] = _decision(source, copied["decision"], beneficiary, office_code) or first["decision"]
    return answers


def _payee(source: Invoice, copied: dict[str, str], issuer: Issuer, beneficiary: Beneficiary) -> dict[str, str] | None:
    """The account of an earlier invoice; None for one that is no longer saved."""
    iban = source.latest.frozen.header.iban
    accounts = issuer.bank_accounts if isinstance(issuer, Company) else ()
    # One that was typed may have been saved since.
    saved = SAVED if iban == beneficiary.iban else next((one.id for one in accounts if one.iban == iban), "")
    if saved:
        return dict.fromkeys(copied, "") | {"account": saved}
    if copied["account"] not in ("", OTHER):
        return None
    return copied | {"account": OTHER if has_saved_account(issuer, beneficiary) else ""}


def _decision(
    source: Invoice, copied: dict[str, str], beneficiary: Beneficiary, office_code: str
) -> dict[str, str] | None:
    """The decision of an earlier invoice; None for one that is no longer saved."""
    number, offered = source.latest.frozen.header.decision_number, offered_decisions(beneficiary, office_code)
    if any(number == saved for saved, _label in offered):
        return dict.fromkeys(copied, "") | {"choice": number}
    if copied["choice"] not in ("", OTHER):
        return None
    return copied | {"choice": OTHER if offered else ""}
