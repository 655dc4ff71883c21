"""The index and the manifest of a batch: what is in it, in a form for people (CSV) and one for machines (JSON)."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from guichet.clock import local
from guichet.desk import Desk
from guichet.documents.csv_file import Cell, csv_file
from guichet.i18n import Localizer
from guichet.invoices.frozen import FrozenRevision, FrozenTerm
from guichet.invoices.models import Invoice
from guichet.issuers.models import Issuer
from guichet.office.batches.batch_texts import CHECKS, COLUMNS, SENDERS
from guichet.office.batches.models import Batch, BatchedInvoice
from guichet.store.models import Portal, find
from guichet.tenants import in_language
from guichet.values import avs, decision_number, gln, iban, payment_reference

CURRENCY = "CHF"
GROUPED: Mapping[str, Callable[[str], str]] = {
    "decision_number": decision_number.show,
    "avs": avs.show,
    "gln": gln.show,
    "iban": iban.show,
    "payment_reference": payment_reference.show,
}
"""Columns with many digits, in groups in the CSV: Excel would round 27 of them, and show 13 as 7.6E+12."""
MOMENTS = ("sent_at", "accepted_at")
Row = Mapping[str, Any]


def index_row(desk: Desk, portal: Portal, batch: Batch, one: BatchedInvoice, invoice: Invoice) -> dict[str, Any]:
    """The row of an invoice: texts and whole numbers, amounts in francs as text, lists for lines and checks."""
    revision = invoice.latest
    frozen = revision.frozen
    accepted = next((event for event in reversed(invoice.events) if event.transition == "accept"), None)
    return {
        "batch": batch.number,
        "reference": invoice.reference,
        "office_code": desk.tenant.office_code,
        "form": frozen.type_id,
        "form_version": frozen.type_version,
        "issuer_kind": find(invoice, Issuer).kind,
        **_header(frozen),
        "currency": CURRENCY,
        **_amounts(invoice, batch.language),
        "lines": len(frozen.terms),
        "line_summary": [_line(term, frozen, batch.language) for term in frozen.terms],
        "documents": len(frozen.documents),
        "checks": [
            {"code": issue.code, "level": issue.level, "finding": frozen.text(issue.messages, batch.language)}
            for issue in frozen.issues
        ],
        "sent_at": _moment(revision.sent),
        "accepted_by": user_name(portal, accepted.actor) if accepted else "",
        "accepted_at": _moment(accepted.moment) if accepted else "",
        "file": one.filename,
    }


def _amounts(invoice: Invoice, language: str) -> dict[str, Any]:
    """What was asked for, what the office has completed, what is paid; and the checks that it has overridden."""
    override = invoice.accepted_override
    completions, checks = (override.completions, override.checks) if override else ((), ())
    return {
        "asked": francs(invoice.latest.total),
        "completed": [
            {"position": in_language(one.labels, language), "amount": francs(one.amount)} for one in completions
        ],
        "completed_because": override.explanation if override else "",
        "total": francs(invoice.total),
        "overridden": [{"code": one.code, "finding": one.text} for one in checks],
        "overridden_because": override.reason if override else "",
    }


def _header(frozen: FrozenRevision) -> dict[str, str]:
    """Whose invoice it is, for which decision and period, and where the money goes."""
    header, days = frozen.header, frozen.service_days
    return {
        "decision_number": header.decision_number,
        "avs": header.avs,
        "insured": header.beneficiary,
        "birth_date": header.birth_date.isoformat(),
        "period_from": min(day.first for day in days).isoformat() if days else "",
        "period_to": max(day.last for day in days).isoformat() if days else "",
        "invoice_number": header.invoice_number,
        "invoice_date": header.invoice_date.isoformat(),
        "issuer": header.issuer,
        "gln": header.gln,
        "representative": header.representative,
        "address": header.address,
        # No name beside an account whose holder was not given: the one of the insured person stands for itself.
        "payee": header.account_holder,
        "iban": header.iban,
        "payment_reference": header.payment_reference,
        "remark": header.remark,
    }


def _line(term: FrozenTerm, frozen: FrozenRevision, language: str) -> dict[str, str]:
    formula = {"calculation": frozen.text(term.formulas, language)} if term.formulas else {}
    return {"code": term.code, **formula, "amount": francs(term.amount)}


def index_json(rows: list[Row]) -> bytes:
    """The index for machines."""
    return _json({"format": 1, "invoices": rows})


def index_csv(rows: list[Row], localize: Localizer) -> bytes:
    """The index for people: one line per invoice, in words of the language of ``localize`` and without codes."""
    headings = [localize(title) for title in COLUMNS.values()]
    return csv_file([headings, *([_cell(name, row[name], localize) for name in COLUMNS] for row in rows)])


def manifest(desk: Desk, portal: Portal, batch: Batch, rows: list[Row], files: Mapping[str, bytes]) -> bytes:
    """What belongs to the batch, with the SHA-256 of each file, the checks made, totals, and the code.

    ``files`` are those beside the invoices' own, whose hashes the rows have.
    """
    localize = desk.localizer(batch.language)
    by_form = Counter[str]()
    for row in rows:
        by_form[row["form"]] += rappen(row["total"])
    hashes = {row["file"]: row["sha256"] for row in rows} | {name: sha256(content) for name, content in files.items()}
    return _json(
        {
            "format": 1,
            "code": batch.code,
            "batch": batch.number,
            "office": {"code": desk.tenant.office_code, "name": desk.tenant.names[desk.tenant.languages[0]]},
            "started": _moment(batch.made),
            "started_by": user_name(portal, batch.made_by),
            "invoices": len(rows),
            "currency": CURRENCY,
            "total": francs(sum(by_form.values())),
            "total_by_form": {form: francs(total) for form, total in sorted(by_form.items())},
            "checks": [{"check": localize(text), "passed": len(rows)} for text in CHECKS.values()],
            "sha256": dict(sorted(hashes.items())),
        }
    )


def user_name(portal: Portal, user_id: str) -> str:
    """The name of a user; empty for one who no longer exists."""
    user = portal["users"].get(user_id)
    return user.name if user is not None else ""


def sha256(content: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def francs(amount: int) -> str:
    """Rappen as francs with two decimals, e.g. ``"1234.50"``: what every program reads as a number."""
    return str((Decimal(amount) / 100).quantize(Decimal("0.01")))


def rappen(text: str) -> int:
    """The amount that `francs` wrote."""
    return int(Decimal(text) * 100)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _cell(name: str, value: Any, localize: Localizer) -> Cell:
    """A value of a row as one cell; each entry of a list is a line of it."""
    if isinstance(value, list):
        return "\n".join(", ".join(_words(entry)) for entry in value)
    if name in GROUPED and value:
        return GROUPED[name](value)
    if name in MOMENTS and value:
        moment = datetime.fromisoformat(value)
        return f"{localize.short_date(moment)} {moment:%H:%M}"
    if name == "issuer_kind":
        return localize(SENDERS[value])
    return Decimal(value) if name in ("asked", "total") else value


def _words(entry: Mapping[str, str]) -> list[str]:
    """An entry of a list without what speaks to programs; a calculation says its amount itself."""
    codes = {"code", "level", "amount"} if "calculation" in entry else {"code", "level"}
    return [text for name, text in entry.items() if name not in codes]


def _moment(moment: datetime) -> str:
    return local(moment).isoformat(timespec="seconds")
