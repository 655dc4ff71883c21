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
``required_attachments``. ``guichet store-version`` writes both files for a new version of a form.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from guichet.declaration import (
    CheckContext,
    CountedBefore,
    CountedInvoices,
    DetailsEvaluation,
    EarlierInvoice,
    FrozenAnswers,
    InvoiceType,
    check_invoice_type,
    copied_cstruct,
    evaluate,
    fingerprint,
    initial_cstruct,
    serialize,
)
from guichet.declaration.samples import samples as samples_of
from guichet.i18n import Localizer
from guichet.invoices.frozen import pack, unpack
from guichet.invoices.summary import details_rows
from guichet.values.name_folding import name_key

__all__ = [
    "DetailsEvaluation",
    "changed_forms",
    "changed_results",
    "check_invoice_type",
    "copied_cstruct",
    "counted_by",
    "counted_invoices_by",
    "evaluate",
    "fingerprint",
    "initial_cstruct",
    "result_of",
    "serialize",
    "store_fingerprint",
    "store_samples",
    "texts_of",
]

NUMBER_OF_SAMPLES = 3
"""Of the made-up ones, those for a first version: nothing, a new form, everything answered."""


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
    samples = _read_samples(file)
    if not samples:
        return [f"{_key(invoice_type)} has no samples: guichet store-version writes {file}"]
    return [message for name, sample in samples.items() for message in _result_messages(invoice_type, name, sample)]


def _result_messages(invoice_type: InvoiceType, name: str, sample: Mapping[str, Any]) -> Iterator[str]:
    now = result_of(_evaluated(invoice_type, sample))
    named = f"{_key(invoice_type)}, {name}"
    if "result" not in sample:
        yield f'{named} is new: add "result": {json.dumps(now)}'
        return
    for part, value in now.items():
        if value != sample["result"].get(part):
            yield f"{named}: {part} {value}, stored {sample['result'].get(part)}: undo, or store it if it is right"


def store_fingerprint(invoice_type: InvoiceType, file: Path) -> list[str]:
    """Adds the fingerprint of a new version to ``file``; returns the messages of `changed_forms` that stop it."""
    stored: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    with_this = {_key(invoice_type): fingerprint(invoice_type)} | stored
    messages = list(_fingerprint_messages(invoice_type, with_this, file))
    if not messages and with_this.keys() != stored.keys():
        file.write_text(json.dumps(stored | with_this, indent=2) + "\n", encoding="utf-8")
    return messages


def store_samples(invoice_type: InvoiceType, folder: Path, today: date) -> Path:
    """Writes what the samples of the type's version come to, those without a result, and returns their file.

    Without a file for this version, its samples are those of the version before, or made-up answers for a first one.
    A stored result stays as it is: one that differs is the business of `changed_results`.
    """
    file = folder / f"{_key(invoice_type)}.json"
    samples = _read_samples(file) or _first_samples(invoice_type, folder, today)
    new = [sample for sample in samples.values() if "result" not in sample]
    for sample in new:
        sample["result"] = result_of(_evaluated(invoice_type, sample))
    if new:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(_samples_text(samples), encoding="utf-8")
    return file


def _first_samples(invoice_type: InvoiceType, folder: Path, today: date) -> dict[str, dict[str, Any]]:
    before = _read_samples(folder / f"{_key(invoice_type, invoice_type.version - 1)}.json")
    if before:
        return {name: {part: sample[part] for part in sample if part != "result"} for name, sample in before.items()}
    made_up = islice(samples_of(invoice_type.form, today), NUMBER_OF_SAMPLES)
    kinds = [attachment.kind for attachment in invoice_type.attachments]
    return {name: {"today": today.isoformat(), "attached": kinds, "answers": answers} for name, answers in made_up}


def _read_samples(file: Path) -> dict[str, dict[str, Any]]:
    samples: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return samples


def _samples_text(samples: Mapping[str, Mapping[str, Any]]) -> str:
    """JSON with a line for each part of a sample: one line per value would be ten times as long to read."""
    texts = []
    for name, sample in samples.items():
        lines = ",\n".join(f"  {_json(part)}: {_json(value)}" for part, value in sample.items())
        texts.append(f" {_json(name)}: {{\n{lines}\n }}")
    return "{\n" + ",\n".join(texts) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _evaluated(invoice_type: InvoiceType, sample: Mapping[str, Any]) -> DetailsEvaluation:
    today = date.fromisoformat(sample["today"])
    context = CheckContext(today=today, filed_on=today, attached=frozenset(sample.get("attached", ())))
    return evaluate(invoice_type, sample["answers"], context)


def result_of(evaluation: DetailsEvaluation) -> dict[str, Any]:
    """The result of an evaluation as JSON: terms and total in Rappen, issues, kinds of the documents required."""
    return {
        "terms": [[term.path, term.code, term.amount] for term in evaluation.amounts.terms],
        "total": evaluation.amounts.total,
        "issues": [[issue.level, issue.path, issue.code] for issue in evaluation.issues],
        "required_attachments": [document.kind for document in evaluation.required_attachments],
    }


def counted_by(*evaluations: DetailsEvaluation) -> CountedBefore:
    """For a `CheckContext`: what invoices with these evaluations, already sent by the same sender, count."""

    def before(maximum: str, period: str, *, item: str = "", person: str = "") -> int:
        found = (one for evaluation in evaluations for one in evaluation.counted)
        alike = (one for one in found if one.key[:3] == (name_key(person), maximum, name_key(item)))
        return sum(one.amount for one in alike if one.period.startswith(period))

    return before


def counted_invoices_by(*evaluations: DetailsEvaluation) -> CountedInvoices:
    """For a `CheckContext`: those invoices themselves."""

    def found(maximum: str, periods: Iterable[str], *, item: str = "", person: str = "") -> tuple[EarlierInvoice, ...]:
        wanted = tuple(periods)
        return tuple(
            EarlierInvoice("", "", (), FrozenAnswers(unpack(pack(evaluation.appstruct))))
            for evaluation in evaluations
            if any(counted_by(evaluation)(maximum, period, item=item, person=person) for period in wanted)
        )

    return found


def texts_of(evaluation: DetailsEvaluation, localize: Localizer) -> list[tuple[str, list[str]]]:
    """Label and lines of each row as a person reads them on check page and PDF, with plain blanks."""
    rows = details_rows(evaluation, localize)
    return [(row.label, [value.replace("\u00a0", " ") for value in row.values]) for row in rows]


def _key(invoice_type: InvoiceType, version: int | None = None) -> str:
    return f"{invoice_type.id}@{invoice_type.version if version is None else version}"
