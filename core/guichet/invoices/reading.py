"""An invoice as the pages need it: its type, schema, answers, amounts and what the checks say."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from guichet.invoices.facts import Facts, facts_of
from guichet.invoices.form import deserialize_partial, details_schema, invoice_schema
from guichet.invoices.header_checks import find_problems, required_proofs
from guichet.invoices.lists import InvoiceRow, history_of
from guichet.invoices.models import Invoice
from guichet.invoices.types import CheckContext, Claim, Computation, EarlierClaim, InvoiceType, Problem, Proof
from guichet.issuers.models import Beneficiary, Company, Issuer
from guichet.plugins import Plugins
from guichet.store.models import find

MAX_EARLIER = 50
"""How many earlier claims of a beneficiary the checks for repetition look at."""


class EarlierClaims(Sequence[EarlierClaim]):
    """Earlier claims that are read when a check first looks at them: showing the form needs none."""

    def __init__(self, read: Callable[[], tuple[EarlierClaim, ...]]) -> None:
        self._read = read

    @cached_property
    def _claims(self) -> tuple[EarlierClaim, ...]:
        return self._read()

    def __getitem__(self, index: Any) -> Any:
        return self._claims[index]

    def __len__(self) -> int:
        return len(self._claims)


@dataclass(frozen=True)
class Reading:
    """One invoice on one day at one desk; made for a request, worked out on demand."""

    plugins: Plugins
    invoice: Invoice
    today: date

    @cached_property
    def invoice_type(self) -> InvoiceType:
        """The declaration the invoice was started with."""
        return self.plugins.invoice_type(self.invoice.type_id, self.invoice.type_version)

    @cached_property
    def issuer(self) -> Issuer:
        """Whose invoice it is."""
        issuer: Issuer = find(self.invoice, Issuer)
        return issuer

    @cached_property
    def beneficiary(self) -> Beneficiary:
        """Whom it is for, also after the company has taken the person off its list."""
        found: Beneficiary = self.issuer.beneficiaries[self.invoice.beneficiary_id]
        return found

    @cached_property
    def schema(self) -> Any:
        """The whole form."""
        return invoice_schema(self.plugins, self.invoice_type, self.issuer, self.beneficiary)

    @cached_property
    def details_schema(self) -> Any:
        """The type's own part of the form, which also reads what was sent."""
        return details_schema(self.plugins, self.invoice_type)

    @cached_property
    def raw(self) -> dict[str, Any]:
        """The raw answers kept so far."""
        answers: dict[str, Any] = json.loads(self.invoice.answers)
        return answers

    def understood(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """What can be understood of raw answers; ``None`` for the rest."""
        answers: dict[str, Any] = deserialize_partial(self.schema, raw)
        return answers

    def compute(self, answers: Mapping[str, Any]) -> Computation:
        """The amounts, as far as the answers tell."""
        return self.invoice_type.compute(answers["details"])

    def facts(self, answers: Mapping[str, Any]) -> Facts:
        """The header of checked answers."""
        return facts_of(self.issuer, self.beneficiary, answers, self.today)

    def claim(self, answers: Mapping[str, Any]) -> Claim:
        """Checked answers as the checks see them."""
        facts = self.facts(answers)
        return Claim(
            type_id=self.invoice.type_id,
            beneficiary_birth_date=self.beneficiary.birth_date,
            decision_number=facts.decision_number,
            invoice_date=date.fromisoformat(facts.invoice_date),
            data=answers["details"],
            computation=self.compute(answers),
            attachment_kinds=frozenset(document.kind for document in self.invoice.documents),
        )

    def problems(self, answers: Mapping[str, Any]) -> list[Problem]:
        """What the checks say of checked answers."""
        company = isinstance(self.issuer, Company)
        claim, facts = self.claim(answers), self.facts(answers)
        return find_problems(self.plugins, self.invoice_type, claim, self.context, facts, company)

    def proofs(self, answers: Mapping[str, Any]) -> list[Proof]:
        """What has to be attached, as far as the answers tell."""
        return required_proofs(self.plugins, self.invoice_type, self.claim(answers), self.context)

    @cached_property
    def context(self) -> CheckContext:
        """What the checks may compare with."""
        return CheckContext(self.today, self.plugins.tenant.office_code, EarlierClaims(self._earlier))

    def _earlier(self) -> tuple[EarlierClaim, ...]:
        """Other claims of the same type for the same person that the office has not turned down."""

        def counts(invoice_id: str, row: InvoiceRow) -> bool:
            alike = row.type_id == self.invoice.type_id and row.state not in ("refused", "withdrawn")
            return alike and invoice_id != self.invoice.id

        facet = f"for:{self.invoice.beneficiary_id}"
        found = history_of(self.issuer).filtered((facet,), counts, size=MAX_EARLIER)
        return tuple(self._earlier_claim(self.issuer.invoices[invoice_id]) for invoice_id, _row in found.rows)

    def _earlier_claim(self, other: Invoice) -> EarlierClaim:
        other_type = self.plugins.invoice_type(other.type_id, other.type_version)
        data = details_schema(self.plugins, other_type).deserialize(json.loads(other.latest.answers))
        first, last = other_type.service_period(data)
        number = json.loads(other.latest.facts)["decision_number"]
        return EarlierClaim(other.reference, number, data, first, last)
