"""The facts about people and accounts that an invoice states beside its own fields."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from guichet.holders.models import Beneficiary, Company, Holder
from guichet.invoices.form import KEPT, OTHER


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


def facts_of(holder: Holder, beneficiary: Beneficiary, answers: Mapping[str, Any], today: date) -> Facts:
    """The facts as the answers and the beneficiary's data have them today."""
    payee, decision, issue = answers["payee"], answers["decision"], answers.get("issue") or {}
    kept = payee.get("account") == KEPT
    number = decision.get("choice")
    return Facts(
        beneficiary=beneficiary.name,
        avs=beneficiary.avs,
        birth_date=beneficiary.birth_date.isoformat(),
        address=f"{beneficiary.street}, {beneficiary.postcode} {beneficiary.town}",
        issuer=holder.display_name,
        gln=holder.gln if isinstance(holder, Company) else "",
        iban=beneficiary.iban if kept else payee["iban"] or "",
        account_holder=(beneficiary.account_holder if kept else payee["account_holder"]) or beneficiary.name,
        payment_reference=beneficiary.payment_reference if kept else payee["payment_reference"] or "",
        decision_number=number if number and number != OTHER else decision["number"] or "",
        invoice_number=issue.get("number") or "",
        invoice_date=(issue.get("date") or today).isoformat(),
        remark=answers["remark"] or "",
    )


def read_facts(text: str) -> Facts:
    """The facts of a revision."""
    return Facts(**json.loads(text))
