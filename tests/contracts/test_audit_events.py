"""Every event of the audit log is named by one rule: kind of its object, dot, what happened to it, in the past."""

import ast
import re

from guichet.invoices.lifecycle import TRANSITIONS
from guichet.users.journal import LABELS

NAME = re.compile(r"[a-z]+(_[a-z]+)*\.(?P<what>[a-z]+(_[a-z]+)*)")
IRREGULAR = {
    "overridden",
    "given",
    "forgotten",
    "kept",
    "left",
    "lost",
    "made",
    "paid",
    "proven",
    "read",
    "resent",
    "sent",
    "taken",
    "undone",
    "withdrawn",
}
"""Participles in use that do not end in -ed."""
COMPUTED = {
    "change.audit_event": {transition.audit_event for transition in TRANSITIONS.values()},
    "f'user.{event}'": {f"user.{event}" for event in LABELS},
}
"""Events of the calls that take them from a table."""


def test_every_event_says_what_happened_in_the_past(sources):
    events = {event for call in calls(sources) for event in events_of(call)} | set(readings(sources))
    assert "invoice.read" in events
    assert sorted(event for event in events if not is_in_the_past(event)) == []


def test_every_table_of_events_is_recorded(sources):
    computed = {ast.unparse(call.args[0]) for call in calls(sources) if not isinstance(call.args[0], ast.Constant)}
    assert computed == set(COMPUTED)


def calls(sources):
    """The calls of ``ActionContext.record`` in all shipped modules."""
    return [
        node
        for file in sources
        for node in ast.walk(ast.parse(file.read_text()))
        # The security log has a ``record`` too, which refuses events that are not in its own list.
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "record"
        and ast.unparse(node.func.value) != "security_log"
    ]


def readings(sources):
    """The events of the views' declarations, ``Reads("invoice.read", …)``."""
    for file in sources:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Reads":
                yield node.args[0].value


def events_of(call):
    event = call.args[0]
    return {event.value} if isinstance(event, ast.Constant) else COMPUTED[ast.unparse(event)]


def is_in_the_past(event):
    named = NAME.fullmatch(event)
    return bool(named) and any(word.endswith("ed") or word in IRREGULAR for word in named["what"].split("_"))
