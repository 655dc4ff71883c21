"""The facts about people and accounts that an invoice states beside its own fields."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from guichet.invoices.form import KEPT, OTHER
from guichet.issuers.models import Beneficiary, Company, Issuer
from guichet.values import payment_reference


@dataclass(frozen=True)
class Facts:
    """Who, on which account, by which decision; frozen with each revision (header of the official forms)."""

    beneficiary: str
    avs: str
    birth_date: str
    """ISO date."""
    address: str
    issuer: str
    gln: str
    """Empty for an insured person."""
    iban: str
    account_holder: str
    payment_reference: str
    decision_number: str
    invoice_number: str
    """A company's own number; empty for an insured person."""
    invoice_date: str
    """ISO date."""
    remark: str

    def as_json(self) -> str:
        """For a revision."""
        return json.dumps(asdict(self), ensure_ascii=False)


def facts_of(issuer: Issuer, beneficiary: Beneficiary, answers: Mapping[str, Any], today: date) -> Facts:
    """The facts as the answers and the beneficiary's data have them today."""
    decision, issue = answers["decision"], answers.get("issue") or {}
    iban, account_holder, reference = _payee(issuer, beneficiary, answers["payee"])
    number = decision.get("choice")
    return Facts(
        beneficiary=beneficiary.name,
        avs=beneficiary.avs,
        birth_date=beneficiary.birth_date.isoformat(),
        address=f"{beneficiary.street}, {beneficiary.postcode} {beneficiary.town}",
        issuer=issuer.display_name,
        gln=issuer.gln if isinstance(issuer, Company) else "",
        iban=iban,
        account_holder=account_holder,
        payment_reference=reference,
        decision_number=number if number and number != OTHER else decision["number"] or "",
        invoice_number=issue.get("number") or "",
        invoice_date=(issue.get("date") or today).isoformat(),
        remark=answers["remark"] or "",
    )


def _payee(issuer: Issuer, beneficiary: Beneficiary, payee: Mapping[str, Any]) -> tuple[str, str, str]:
    """IBAN, name and reference of the account that was chosen, or else typed.

    The payment reference kept with the beneficiary goes along with any account that a bank takes it for.
    """
    chosen = payee.get("account")
    company_user = issuer.bank_account(chosen) if chosen and isinstance(issuer, Company) else None
    if company_user is not None:
        iban, name = company_user.iban, company_user.account_holder or issuer.display_name
    elif chosen == KEPT:
        iban, name = beneficiary.iban, beneficiary.account_holder or beneficiary.name
    else:
        name = payee["account_holder"] or beneficiary.name
        return payee["iban"] or "", name, payee["payment_reference"] or ""
    kept = beneficiary.payment_reference
    return iban, name, kept if kept and payment_reference.suits(kept, iban) else ""


def read_facts(text: str) -> Facts:
    """The facts of a revision."""
    return Facts(**json.loads(text))
