"""colander types without a module in `guichet.values`: free text, password, tick, choice, list of lines."""

import unicodedata
from collections.abc import Sequence
from typing import Any

import colander

from guichet.declaration.kinds import free_text_details
from guichet.values import ParseError, free_text
from guichet.web.forms import texts
from guichet.web.forms.base_node import answer


class FreeText(colander.SchemaType):
    """A text of ``max`` characters at most, trimmed and in Unicode's composed form (NFC).

    Control characters, marks of writing direction and half characters are refused; line ends only in ``long`` texts.
    """

    def __init__(self, max: int, *, long: bool = False) -> None:
        self.max = max
        self.long = long

    def serialize(self, node: Any, appstruct: Any) -> str:
        """The text as it is."""
        return "" if appstruct is colander.null or appstruct is None else str(appstruct)

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """The trimmed text, or null when it is blank.

        :raises colander.Invalid: when it is too long or holds control characters.
        """
        text = answer(node, cstruct)
        try:
            return free_text.parse(text, self.max, long=self.long)
        except ParseError as unreadable:
            if unreadable.reason == "empty":
                return colander.null
            details = free_text_details(self.max, unreadable.reason, text)
            raise colander.Invalid(node, texts.FREE_TEXT[unreadable.reason] % details) from unreadable

    def cstruct_children(self, node: Any, cstruct: Any) -> list[Any]:
        """A text has no children."""
        return []


class Secret(colander.SchemaType):
    """A password: taken as it is, never shown again."""

    def __init__(self, min: int, max: int) -> None:
        self.min = min
        self.max = max

    def serialize(self, node: Any, appstruct: Any) -> str:
        """Nothing: a page never holds a password."""
        return ""

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """The password, or null.

        :raises colander.Invalid: when it is too short, or so long that hashing it would cost too much.
        """
        text = answer(node, cstruct)
        if len(text) > self.max:
            raise colander.Invalid(node, texts.TOO_LONG % {"max": self.max, "length": len(text)})
        if text and len(text) < self.min:
            raise colander.Invalid(node, texts.TOO_SHORT % {"min": self.min})
        # A lone surrogate has no UTF-8, which is what is hashed.
        if any(unicodedata.category(char) == "Cs" for char in text):
            raise colander.Invalid(node, texts.CONTROL_CHARACTERS)
        return text or colander.null

    def cstruct_children(self, node: Any, cstruct: Any) -> list[Any]:
        """A password has no children."""
        return []


class Tick(colander.SchemaType):
    """A box, ticked or not. With ``required``, an empty box counts as no answer."""

    def __init__(self, required: bool = False) -> None:
        self.required = required

    def serialize(self, node: Any, appstruct: Any) -> str:
        """``"true"`` or ``""``."""
        return "true" if appstruct is True else ""

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """True or False; null for an empty box that has to be ticked.

        :raises colander.Invalid: for any other text.
        """
        text = answer(node, cstruct)
        if text not in ("true", ""):
            raise colander.Invalid(node, texts.NOT_A_TICK)
        return True if text else (colander.null if self.required else False)

    def cstruct_children(self, node: Any, cstruct: Any) -> list[Any]:
        """A box has no children."""
        return []


class OneOf(colander.SchemaType):
    """The key of one of the node's ``choices``."""

    def serialize(self, node: Any, appstruct: Any) -> str:
        """The key."""
        return "" if appstruct is colander.null or appstruct is None else str(appstruct)

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """The key, or null when nothing was chosen.

        :raises colander.Invalid: when it was not offered.
        """
        key = answer(node, cstruct)
        if key and not any(choice.key == key for choice in node.choices):
            raise colander.Invalid(node, texts.NOT_OFFERED)
        return key or colander.null

    def cstruct_children(self, node: Any, cstruct: Any) -> list[Any]:
        """A choice has no children."""
        return []


class LineList(colander.Sequence):
    """Lines of one kind. ``min_len`` and ``max_len`` are attributes of the node.

    colander's ``Length`` validator is passed over: it runs after every line was read, and not at all if one is bad.
    """

    def serialize(self, node: Any, appstruct: Any, accept_scalar: bool | None = None) -> list[Any]:
        """The lines; ``min_len`` empty ones for a new form."""
        if appstruct is colander.null or appstruct is None:
            return [node.children[0].serialize(colander.null) for _number in range(node.min_len)]
        lines: list[Any] = super().serialize(node, appstruct)
        return lines

    def deserialize(self, node: Any, cstruct: Any, accept_scalar: bool | None = None) -> list[Any]:
        """The answers of each line.

        :raises colander.Invalid: for too few, too many, or an answer in one of them that cannot be read.
        """
        lines: Sequence[Any] = [] if cstruct is colander.null or cstruct is None else cstruct
        if not isinstance(lines, list | tuple):
            raise colander.Invalid(node, texts.UNREADABLE)
        if len(lines) > node.max_len:
            raise colander.Invalid(node, texts.TOO_MANY_LINES % {"max": node.max_len})
        if len(lines) < node.min_len:
            raise colander.Invalid(node, texts.TOO_FEW_LINES % {"min": node.min_len})
        answers: list[Any] = super().deserialize(node, list(lines))
        return answers
