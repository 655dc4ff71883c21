"""What stands between a posted text and a question, for the native inputs we use.

deform's own widgets are passed over: they turn « nothing » into colander's null, which no draft can store; they raise
on a wrong shape, where a person sees words that only a forger deserves; the sequence clones its fields twice over; and
they render one template each, where one page of ours is one template (see `guichet.web.forms.field`).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import colander
import deform.widget

from guichet.web.forms.controls import MalformedForm, clean

if TYPE_CHECKING:
    from guichet.web.forms.field import Field

MAX_POSTED_LINES = 500
"""More lines than this in one list are no person's work."""


class Widget(deform.widget.Widget):
    """One input that holds one text. Has no state: one instance serves every form.

    ``template`` is the name by which the template knows how to draw it.
    """

    structural = False
    """True when it holds other fields instead of a text."""
    group = False
    """True when it is several inputs under one legend."""

    def __init__(self, template: str) -> None:
        super().__init__(template=template)

    def deserialize(self, field: "Field", pstruct: Any) -> Any:
        """The raw text that was posted; ``""`` for none.

        :raises Malformed: when it is not a text.
        """
        if pstruct is colander.null:
            return ""
        if not isinstance(pstruct, str):
            raise MalformedForm(f"{field.path} is not a text")
        return clean(pstruct)

    def fill(self, field: "Field", cstruct: Any) -> None:
        """Let ``field`` show ``cstruct``; what does not fit (a draft of an older form) shows as empty."""
        field.value = cstruct if isinstance(cstruct, str) else ""

    def gather(self, field: "Field") -> Any:
        """What ``field`` shows, as it is stored in a draft."""
        return field.value

    def handle_error(self, field: "Field", error: colander.Invalid) -> None:
        """Hand ``error`` and its parts to the fields they speak of; the first one at a field stays."""
        if field.error is None:
            field.error = error
        for child in error.children:
            if child.pos is not None and child.pos < len(field.parts):
                part = field.parts[child.pos]
                part.widget.handle_error(part, child)


class Radios(Widget):
    """Several inputs of which one is chosen."""

    group = True


class Section(Widget):
    """Questions that belong together: a mapping."""

    structural = True

    def deserialize(self, field: "Field", pstruct: Any) -> dict[str, Any]:
        """The raw answers of all its fields, also of those that were not posted.

        :raises Malformed: when it is not a mapping.
        """
        posted = {} if pstruct is colander.null else pstruct
        if not isinstance(posted, dict):
            raise MalformedForm(f"{field.path} is not a mapping")
        return {part.name: part.deserialize(posted.get(part.name, colander.null)) for part in field.parts}

    def fill(self, field: "Field", cstruct: Any) -> None:
        """Hand each field its part; a question unknown when the draft was stored shows its default."""
        stored = cstruct if isinstance(cstruct, Mapping) else {}
        for part in field.parts:
            name = part.name
            part.fill(stored[name] if name in stored else part.schema.serialize(colander.null))

    def gather(self, field: "Field") -> dict[str, Any]:
        """What its fields show."""
        return {part.name: part.widget.gather(part) for part in field.parts}


class Lines(Widget):
    """A list of mappings of one kind: a sequence."""

    structural = True

    def deserialize(self, field: "Field", pstruct: Any) -> list[Any]:
        """The raw answers of each line.

        :raises Malformed: when it is not a list, or longer than anybody would write.
        """
        posted = [] if pstruct is colander.null else pstruct
        if not isinstance(posted, list) or len(posted) > MAX_POSTED_LINES:
            raise MalformedForm(f"{field.path} is not a list of lines")
        if not posted:
            return []
        line = field.new_line(0)
        return [line.deserialize(part) for part in posted]

    def fill(self, field: "Field", cstruct: Any) -> None:
        """One field per line, at least as many as the node asks for."""
        stored = list(cstruct[:MAX_POSTED_LINES]) if isinstance(cstruct, list | tuple) else []
        stored += [{}] * (field.schema.min_len - len(stored))
        field.set_lines(len(stored))
        for part, line in zip(field.parts, stored, strict=True):
            part.fill(line)

    def gather(self, field: "Field") -> list[Any]:
        """What its lines show."""
        return [part.widget.gather(part) for part in field.parts]


TEXT = Widget("text")
TEXTAREA = Widget("textarea")
SELECT = Widget("select")
CHECKBOX = Widget("checkbox")
HIDDEN = Widget("hidden")
PASSWORD = Widget("password")
"""Its text is never sent back to the browser; see the template."""
RADIOS = Radios("radios")
SECTION = Section("section")
LINES = Lines("lines")
