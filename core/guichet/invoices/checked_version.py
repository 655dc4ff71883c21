"""The version of what a check page shows: everything that the sending would freeze, without its texts.

Data saved with the beneficiary or the company, rates and checks count as much as the answers: another person may change
each of them while the check page is open.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import Any

from translationstring import TranslationString

from guichet.i18n import _
from guichet.invoices.evaluation import Evaluation
from guichet.invoices.freeze_revision import frozen_data
from guichet.invoices.header import HEADER_PARTS
from guichet.invoices.models import Attachment

OTHER = "form"
"""Part of every frozen fact that `PARTS` and `HEADER_PARTS` do not name."""
LABELS = {
    "beneficiary": _("Bénéficiaire"),
    "issuer": _("Émetteur"),
    "payee": _("Compte à créditer"),
    "decision": _("Numéro de décision"),
    "issue": _("Facture"),
    "remark": _("Remarque"),
    "details": _("Prestations"),
    "total": _("Total"),
    "documents": _("Documents"),
    "issues": _("Points à vérifier"),
    OTHER: _("Formulaire"),
}
"""The parts of an invoice that a check page names when they have changed."""
PARTS = {
    "answers": "details",
    "service_days": "details",
    "terms": "total",
    "total": "total",
    "rates": "total",
    "counted": "total",
    "documents": "documents",
    "issues": "issues",
}
"""Part of each key of the frozen data."""
_DIGITS = 16
"""Of each digest: 64 bits."""


def checked_version(evaluation: Evaluation, documents: Iterable[Attachment]) -> str:
    """The version as the check page posts it: one digest for each part in the order of `LABELS`, with dots between."""
    # Without a language the data has its facts alone: a check page is not out of date in another language.
    return version_of(frozen_data(evaluation, documents, ()))


def version_of(data: dict[str, Any]) -> str:
    """The version of the data of a revision in no language."""
    parts: dict[str, list[Any]] = {part: [] for part in LABELS}
    for name, fact in data["header"].items():
        parts[HEADER_PARTS.get(name, OTHER)].append((name, fact))
    # What the office alone sees would be a change that the page cannot show.
    shown = data | {"issues": [issue for issue in data["issues"] if not issue[-1]]}
    for name, fact in shown.items():
        if name != "header":
            parts[PARTS.get(name, OTHER)].append((name, fact))
    return ".".join(_digest(facts) for facts in parts.values())


def changed_parts(shown: str, current: str) -> Collection[TranslationString]:
    """The labels of the parts that differ; none for a version that no check page has shown."""
    before, after = shown.split("."), current.split(".")
    if len(before) != len(after):
        return ()
    return [label for label, old, new in zip(LABELS.values(), before, after, strict=True) if old != new]


def _digest(facts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:_DIGITS]
