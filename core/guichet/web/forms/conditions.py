"""Conditions of a form for the browser: one attribute of the ``form`` element, whatever the number of lines.

::

    {"": {"payee.iban": ["in", "payee.account", ["other"]]},
     "details": {"lines.*.km": ["in", "lines.*.means", ["private_car"]]}}

The key is the path of a declared form, whose conditions `guichet.declaration.browser` writes, or ``""`` for all other
questions. ``themes/base/conditions.js`` evaluates them.
"""

import json
from collections.abc import Iterator
from typing import Any

from guichet.web.forms.text_types import LineList


def browser_conditions(schema: Any) -> str:
    """JSON of the conditions in ``schema``; empty when there are none."""
    # Already JSON, made once per declared form: joined below as texts, not decoded and encoded for each page.
    parts = {child.name: child.conditions for child in schema.children if getattr(child, "conditions", "")}
    own = dict(_conditions(schema, ""))
    if own:
        parts[""] = json.dumps(own, separators=(",", ":"), ensure_ascii=False)
    if not parts:
        return ""
    return "{" + ",".join(f"{json.dumps(base)}:{conditions}" for base, conditions in parts.items()) + "}"


def _conditions(schema: Any, beside: str) -> Iterator[tuple[str, list[Any]]]:
    """Pattern and condition of each question inside ``schema`` that has one. ``beside`` begins every path there."""
    for child in schema.children:
        pattern = f"{beside}{child.name}"
        relevant = getattr(child, "relevant", None)
        if relevant is not None:
            yield pattern, relevant.to_json(lambda answer, beside=beside: f"{beside}{answer.name}")
        if isinstance(child.typ, LineList):
            yield from _conditions(child.children[0], f"{pattern}.*.")
        elif child.children and not getattr(child, "conditions", ""):
            yield from _conditions(child, f"{pattern}.")
