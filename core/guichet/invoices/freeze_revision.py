"""Freezing of an evaluation: the data of a revision, which `guichet.invoices.frozen` reads without the form."""

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from guichet.declaration import Check, Counted, Issue, fingerprint
from guichet.documents.findings import finding_text
from guichet.i18n import Localizer
from guichet.invoices.declared_checks import declared_checks
from guichet.invoices.evaluation import DETAILS, Evaluation
from guichet.invoices.frozen import FORMAT, Texts, pack
from guichet.invoices.models import Attachment
from guichet.invoices.summary import amount_text, text_lists, text_rows


def freeze(evaluation: Evaluation, documents: Iterable[Attachment], localizers: Sequence[Localizer]) -> bytes:
    """The data of a revision as compressed JSON, see `frozen_data`."""
    data = frozen_data(evaluation, documents, localizers)
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())


def frozen_data(
    evaluation: Evaluation, documents: Iterable[Attachment], localizers: Sequence[Localizer]
) -> dict[str, Any]:
    """The data of a revision: its facts, and its texts in the languages of ``localizers``.

    ``documents`` are those attached, ``localizers`` one for each language of the desk, the sender's first. Raises
    ``TypeError`` for an answer that could not be read back exactly.
    """
    invoice_type, details = evaluation.invoice_type, evaluation.details

    # Texts are translated here: `TranslationString` is a ``str``, and JSON would drop domain and values silently.
    def texts(text: Any) -> Texts:
        return {localize.language: localize(text) for localize in localizers}

    kinds = {attachment.kind: attachment.label for attachment in invoice_type.attachments}
    return {
        "format": FORMAT,
        "type": [invoice_type.id, invoice_type.version],
        "fingerprint": fingerprint(invoice_type),
        "title": texts(invoice_type.title),
        "languages": [localize.language for localize in localizers],
        "header": evaluation.header.as_data(),
        "answers": pack(details.appstruct),
        "total": evaluation.total,
        "rates": [rate.key for rate in details.amounts.rates],
        "terms": [
            (term.path, term.code, term.amount, {one.language: amount_text(term, one) for one in localizers})
            for term in details.amounts.terms
        ],
        "service_days": [
            (one.path, one.first.isoformat(), one.last.isoformat(), one.last_path) for one in details.service_days
        ],
        "rows": {one.language: text_rows(evaluation, one) for one in localizers},
        "lists": {one.language: text_lists(evaluation, one) for one in localizers},
        "issues": [_issue(issue, texts(issue.message)) for issue in evaluation.issues],
        "checks": [_check(one, texts) for one in declared_checks(evaluation)],
        "counted": [_counted(one, texts(one.label)) for one in details.counted],
        "documents": [_document(one, kinds.get(one.kind, one.kind), texts) for one in documents],
    }


def _document(one: Attachment, kind: Any, texts: Callable[[Any], Texts]) -> tuple[Any, ...]:
    findings = [(code, names, texts(finding_text(code, names))) for code, names in one.findings]
    return (one.id, one.filename, one.kind, texts(kind), one.size, one.pages, one.sha256, findings)


def _counted(one: Counted, labels: Texts) -> tuple[Any, ...]:
    return (*one.key, one.amount, one.most, one.unit, labels, f"{DETAILS}.{one.path}" if one.path else DETAILS)


def _issue(issue: Issue, messages: Texts) -> tuple[Any, ...]:
    return (issue.level, issue.path, issue.code, messages, issue.for_office_only)


def _check(check: Check, texts: Callable[[Any], Texts]) -> tuple[Any, ...]:
    return (check.code, texts(check.title), texts(check.source) if check.source else {})
