"""Fingerprint of a form: what may be answered and how it is checked, without its look.

Included: names and order (paths of errors and the paper follow it), kinds, limits, choices, conditions, nesting,
initial values, service days, kinds of document. Not included: labels, help, layout, messages, names of classes, rates,
and the code of functions, which stored samples cover. A form whose fingerprint changes needs a new version; the version
itself is not hashed, since it is the key of ``fingerprints.json``.
"""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from guichet.declaration.conditions import Answer, Condition
from guichet.declaration.fields import Field, Fields, Leaf
from guichet.declaration.form_tree import content_of
from guichet.declaration.invoice_type import InvoiceType


def fingerprint(invoice_type: InvoiceType) -> str:
    """SHA-256 over the canonical description, in hexadecimal digits."""
    text = json.dumps(describe(invoice_type), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def describe(invoice_type: InvoiceType) -> dict[str, Any]:
    """The hashed description of a form, as JSON data. ``a & b`` and ``b & a`` differ in it."""
    return {
        "type": invoice_type.id,
        "form": _form(invoice_type.form),
        "attachments": [
            [each.kind, each.required if each.when is None else _condition(each.when)]
            for each in invoice_type.attachments
        ],
    }


def _form(form: type[Fields]) -> list[dict[str, Any]]:
    return [_question(field) for field in form.fields.values()]


def _question(field: Field[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": field.name, "kind": type(field).__name__}
    found |= {fact: _plain(getattr(field, fact)) for fact in field.facts}
    for option, value in (("required", field.required), ("relevant", field.relevant)):
        if isinstance(value, Condition):
            found[option] = _condition(value)
        elif value is True:
            found[option] = True
    if isinstance(field, Leaf) and field.initial is not None:
        found["initial"] = field.initial_cstruct()
    inner = content_of(field)
    return found if inner is None else found | {"content": _form(inner)}


def _condition(condition: Condition) -> list[Any]:
    return condition.to_json(_relative)


def _relative(answer: Answer) -> str:
    return f"{answer.level}/{answer.name}"


def _plain(value: Any) -> Any:
    # The keys of the choices: their labels may be reworded.
    if isinstance(value, Mapping):
        return list(value)
    return str(value) if isinstance(value, Decimal) else value
