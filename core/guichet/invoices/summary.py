"""The answers of a sent revision, read back in sections: the same rows on page, PDF and in the office's review."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guichet.i18n import Localizer, _
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


def read_back(plugins: Plugins, invoice_type: InvoiceType, facts: Facts, data: Any, localize: Localizer) -> Read:
    """The rows of checked answers; fields as paths of the whole form."""
    computation = invoice_type.compute(data)
    rows = [*invoice_type.rows(data, computation, localize)]
    if plugins.amends_forms:
        rows += added_rows(own_details(invoice_type), details_schema(plugins, invoice_type), data, localize)
    details = tuple(Row(row.label, tuple(row.values), f"details.{row.field}") for row in rows)
    return Read(tuple(_header(facts, localize)), details, (_remark(facts, localize),), computation)


def read_revision(plugins: Plugins, invoice_type: InvoiceType, revision: Revision, localize: Localizer) -> Read:
    """The rows of what was sent."""
    data = details_schema(plugins, invoice_type).deserialize(json.loads(revision.answers))
    return read_back(plugins, invoice_type, read_facts(revision.facts), data, localize)


def _header(facts: Facts, localize: Localizer) -> Sequence[Row]:
    born = localize.short_date(date.fromisoformat(facts.birth_date))
    number = decision_number.show(facts.decision_number) if facts.decision_number else ""
    rows = [
        Row(
            localize(_("Bénéficiaire")),
            (f"{facts.beneficiary}, {born}", avs.show(facts.avs), facts.address),
            "beneficiary",
        ),
        Row(localize(_("Numéro de décision")), _filled(number), "decision"),
        Row(localize(_("Compte à créditer")), _user(facts), "payee"),
    ]
    if facts.gln:
        when = localize.short_date(date.fromisoformat(facts.invoice_date))
        rows.insert(1, Row(localize(_("Émetteur")), (facts.issuer, f"GLN {gln.show(facts.gln)}"), "issuer"))
        rows.append(Row(localize(_("Facture")), _filled(facts.invoice_number, when), "issue"))
    return rows


def _user(facts: Facts) -> tuple[str, ...]:
    account = iban.show(facts.iban) if facts.iban else ""
    reference = payment_reference.show(facts.payment_reference) if facts.payment_reference else ""
    return _filled(facts.account_holder, account, reference)


def _remark(facts: Facts, localize: Localizer) -> Row:
    return Row(localize(_("Remarque")), _filled(*facts.remark.splitlines()), "remark")


def _filled(*values: str) -> tuple[str, ...]:
    return tuple(value for value in values if value)
