"""Adapter: the colander schema of a form that is declared with `guichet.declaration`.

The declaration reads and checks the answers; a node here has what templates need to show the question. A new kind of
question needs an entry in `KINDS`.
"""

from collections.abc import Callable, Mapping
from typing import Any

import colander

from guichet import clock
from guichet import declaration as declared
from guichet.declaration import swiss_kinds
from guichet.declaration.fields import AnswerError, once_per_class
from guichet.web.forms import nodes
from guichet.web.forms.base_node import Node, answer

KINDS: Mapping[type[declared.Leaf[Any]], Callable[..., Node]] = {
    declared.Text: lambda question, **looks: nodes.Text(question.max_length, **looks),
    declared.LongText: lambda question, **looks: nodes.LongText(question.max_length, rows=question.rows, **looks),
    declared.Day: lambda question, **looks: nodes.Day(**looks),
    declared.Month: lambda question, **looks: nodes.Month(**looks),
    declared.ClockTime: lambda question, **looks: nodes.ClockTime(**looks),
    declared.Amount: lambda question, **looks: nodes.Amount(**looks),
    declared.Quantity: lambda question, **looks: nodes.Quantity(
        question.decimals, question.maximum, unit=question.unit, **looks
    ),
    declared.Hours: lambda question, **looks: nodes.Quantity(
        question.decimals, question.maximum, unit=question.unit, **looks
    ),
    declared.MonthDays: lambda question, **looks: nodes.MonthDays(**looks),
    declared.YesNo: lambda question, **looks: nodes.Checkbox(**looks),
    declared.Choice: lambda question, **looks: nodes.Choice(
        question.choices.items(), inline=question.inline, as_list=question.as_list, **looks
    ),
    swiss_kinds.Iban: lambda question, **looks: nodes.Iban(**looks),
    swiss_kinds.PaymentReference: lambda question, **looks: nodes.PaymentReference(**looks),
    swiss_kinds.DecisionNumber: lambda question, **looks: nodes.DecisionNumber(**looks),
    # What is saved with the person becomes the choices, see `guichet.invoices.invoice_form`.
    swiss_kinds.SavedChoice: lambda question, **looks: nodes.Choice((), **looks),
}
"""Kind of question → the node that shows it. A kind that a plugin derives from one of these is shown like that one."""


class DeclaredType(colander.SchemaType):
    """The colander type of a declared question: its declaration reads and shows the answer."""

    def __init__(self, question: declared.Leaf[Any]) -> None:
        self.question = question

    def serialize(self, node: Any, appstruct: Any) -> str:
        """The raw text."""
        return "" if appstruct is colander.null or appstruct is None else self.question.show(appstruct)

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """The typed answer, or null when nothing was answered.

        :raises colander.Invalid: when it cannot be read.
        """
        try:
            value = self.question.read(answer(node, cstruct), clock.today())
        except AnswerError as invalid:
            raise colander.Invalid(node, invalid.message) from invalid
        return colander.null if value is None else value

    def cstruct_children(self, node: Any, cstruct: Any) -> list[Any]:
        """A text has no children."""
        return []


@once_per_class
def declared_schema(form: type[declared.Fields], name: str) -> colander.SchemaNode:
    """The mapping ``name`` with the questions of ``form`` and their conditions for the browser.

    Built once for each class of a form (a desk has its own where a plugin amends it), shared by all requests, never
    changed and never bound: colander's ``bind()`` takes three to four times as long as building it.
    """
    schema = colander.Schema(name=name, title="", children=_children(form))
    schema.conditions = declared.browser_json(form) if declared.browser_conditions(form) else ""
    return schema


def _children(form: type[declared.Fields]) -> list[colander.SchemaNode]:
    return [_node(question) for question in form.fields.values()]


def _node(question: declared.Field[Any]) -> colander.SchemaNode:
    if isinstance(question, declared.Lines):
        return _lines(question)
    if isinstance(question, declared.Section):
        return _section(question)
    return _leaf(question)


def _leaf(question: Any) -> Node:
    kind = next((kind for kind in type(question).__mro__ if kind in KINDS), None)
    if kind is None:
        raise TypeError(f"question {question.name!r} of kind {type(question).__name__}: add it to {__name__}.KINDS")
    # One by one and by name, never ``**options``: colander makes attributes of unknown keywords, also of ``clone``.
    # ``missing`` is False for a box and None for all others, since completeness is checked by the declaration.
    looks = {"name": question.name, "title": question.label, "missing": question.read(None, clock.today())}
    given = {"description": question.help_text, "width": question.width, "default": question.initial}
    given |= {"autocomplete": question.autocomplete}
    looks |= {option: value for option, value in given.items() if value is not None}
    node = KINDS[kind](question, **looks, group=question.group, row=question.row, optional=question.optional)
    # In place of the node's own type, so that a declared answer is read by one parser only.
    node.typ = DeclaredType(question)
    return node


def _lines(question: declared.Lines[Any]) -> Node:
    # By attribute; a question that a desk's plugin removed is missing.
    names = {field.attribute: field.name for field in question.line.fields.values()}
    line = colander.Schema(name="line", children=_children(question.line))
    if question.extras_title is not None:
        line.extras_title = question.extras_title
    return nodes.Lines(
        line,
        name=question.name,
        title=question.label,
        description=question.help_text or "",
        min_len=question.min_items,
        max_len=question.max_items,
        item_title=question.item_title,
        add_label=question.add_label,
        remove_label=question.remove_label,
        next_line=question.next_cstruct,
        repeated_on=names.get(question.repeated_on or ""),
        repeat_label=question.repeat_label,
        columns=tuple(question.columns.values()),
        layout=question.layout,
        month=question.month,
        amounts=question.amounts,
    )


def _section(question: declared.Section[Any]) -> colander.SchemaNode:
    section = colander.Schema(
        name=question.name,
        title=question.label,
        description=question.help_text or "",
        heading=question.heading,
        children=_children(question.content),
    )
    if question.extras_title is not None:
        section.extras_title = question.extras_title
    return section
