"""Helpers for the tests of invoice types: evaluation of raw answers, and checks against two files of the plugin.

::

    TYPES = plugin.guichet_invoice_types()
    HERE = Path(__file__).parent


    @pytest.mark.parametrize("invoice_type", TYPES, ids=str)
    def test_declaration_is_in_order(invoice_type):
        assert check_invoice_type(invoice_type) == []


    @pytest.mark.parametrize("invoice_type", TYPES, ids=str)
    def test_samples_come_to_the_stored_rappen(invoice_type):
        assert changed_results(invoice_type, HERE / "samples") == []


    def test_each_version_keeps_its_form():
        assert changed_forms(TYPES, Path(canton_ju.__file__).with_name("fingerprints.json")) == []

`changed_forms` covers what may be answered, `changed_results` the code of ``amounts``, ``check`` and
``required_attachments``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from guichet.declaration import (
    CheckContext,
    DetailsEvaluation,
    InvoiceType,
    check_invoice_type,
    evaluate,
    fingerprint,
    initial_cstruct,
    serialize,
)
from guichet.i18n import Localizer
from guichet.invoices.summary import details_rows

__all__ = [
    "DetailsEvaluation",
    "changed_forms",
    "changed_results",
    "check_invoice_type",
    "evaluate",
    "fingerprint",
    "initial_cstruct",
    "result_of",
    "serialize",
    "texts_of",
]


def changed_forms(invoice_types: Iterable[InvoiceType], file: Path) -> list[str]:
    """Messages with the remedy for every form that differs from its stored version; empty when none does.

    ``file`` holds the fingerprint of each version that was ever released, ``{"318.632@1": "…"}``. Entries are only ever
    added: a draft or a revision of an old version may be met at any time, and its form must still be the same.
    """
    stored: Mapping[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return [message for invoice_type in invoice_types for message in _fingerprint_messages(invoice_type, stored, file)]


def _fingerprint_messages(invoice_type: InvoiceType, stored: Mapping[str, str], file: Path) -> Iterator[str]:
    now, version = fingerprint(invoice_type), invoice_type.version
    released = {int(key.rpartition("@")[2]) for key in stored if key.rpartition("@")[0] == invoice_type.id}
    for earlier in sorted(set(range(1, version)) - released):
        yield f"{_key(invoice_type, earlier)} is missing in {file.name}: entries are only ever added, so put it back"
    later = max(released, default=0)
    if later > version:
        yield f"{_key(invoice_type)}: version {later} is stored in {file.name}; raise version to {later}, or undo"
    elif version not in released:
        yield f'{_key(invoice_type)} is new: add "{_key(invoice_type)}": "{now}" to {file.name}'
    elif stored[_key(invoice_type)] != now:
        yield f"{_key(invoice_type)}: form changed: raise version to {version + 1}, or undo"


def changed_results(invoice_type: InvoiceType, folder: Path) -> list[str]:
    """Messages for every stored sample of the type with another result today; empty when all are as stored.

    ``folder/318.632@1.json`` holds the samples of one version by name::

        {"Two sessions": {"today": "2026-11-28", "attached": ["bill"],
                          "answers": {"lines": [{"day": "14.10.2026", "quantity": "2", "unit_price": "120.45"}]},
                          "result": {"terms": [["lines.0", "", 24090]], "total": 24090, "issues": [],
                                     "required_attachments": ["bill"]}}}

    ``result`` is what `result_of` gives; a sample without one is reported with the result to store.
    """
    file = folder / f"{_key(invoice_type)}.json"
    samples = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if not samples:
        return [f"{_key(invoice_type)} has no samples: store raw answers and what they come to in {file}"]
    return [message for name, sample in samples.items() for message in _result_messages(invoice_type, name, sample)]


def _result_messages(invoice_type: InvoiceType, name: str, sample: Mapping[str, Any]) -> Iterator[str]:
    today = date.fromisoformat(sample["today"])
    context = CheckContext(today=today, filed_on=today, attached=frozenset(sample.get("attached", ())))
    now = result_of(evaluate(invoice_type, sample["answers"], context))
    named = f"{_key(invoice_type)}, {name}"
    if "result" not in sample:
        yield f'{named} is new: add "result": {json.dumps(now)}'
        return
    for part, value in now.items():
        if value != sample["result"].get(part):
            yield f"{named}: {part} {value}, stored {sample['result'].get(part)}: undo, or store it if it is right"


def result_of(evaluation: DetailsEvaluation) -> dict[str, Any]:
    """The result of an evaluation as JSON: terms and total in Rappen, issues, kinds of the documents required."""
    return {
        "terms": [[term.path, term.code, term.amount] for term in evaluation.amounts.terms],
        "total": evaluation.amounts.total,
        "issues": [[issue.level, issue.path, issue.code] for issue in evaluation.issues],
        "required_attachments": [document.kind for document in evaluation.required_attachments],
    }


def texts_of(evaluation: DetailsEvaluation, localize: Localizer) -> list[tuple[str, list[str]]]:
    """Label and lines of each row as a person reads them on check page and PDF, with plain blanks."""
    rows = details_rows(evaluation, localize)
    return [(row.label, [value.replace("\u00a0", " ") for value in row.values]) for row in rows]


def _key(invoice_type: InvoiceType, version: int | None = None) -> str:
    return f"{invoice_type.id}@{invoice_type.version if version is None else version}"
