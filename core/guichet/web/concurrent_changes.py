"""Two people who change the same stored record: no older page overwrites what another has saved since.

The form carries a digest of each answer that it showed. What only one of the two has changed is merged; a question that
both have changed is shown again, with what is stored now. The draft of an invoice has a page of its own for this,
`guichet.invoices.conflict_page`.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import colander
from translationstring import TranslationString

from guichet import clock
from guichet.audit.audit_log import latest_change
from guichet.i18n import _
from guichet.store.models import Portal
from guichet.web.forms.field import Field

CONTROL = "shown"
"""Name of the hidden input with the digests."""
OTHERS_ANSWER = _(
    "Entre-temps, « ${answer} » a été enregistré ici ${origin}. Vérifiez votre réponse et enregistrez-la encore une "
    "fois"
)
CHANGED = _("Cette réponse a été modifiée entre-temps ${origin}. Vérifiez la vôtre et enregistrez-la encore une fois")
EMPTIED = _("Cette réponse a été effacée entre-temps ${origin}. Vérifiez la vôtre et enregistrez-la encore une fois")
BY_COLLEAGUE = _("par ${name} à ${time}")
ON_OWN_PAGE = _("depuis une autre de vos pages")
ON_ANOTHER_PAGE = _("depuis une autre page")
"""Without an entry of the audit log, e.g. once its author's account is closed."""
_LENGTH = 12
"""Characters of a digest: it tells an answer from an earlier one, and protects nothing."""


def flat(cstruct: Mapping[str, Any], inside: str = "") -> dict[str, Any]:
    """The raw answers by the path of their question, ``fr.heading``; a list of lines counts as one answer."""
    found: dict[str, Any] = {}
    for name, answer in cstruct.items():
        found |= flat(answer, f"{inside}{name}.") if isinstance(answer, Mapping) else {f"{inside}{name}": answer}
    return found


def nested(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The opposite of `flat`."""
    cstruct: dict[str, Any] = {}
    for path, answer in answers.items():
        *around, name = path.split(".")
        place = cstruct
        for part in around:
            place = place.setdefault(part, {})
        place[name] = answer
    return cstruct


def digests(answers: Mapping[str, Any]) -> dict[str, str]:
    """A digest of each raw answer."""
    return {path: _digest(answer) for path, answer in answers.items()}


def written(shown: Mapping[str, str]) -> str:
    """Digests as the text of the hidden input."""
    return " ".join(f"{name}:{digest}" for name, digest in shown.items())


def read(text: str) -> dict[str, str]:
    """The digests in a posted text; for anything else none, so that the answers count as they were typed."""
    pairs = (one.partition(":") for one in text.split())
    return {name: digest for name, _colon, digest in pairs}


def merge(
    shown: Mapping[str, str], stored: Mapping[str, Any], typed: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The answers to store, and the paths of the questions that were changed here and elsewhere; all by path.

    :param shown: digests of what the page showed.
    :param stored: the raw answers that are stored now.
    :param typed: the raw answers of the page.
    """
    merged, conflicts, now, own = dict(typed), [], digests(stored), digests(typed)
    for name, before in shown.items():
        if name not in now or name not in own or before == now[name] or own[name] == now[name]:
            continue
        if own[name] == before:
            merged[name] = stored[name]
        else:
            conflicts.append(name)
    return merged, conflicts


def agree(field: Field, typed: Any, stored: Any) -> bool:
    """Whether two raw answers to a question are one answer in two spellings, e.g. an IBAN with and without blanks."""
    node = field.schema
    try:
        return bool(node.typ.deserialize(node, typed) == node.typ.deserialize(node, stored))
    except colander.Invalid:
        return False


def origin(portal: Portal, target: str, reader: str) -> TranslationString:
    """Who has changed the object with the id ``target`` last, and when; ``reader`` is the id of the signed-in user."""
    change = latest_change(portal, target)
    if change is not None and change.actor == reader:
        return ON_OWN_PAGE
    author = portal["users"].get(change.actor) if change is not None else None
    if change is None or author is None:
        return ON_ANOTHER_PAGE
    return BY_COLLEAGUE % {"name": author.name, "time": clock.local(change.moment).time()}


def problem(field: Field, stored: Any, origin: TranslationString) -> TranslationString:
    """The message at a question that another page has answered otherwise; ``origin`` as from `origin`."""
    if not stored:
        return EMPTIED % {"origin": origin}
    labels = {offer.key: offer.label for offer in getattr(field.schema, "choices", ())}
    if not isinstance(stored, str):
        return CHANGED % {"origin": origin}
    return OTHERS_ANSWER % {"answer": labels.get(stored, stored), "origin": origin}


def _digest(answer: Any) -> str:
    # A browser posts the lines of a long text with CR LF (HTML standard, 4.10.21.4), whatever was stored.
    text = json.dumps(answer, sort_keys=True, default=str).replace("\\r\\n", "\\n")
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
