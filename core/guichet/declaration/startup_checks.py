"""Checks of an invoice type when a desk starts, so that its mistakes do not wait for a page to fail.

Every message names type, question or method, and remedy. All messages are given at once.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from traceback import walk_tb
from typing import Any

from translationstring import TranslationString

from guichet.declaration.attachments import AttachmentKind
from guichet.declaration.browser import browser_json
from guichet.declaration.checks import DOCUMENTS, FIVE_YEARS, TWELVE_MONTHS
from guichet.declaration.containers import Lines
from guichet.declaration.context import CheckContext
from guichet.declaration.correction_reasons import CorrectionReason
from guichet.declaration.evaluation import DetailsEvaluation, evaluate
from guichet.declaration.fields import Fields
from guichet.declaration.fingerprint import describe
from guichet.declaration.form_checks import check_form, condition_messages, has_service_day
from guichet.declaration.form_tree import Place, places
from guichet.declaration.invoice_type import InvoiceType
from guichet.declaration.issues import LEVELS, Check
from guichet.declaration.kinds import Text
from guichet.declaration.rates import RATES_FILE
from guichet.declaration.reading import serialize
from guichet.declaration.samples import samples

SAMPLE_DAY = date(2026, 11, 28)
"""Day of the samples. Fixed, so that a desk that starts today also starts tomorrow."""
_NUMBER = re.compile(r"\.\d+(?=\.|$)")


def check_invoice_type(invoice_type: InvoiceType) -> list[str]:
    """Every message about a type; empty when it is in order."""
    named = f"invoice type {invoice_type.id or type(invoice_type).__name__}"
    form = getattr(invoice_type, "form", None)
    if not (isinstance(form, type) and issubclass(form, Fields)):
        return [f"{named}: form is {form!r}; write class form(Fields): with the questions"]
    found = [*_stated(invoice_type), *check_form(form), *_attachments(invoice_type), *_rates(invoice_type)]
    # A form with mistakes would only fail again in every sample.
    if not found:
        found += dict.fromkeys(_evaluated(invoice_type))
    return [f"{named}: {message}" for message in found]


def _stated(invoice_type: InvoiceType) -> Iterator[str]:
    if not isinstance(invoice_type.id, str) or not invoice_type.id:
        yield f"id is {invoice_type.id!r}; give the official form number, e.g. '318.632'"
    if type(invoice_type.version) is not int or invoice_type.version < 1:
        yield f"version is {invoice_type.version!r}; give a number from 1"
    yield from _texts(invoice_type)
    yield from _correction_reasons(invoice_type)
    yield from _checks(invoice_type)
    if invoice_type.lapses_after not in (FIVE_YEARS, TWELVE_MONTHS):
        yield f"lapses_after is {invoice_type.lapses_after!r}; give FIVE_YEARS or TWELVE_MONTHS"
    if invoice_type.claimed_twice not in LEVELS:
        yield f"claimed_twice is {invoice_type.claimed_twice!r}; give 'error' or 'warning'"
    own_days = type(invoice_type).service_days is not InvoiceType.service_days
    if not own_days and not has_service_day(invoice_type.form):
        yield "no question says when the benefit was provided; give a Day or Month service_day=True"


def _texts(invoice_type: InvoiceType) -> Iterator[str]:
    for name in ("title", "purpose"):
        text = getattr(invoice_type, name, None)
        if not isinstance(text, TranslationString):
            yield f"{name} is {text!r}; give a text wrapped into _()"
    if isinstance(invoice_type.advice, str) or not all(isinstance(t, TranslationString) for t in invoice_type.advice):
        yield "advice is a tuple of texts, each wrapped into _(); mind the comma after a single one"


def _correction_reasons(invoice_type: InvoiceType) -> Iterator[str]:
    reasons = invoice_type.correction_reasons
    if isinstance(reasons, CorrectionReason) or not all(isinstance(one, CorrectionReason) for one in reasons):
        yield "correction_reasons is a tuple of CorrectionReason(…); mind the comma after a single one"
        return
    for title, text in reasons:
        if not (isinstance(title, TranslationString) and isinstance(text, TranslationString)):
            yield f"CorrectionReason({title!r}, …): wrap title and text into _()"


def _checks(invoice_type: InvoiceType) -> Iterator[str]:
    checks = invoice_type.checks
    if isinstance(checks, Check) or not all(isinstance(one, Check) for one in checks):
        yield "checks is a tuple of Check(…); mind the comma after a single one"
        return
    for code, title, source in checks:
        if not (isinstance(title, TranslationString) and isinstance(source, TranslationString | None)):
            yield f"Check({code!r}, {title!r}, …): wrap title and source into _()"


def _attachments(invoice_type: InvoiceType) -> Iterator[str]:
    if not isinstance(invoice_type.attachments, tuple):
        yield "attachments is a tuple; mind the comma after a single AttachmentKind(…)"
        return
    kinds: set[str] = set()
    for each in invoice_type.attachments:
        if not isinstance(each, AttachmentKind):
            yield f"attachments holds {each!r}; use AttachmentKind(kind, label)"
            continue
        if each.kind in kinds:
            yield f"attachment {each.kind!r} is declared twice; yield further reasons in required_attachments()"
        kinds.add(each.kind)
        for message in _attachment_messages(each, invoice_type.form):
            yield f"attachment {each.kind!r}: {message}"


def _attachment_messages(attachment: AttachmentKind, form: type[Fields]) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", attachment.kind):
        yield "a kind is lower case letters, digits and underscores"
    texts = (attachment.label, attachment.reason or attachment.label)
    if not all(isinstance(text, TranslationString) for text in texts):
        yield "wrap label and reason into _()"
    if attachment.required and attachment.when is not None:
        yield "is always required and has a condition; remove one of both"
    if attachment.when is not None:
        # The condition of a document reads the answers of the form, like that of a question beside them.
        beside = Place(Text(attachment.label), (("", form),))
        for message in condition_messages(attachment.when, beside):
            yield f"when: {message}"


def _rates(invoice_type: InvoiceType) -> Iterator[str]:
    # Reads the file, which is otherwise first read by an invoice.
    try:
        len(invoice_type.rate_table.rows)
    except (ValueError, OSError, ImportError) as problem:
        yield f"{RATES_FILE} of {invoice_type.rate_table.package}: {problem}"


def _evaluated(invoice_type: InvoiceType) -> Iterator[str]:
    known = _known_patterns(invoice_type.form)
    # Computed for the exceptions they may raise.
    json.dumps(describe(invoice_type))
    browser_json(invoice_type.form)
    raised: set[str] = set()
    for description, cstruct in samples(invoice_type.form, SAMPLE_DAY):
        context = CheckContext(SAMPLE_DAY, SAMPLE_DAY)
        try:
            yield from _sample_messages(evaluate(invoice_type, cstruct, context), known, description)
        # Of every kind, since the code is a plugin's: it becomes one message among the others, which stop the start.
        except Exception as problem:
            place = _place(problem, type(invoice_type).__module__.partition(".")[0])
            # One mistake fails with many samples; the first one is enough to find it.
            if (fault := f"{place}{problem!r}") not in raised:
                raised.add(fault)
                kind = type(problem).__name__
                yield f"{place}{kind} with {description}: {problem}; answers may be None, amounts are whole Rappen"


def _place(problem: Exception, package: str) -> str:
    """File, line and name of the innermost function of a package that an error went through, before a message."""
    frames = [(frame, line) for frame, line in walk_tb(problem.__traceback__)
              if frame.f_globals.get("__name__", "").partition(".")[0] == package]  # fmt: skip
    if not frames:
        return ""
    frame, line = frames[-1]
    return f"{frame.f_code.co_filename}, line {line}, {frame.f_code.co_qualname}: "


def _sample_messages(evaluation: DetailsEvaluation, known: frozenset[str], description: str) -> Iterator[str]:
    for path in evaluation.errors:
        yield f"{path}: the sample of its kind cannot be read with {description}; check its limits"
    for name, paths in (
        ("amounts()", [term.path for term in evaluation.amounts.terms]),
        ("check()", [issue.path for issue in evaluation.issues if issue.path != DOCUMENTS]),
        ("service_days()", [service.path for service in evaluation.service_days]),
        ("counted()", [one.path for one in evaluation.counted]),
    ):
        for path in paths:
            if _NUMBER.sub(".*", path) not in known:
                yield f"{name} names {path!r}, which is no path of the form; use line.field('name') or the line itself"
    form = evaluation.invoice_type.form
    again = evaluate(evaluation.invoice_type, serialize(form, evaluation.appstruct), evaluation.context)
    if again.appstruct != evaluation.appstruct:
        yield f"answers do not survive being shown and read again with {description}"
    # Computed for the exceptions it may raise.
    len(evaluation.summary)


def _known_patterns(form: type[Fields]) -> frozenset[str]:
    lines: list[Any] = [f"{place.pattern}.*" for place in places(form) if isinstance(place.field, Lines)]
    return frozenset(["", *lines, *(place.pattern for place in places(form))])
