"""The header of an invoice, from its answers and from the data saved with the beneficiary and the company."""

from datetime import date
from typing import Any

from guichet.declaration import Decision
from guichet.declaration.header import InvoiceHeader
from guichet.invoices.header_form import OTHER, SAVED, CompanyHeaderForm, DecisionAnswers, HeaderForm, PayeeAnswers
from guichet.issuers.models import Beneficiary, Company, Issuer
from guichet.values import decision_number, payment_reference
from guichet.values.name_folding import same_name

Account = tuple[str, str, str]
"""IBAN, account holder, payment reference."""
HEADER_PARTS = {
    "beneficiary": "beneficiary",
    "avs": "beneficiary",
    "birth_date": "beneficiary",
    "address": "beneficiary",
    "issuer": "issuer",
    "gln": "issuer",
    "iban": "payee",
    "account_holder": "payee",
    "payment_reference": "payee",
    "decision_number": "decision",
    "invoice_number": "issue",
    "invoice_date": "issue",
    "remark": "remark",
    "representative": "beneficiary",
}
"""Part of each field of `~guichet.declaration.header.InvoiceHeader`."""


def header_form_of(issuer: Issuer) -> type[HeaderForm]:
    """The questions of the header for the invoices of an issuer."""
    return CompanyHeaderForm if isinstance(issuer, Company) else HeaderForm


def header_of(issuer: Issuer, beneficiary: Beneficiary, answers: Any, today: date) -> InvoiceHeader:
    """The header by the answers, a record of `HeaderForm`, and the data saved today.

    A question without a readable answer gives an empty text; `header_issues` and completeness report it.
    """
    # Only the form of a company has the section.
    issue = getattr(answers, "issue", None)
    iban, account_holder, reference = _account(issuer, beneficiary, answers.payee)
    return InvoiceHeader(
        beneficiary=beneficiary.name,
        avs=beneficiary.avs,
        birth_date=beneficiary.birth_date,
        address=f"{beneficiary.street}, {beneficiary.postcode} {beneficiary.town}",
        issuer=issuer.display_name,
        gln=issuer.gln if isinstance(issuer, Company) else "",
        iban=iban,
        account_holder=account_holder,
        payment_reference=reference,
        decision_number=_decision(beneficiary, answers.decision),
        invoice_number=(issue and issue.number) or "",
        invoice_date=(issue and issue.date) or today,
        remark=answers.remark or "",
        representative=beneficiary.representative.name if beneficiary.representative else "",
    )


def saved_account(issuer: Issuer, beneficiary: Beneficiary, key: str | None) -> Account | None:
    """The account saved under ``key``; None for one that was removed, or when a new one is typed.

    The payment reference of the beneficiary is added where it suits the account: a QR reference goes with a QR-IBAN
    alone (Swiss payment standards).
    """
    if key == SAVED and beneficiary.iban:
        # Without a name it is not known whose account it is: the insured person's name would be a guess.
        iban, name = beneficiary.iban, beneficiary.account_holder
    elif isinstance(issuer, Company) and key and (account := issuer.bank_account(key)):
        iban, name = account.iban, account.account_holder or issuer.display_name
    else:
        return None
    reference = beneficiary.payment_reference
    return iban, name, reference if reference and payment_reference.suits(reference, iban) else ""


def recorded_decision(beneficiary: Beneficiary, number: str) -> Decision | None:
    """What is recorded about the decision with that number; None where nothing is."""
    grant = beneficiary.grant(number)
    if not any(grant):
        return None
    given = grant._asdict()
    # A free text, which no check can read.
    del given["limit"]
    return Decision(number, valid_to=given.pop("valid_until"), **given)


def has_saved_account(issuer: Issuer, beneficiary: Beneficiary) -> bool:
    """Whether the form offers an account to choose."""
    return bool(beneficiary.iban) or (isinstance(issuer, Company) and bool(issuer.bank_accounts))


def pays_company(issuer: Issuer, header: InvoiceHeader) -> bool:
    """Whether the account is the company's: one it has saved, or one in its name."""
    if not isinstance(issuer, Company) or not header.iban:
        return False
    saved = any(account.iban == header.iban for account in issuer.bank_accounts)
    return saved or same_name(header.account_holder, issuer.display_name)


def offered_decisions(beneficiary: Beneficiary, office_code: str) -> list[tuple[str, str]]:
    """Saved decision numbers, with their descriptions, that the form offers: those of the desk's own office.

    Only the office that has decided can check an invoice; a number of another one can still be typed, with a warning.
    """
    return [one for one in beneficiary.decisions if decision_number.office_code(one[0]) == office_code]


def _account(issuer: Issuer, beneficiary: Beneficiary, payee: PayeeAnswers) -> Account:
    typed = (payee.iban or "", payee.account_holder or "", payee.payment_reference or "")
    return saved_account(issuer, beneficiary, payee.account) or typed


def _decision(beneficiary: Beneficiary, decision: DecisionAnswers) -> str:
    """The decision number that was chosen or typed; empty for a chosen one that is no longer saved."""
    if decision.choice and decision.choice != OTHER:
        return decision.choice if any(number == decision.choice for number, _label in beneficiary.decisions) else ""
    return decision.number or ""
