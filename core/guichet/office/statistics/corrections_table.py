"""What was to be corrected: the share of each question and reason, under the words of form and reason list."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial

from pyramid.request import Request

from guichet.declaration import Fields, InvoiceType, Lines, Section
from guichet.i18n import _
from guichet.invoices.corrections import DOCUMENTS
from guichet.invoices.evaluation import DETAILS
from guichet.invoices.event_counting import OWN_WORDS
from guichet.invoices.tally import MIN_CASES, Tally
from guichet.office.reasons.models import CORRECTIONS
from guichet.office.statistics.report import percent

MAX_ROWS = 12
HEADER = {
    "beneficiary": _("Bénéficiaire"),
    "representative": _("Représentant légal"),
    "decision": _("Numéro de décision"),
    "payee": _("Compte à créditer"),
    "issue": _("Facture"),
    "remark": _("Remarque"),
}
"""Rows of the header by the beginning of their path, see `guichet.invoices.summary`."""
MISSING_DOCUMENT = _("Document manquant")
GONE = _("Champ d’un ancien formulaire")


@dataclass(frozen=True)
class CorrectionRow:
    """One question and reason."""

    field: str
    reason: str
    number: int
    share: int
    """Percent of all marks."""
    width: int
    """Percent of the longest bar."""


def correction_rows(request: Request, types: Mapping[str, Tally]) -> list[CorrectionRow]:
    """The most frequent first; behind them in one row all others, among them those of few cases.

    The same question of several forms is one row. None at all below `~guichet.invoices.tally.MIN_CASES` marks.
    """
    found = Counter[tuple[str, str]]()
    # Looked up once each: a year has some hundreds of pairs of ten fields and ten reasons.
    reason_title, field_label = cache(partial(_reason_title, request)), cache(partial(_field_label, request))
    for type_id, tally in types.items():
        for (field, reason), number in tally.marks.items():
            found[field_label(type_id, field), reason_title(reason)] += number
    total = sum(found.values())
    if total < MIN_CASES:
        return []
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [(*labels, number) for labels, number in ordered[:MAX_ROWS] if number >= MIN_CASES]
    others = [number for _labels, number in ordered[len(shown) :] if number]
    if others:
        localize = request.localize
        several = localize.plural(len(others), _("${n} motif"), _("${n} motifs"))
        shown.append((localize(_("Autres champs")), several, sum(others)))
    longest = max(number for _field, _reason, number in shown)
    return [CorrectionRow(*one, percent(one[2], total), percent(one[2], longest)) for one in shown]


def _reason_title(request: Request, reason: str) -> str:
    localize = request.localize
    if reason == OWN_WORDS:
        return str(localize(_("Motif écrit librement")))
    listed = request.root[CORRECTIONS].get(reason)
    # Under one title: what a reason said that the office has removed is not kept.
    return listed.in_language(localize.language).title if listed else str(localize(_("Motif retiré de la liste")))


def _field_label(request: Request, type_id: str, field: str) -> str:
    first, _dot, rest = field.partition(".")
    invoice_type = request.desk.plugins.known_types.get(type_id)
    if first == DOCUMENTS:
        label = _document(invoice_type, rest) if rest else MISSING_DOCUMENT
    elif first == DETAILS:
        label = _question(invoice_type, rest) if invoice_type else GONE
    else:
        label = HEADER.get(first, GONE)
    return str(request.localize(label))


def _document(invoice_type: InvoiceType | None, kind: str) -> str:
    attachments = invoice_type.attachments if invoice_type else ()
    label: str = next((one.label for one in attachments if one.kind == kind), GONE)
    return label


def _question(invoice_type: InvoiceType, path: str) -> str:
    """The label of the innermost question on the path that the form still has."""
    record: type[Fields] | None = invoice_type.form
    label: str = GONE
    for name in path.split("."):
        question = record.fields.get(name) if record is not None else None
        if question is None:
            return label
        label = question.label or label
        record = (
            question.line
            if isinstance(question, Lines)
            else question.content
            if isinstance(question, Section)
            else None
        )
    return label
