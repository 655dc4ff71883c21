"""The answers of a sent revision, read back in sections: the same rows on page, PDF and in the office's review."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guichet.i18n import Speaker, _
from guichet.invoices.added_rows import added_rows
from guichet.invoices.facts import Facts, read_facts
from guichet.invoices.form import details_schema, own_details
from guichet.invoices.models import Revision
from guichet.invoices.types import Computation, InvoiceType, Row
from guichet.plugins import Plugins
from guichet.values import avs, decision_number, gln, iban, payment_reference


@dataclass(frozen=True)
class Read:
    """A set of answers read back."""

    header: tuple[Row, ...]
    details: tuple[Row, ...]
    closing: tuple[Row, ...]
    computation: Computation

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in the order of the form."""
        return (*self.header, *self.details, *self.closing)


def read_back(plugins: Plugins, invoice_type: InvoiceType, facts: Facts, data: Any, say: Speaker) -> Read:
    """The rows of checked answers; fields as paths of the whole form."""
    computation = invoice_type.compute(data)
    rows = [*invoice_type.rows(data, computation, say)]
    if plugins.amends_forms:
        rows += added_rows(own_details(invoice_type), details_schema(plugins, invoice_type), data, say)
    details = tuple(Row(row.label, tuple(row.values), f"details.{row.field}") for row in rows)
    return Read(tuple(_header(facts, say)), details, (_remark(facts, say),), computation)


def read_revision(plugins: Plugins, invoice_type: InvoiceType, revision: Revision, say: Speaker) -> Read:
    """The rows of what was sent."""
    data = details_schema(plugins, invoice_type).deserialize(json.loads(revision.answers))
    return read_back(plugins, invoice_type, read_facts(revision.facts), data, say)


def _header(facts: Facts, say: Speaker) -> Sequence[Row]:
    born = say.short_date(date.fromisoformat(facts.birth_date))
    number = decision_number.show(facts.decision_number) if facts.decision_number else ""
    rows = [
        Row(
            say(_("Bénéficiaire")), (f"{facts.beneficiary}, {born}", avs.show(facts.avs), facts.address), "beneficiary"
        ),
        Row(say(_("Numéro de décision")), _filled(number), "decision"),
        Row(say(_("Compte à créditer")), _account(facts), "payee"),
    ]
    if facts.gln:
        when = say.short_date(date.fromisoformat(facts.invoice_date))
        rows.insert(1, Row(say(_("Émetteur")), (facts.issuer, f"GLN {gln.show(facts.gln)}"), "issuer"))
        rows.append(Row(say(_("Facture")), _filled(facts.invoice_number, when), "issue"))
    return rows


def _account(facts: Facts) -> tuple[str, ...]:
    account = iban.show(facts.iban) if facts.iban else ""
    reference = payment_reference.show(facts.payment_reference) if facts.payment_reference else ""
    return _filled(facts.account_holder, account, reference)


def _remark(facts: Facts, say: Speaker) -> Row:
    return Row(say(_("Remarque")), _filled(*facts.remark.splitlines()), "remark")


def _filled(*values: str) -> tuple[str, ...]:
    return tuple(value for value in values if value)
