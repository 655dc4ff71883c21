"""Types of answers that are no value of their own: free text, a password, a tick, one of several, a list of lines."""

import unicodedata
from collections.abc import Sequence
from typing import Any

import colander

from guichet.values import ParseError, free_text
from guichet.web.forms import texts
from guichet.web.forms.node import answer


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
        """The tidied text, or null when it is blank.

        :raises colander.Invalid: when it is too long or holds characters that nobody sees.
        """
        text = answer(node, cstruct)
        try:
            return free_text.parse(text, self.max, long=self.long)
        except ParseError as unreadable:
            if unreadable.reason == "empty":
                return colander.null
            message = texts.FREE_TEXT[unreadable.reason] % {"max": self.max, "length": len(text.strip())}
            raise colander.Invalid(node, message) from unreadable

    def cstruct_children(self, node: Any, cstruct: Any) -> list[Any]:
        """A text has no children."""
        return []


def _check_length(node: Any, text: str, max: int) -> None:
    if len(text) > max:
        raise colander.Invalid(node, texts.TOO_LONG % {"max": node.typ.max, "length": len(text)})


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

        :raises colander.Invalid: when it is too short, or so long that hashing it would be an attack.
        """
        text = answer(node, cstruct)
        _check_length(node, text, self.max)
        if text and len(text) < self.min:
            raise colander.Invalid(node, texts.TOO_SHORT % {"min": self.min})
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

        :raises colander.Invalid: when it is neither.
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
    """Lines of one kind; ``min_len`` and ``max_len`` are the node's, so that a plugin may change them."""

    def serialize(self, node: Any, appstruct: Any, accept_scalar: bool | None = None) -> list[Any]:
        """The lines, or as many empty ones as there have to be."""
        if appstruct is colander.null or appstruct is None:
            return [node.children[0].serialize(colander.null) for _number in range(node.min_len)]
        lines: list[Any] = super().serialize(node, appstruct)
        return lines

    def deserialize(self, node: Any, cstruct: Any, accept_scalar: bool | None = None) -> list[Any]:
        """The answers of each line.

        :raises colander.Invalid: for too few, too many, or something wrong in one of them.
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
