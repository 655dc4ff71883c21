"""`Node`, a question of a form: colander's node with the facts that templates print; `Value`, the type of one text."""

from collections.abc import Callable, Mapping
from typing import Any

import colander
from translationstring import TranslationString

from guichet.declaration.conditions import Condition
from guichet.declaration.fields import MAX_LENGTH
from guichet.values import ParseError
from guichet.web.forms import texts

MAX_DRAWINGS = 64
"""Drawings kept of one question, about 600 bytes each: a few languages times the answers of a choice."""


class Node(colander.SchemaNode):
    """One question. Every attribute below may be given as a keyword."""

    optional: bool = False
    """Adds « (facultatif) » to the label; an empty answer is ``None``. A question that only some answers make
    necessary has ``missing=None`` without ``optional``: the type's check asks for it."""
    missing_msg: TranslationString = texts.MISSING
    """Message when nothing was answered; ``${title}`` is the title."""
    width: str | None = None
    """Class of the input: w-code, w-date, w-km, w-m, w-l; the whole measure without one."""
    unit: str | TranslationString | None = None
    """Printed after the input: « km », « CHF »."""
    written_as: TranslationString | None = None
    """How the answer is written, after the label: « jj.mm.aaaa »."""
    autocomplete: str | None = None
    inputmode: str | None = None
    enterkeyhint: str | None = None
    """What the Enter key of a phone says it does: ``next``, ``go``, ``search``."""
    autocapitalize: str | None = None
    spellcheck: str | None = None
    lang: str | None = None
    """Language of the answer where it need not be the page's: for who hears it, and for the browser's spelling."""
    numeric: bool = False
    """Digits of equal width (``tabular-nums``)."""
    relevant: Condition | None = None
    """For the browser: the question counts only with these answers of its neighbours (`answer`), and is hidden
    otherwise. Without script it is always shown; the validator of the mapping decides, never the page."""
    group: str | None = None
    """``"extras"`` folds the question away under its mapping's ``extras_title``."""
    heading: bool = False
    """For mappings and lists of lines: the title is a heading of the page, not the legend of a group."""
    rows: str | None = None
    """Height of a long text, in lines."""
    section: TranslationString | None = None
    """Heading of the page above this question and its neighbours with the same ``section``."""
    link: tuple[str, TranslationString] | None = None
    """Address and text of a page that explains a box to tick; it opens in a new tab, beside what was typed."""
    row: str | None = None
    """Neighbours with the same ``row`` stand side by side."""
    control: str | None = None
    """How it is drawn: a key of ``structure.FIELDS``. The functions in ``nodes.py`` give it."""

    def __init__(self, *arg: Any, **kw: Any) -> None:
        # For colander a question is required exactly if it has no ``missing``; its keyword ``required`` has no effect.
        if kw.get("optional"):
            kw.setdefault("missing", None)
        super().__init__(*arg, **kw)
        self.drawings: dict[Any, Any] = {}
        """Localizer and state → the markup of the question, see ``field.Control``; of a list the frame of its lines.
        Nothing changes a node once a form of it was drawn."""

    def clone(self) -> "Node":
        """A node like this one, which may be changed: it keeps no drawing of this one."""
        # colander copies the attributes, so that both nodes would share one dict.
        cloned: Node = super().clone()
        cloned.drawings = {}
        return cloned

    def keep_drawing(self, key: Any, drawn: Any) -> None:
        """Keep ``drawn`` for the next form; above `MAX_DRAWINGS` a state is drawn each time."""
        if len(self.drawings) < MAX_DRAWINGS:
            self.drawings[key] = drawn


def own_title(node: Any) -> TranslationString | None:
    """The title given to ``node``; None where colander would derive an English one from the name."""
    raw = node.raw_title
    return raw if isinstance(raw, str) and raw else None


# Normalizes in the type and not in a preparer, which colander calls for null too and never when it serializes.
class Value(colander.SchemaType):
    """A value of `guichet.values`: a text on the page, the canonical value in the answers.

    ``parse`` raises `ParseError`, whose reason picks the message in ``messages``; ``details(reason, text)`` fills its
    blanks. Nothing answered is ``""`` on the page (a draft is stored as JSON) and colander's null inside.
    """

    def __init__(
        self,
        parse: Callable[[str], Any],
        show: Callable[[Any], str],
        messages: texts.Texts,
        details: Callable[[str, str], Mapping[str, Any]] = lambda reason, text: {},
    ) -> None:
        self.parse = parse
        self.show = show
        self.messages = messages
        self.details = details

    def serialize(self, node: Any, appstruct: Any) -> str:
        """The text to show in the input."""
        return "" if appstruct is colander.null or appstruct is None else self.show(appstruct)

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """The canonical value, or null when nothing was answered.

        :raises colander.Invalid: when it cannot be read.
        """
        text = answer(node, cstruct)
        if not text.strip():
            return colander.null
        if len(text) > MAX_LENGTH:
            raise colander.Invalid(node, texts.TOO_LONG % {"max": MAX_LENGTH, "length": len(text)})
        try:
            return self.parse(text)
        except ParseError as unreadable:
            if unreadable.reason == "empty":
                return colander.null
            raise colander.Invalid(node, self.message(unreadable.reason, text)) from unreadable

    def message(self, reason: str, text: str) -> TranslationString:
        """The message about ``text``, which cannot be read for ``reason``."""
        return texts.message_for(self.messages, reason, self.details(reason, text))

    def cstruct_children(self, node: Any, cstruct: Any) -> list[Any]:
        """A text has no children."""
        return []


def answer(node: Any, cstruct: Any) -> str:
    """``cstruct`` as the text it has to be; ``""`` when there is none.

    :raises colander.Invalid: when it is something else, such as a list.
    """
    if cstruct is colander.null or cstruct is None:
        return ""
    if not isinstance(cstruct, str):
        raise colander.Invalid(node, texts.UNREADABLE)
    return cstruct
