"""A question on a page: deform's field, built lean, with what the template asks of it.

deform's constructor is passed over. It serialises every subtree once per level, keeps book of focus and of script
resources that we do not have, names fields by their order (``deformField7``), and clones sequence items by building
them twice: 0.5 ms for two journeys of 25 questions, where this takes 0.1 ms. How deform's fields, widgets, schema and
errors work together is kept.
"""

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import colander
import deform.field
from chameleon.utils import Markup
from translationstring import TranslationString

from guichet.i18n import Localizer
from guichet.web.forms import widgets
from guichet.web.forms.layout import Layout, alone, arrange, in_order
from guichet.web.forms.node import own_title

RESERVED = frozenset({"hint", "error", "worked", "title"})
"""Names no question may have: they would give the id of a neighbour's hint or error."""


@dataclass(frozen=True)
class FormContext:
    """What all fields of one form share."""

    renderer: Callable[..., Markup]
    localize: Localizer
    prefix: str = ""
    line_amounts: dict[str, tuple[str, str]] | None = None
    """Path of a line → formula and amount, both as text; None when lines have no computed text."""

    def text(self, text: str) -> str:
        """``text`` in the reader's language; a plain string, such as a name, is nobody's to translate."""
        return self.localize(text) if isinstance(text, TranslationString) else text


class Field(deform.field.Field):
    """One question, or several that belong together, of one form in one request.

    ``path`` is how answers and problems name it, ``details.lines.0.km``; ``oid`` is the same as an HTML id.
    """

    def __init__(
        self, schema: Any, path: str, frame: FormContext, parent: "Field | None" = None, number: int = 0
    ) -> None:
        self.schema = schema
        self.typ = schema.typ
        self.name = schema.name
        self.title = schema.title
        self.description = schema.description
        self.required = schema.required
        self.path = path
        self.oid = frame.prefix + path.replace(".", "-")
        self.frame = frame
        self.number = number
        """Of a line in its list, from 1; 0 for anything else."""
        self.value = ""
        self.error = None
        self.renderer = frame.renderer
        self._parent = parent and weakref.ref(parent)
        self.widget = widget_of(schema)
        self.children = [] if self.kind == "lines" else [self._part(child, child.name) for child in schema.children]

    def _part(self, schema: Any, name: str, number: int = 0) -> "Field":
        if name in RESERVED:
            raise ValueError(f"a question cannot be named {name!r}, see guichet.web.forms.field.RESERVED")
        return Field(schema, f"{self.path}.{name}" if self.path else name, self.frame, self, number)

    # The structure. For a list of lines, ``children`` are its lines; deform would keep a prototype there.

    @property
    def parts(self) -> list["Field"]:
        """The fields inside this one, in the order of the schema, by which errors count."""
        parts: list[Field] = self.children
        return parts

    @property
    def kind(self) -> str:
        """How it is drawn: text, textarea, password, select, radios, checkbox, hidden, section, lines."""
        kind: str = self.widget.template
        return kind

    def new_line(self, index: int) -> "Field":
        """A field for the line at ``index``, from 0."""
        return self._part(self.schema.children[0], str(index), index + 1)

    def set_lines(self, count: int) -> None:
        """Have exactly ``count`` lines."""
        self.children = [self.new_line(index) for index in range(count)]

    @property
    def cstruct(self) -> Any:
        """The raw answers as a draft stores them: texts, dicts and lists."""
        return self.widget.gather(self)

    @cstruct.setter
    def cstruct(self, cstruct: Any) -> None:
        self.fill(cstruct)

    def fill(self, cstruct: Any) -> None:
        """Show ``cstruct``, without the problems of what was shown before."""
        self.error = None
        self.widget.fill(self, cstruct)

    def find(self, path: str) -> "Field":
        """The field at ``path`` below this one, or the nearest one around it."""
        name, _dot, rest = path.partition(".")
        for part in self.parts:
            if name and part.path.rpartition(".")[2] == name:
                return part.find(rest)
        return self

    # What the template asks.

    @property
    def label(self) -> str:
        """The question, in the reader's language."""
        if self.number:
            parent = self.parent
            return self.frame.localize(parent.schema.item_title % {"n": self.number})
        title = own_title(self.schema)
        return self.frame.text(title) if title else ""

    @property
    def hint(self) -> str:
        """What helps to answer."""
        return self.frame.text(self.description) if self.description else ""

    @property
    def message(self) -> str:
        """What to do about the answer; empty when it is well."""
        if self.error is None:
            return ""
        messages = [message for message in self.error.messages() if message]
        return self.frame.text(messages[0]) if messages else ""

    @property
    def described_by(self) -> str | None:
        """The ids of hint and error."""
        hint, wrong = self.description, self.error is not None and self.message
        if hint and wrong:
            return f"{self.oid}-hint {self.oid}-error"
        return f"{self.oid}-hint" if hint else f"{self.oid}-error" if wrong else None

    @property
    def shown_when(self) -> str | None:
        """See `Node.shown_when`."""
        condition: str | None = getattr(self.schema, "shown_when", None)
        return condition

    @property
    def heading(self) -> bool:
        """True when its title is a heading of the page (``heading=True``) and not the legend of a group."""
        return bool(getattr(self.schema, "heading", False))

    @property
    def unit(self) -> str:
        """See `Node.unit`."""
        return self.frame.text(self.schema.unit) if self.schema.unit else ""

    @property
    def input_class(self) -> str:
        """Classes of the input."""
        width = self.schema.width
        return "input" + (f" {width}" if width else "") + (" num" if self.schema.numeric else "")

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes of its one input. One dict for the template to walk through: an expression for each
        attribute takes a third longer to draw a form (measured).
        """
        schema, kind, wrong = self.schema, self.kind, bool(self.message)
        found = {
            "type": kind if kind in ("text", "password") else None,
            "value": self.value if kind == "text" else None,
            "rows": schema.rows if kind == "textarea" else None,
            "inputmode": schema.inputmode,
            "autocomplete": schema.autocomplete,
            "spellcheck": schema.spellcheck,
            "aria-describedby": self.described_by,
            "aria-invalid": "true" if wrong else None,
        }
        given = {name: value for name, value in found.items() if value}
        return {"class": self.input_class, "id": self.oid, "name": self.name} | given

    @property
    def options(self) -> list[tuple[str, str, str, str, bool]]:
        """Id, key, label, note of each choice, and whether it is chosen. The first has the id of the field, so that
        the link of a problem leads to it.
        """
        localize, oid, value = self.frame.text, self.oid, self.value
        return [
            (
                f"{oid}-{index}" if index else oid,
                offer.key,
                localize(offer.label),
                localize(offer.note),
                offer.key == value,
            )
            for index, offer in enumerate(self.schema.choices)
        ]

    @property
    def has_something(self) -> bool:
        """True if anything in it was answered or is wrong."""
        return bool(self.value or self.error) or any(part.has_something for part in self.parts)

    @property
    def layout(self) -> Layout:
        """The fields inside, as they stand on the page."""
        return arrange(self)

    @property
    def on_page(self) -> list["Field"]:
        """The fields inside, in the order of the page."""
        return in_order(self.parts)

    # A list of lines.

    @property
    def can_add(self) -> bool:
        """True while another line may be added."""
        return len(self.parts) < int(self.schema.max_len)

    @property
    def can_remove(self) -> bool:
        """True while there are more lines than there have to be."""
        return len(self.parts) > int(self.schema.min_len)

    @property
    def removing(self) -> str:
        """« le trajet 1 »: what the button of this line removes, for those who do not see where it stands."""
        return self.frame.localize(self.parent.schema.remove_label % {"n": self.number})

    @property
    def adding(self) -> str:
        """« Ajouter un trajet »."""
        return self.frame.text(self.schema.add_label)

    @property
    def line_amounts(self) -> tuple[str, str] | None:
        """Formula and amount of this line; empty texts when there is nothing to say yet."""
        table = self.frame.line_amounts
        return None if table is None else table.get(self.path, ("", ""))

    def markup(self) -> Markup:
        """The field alone, as HTML."""
        frame, layout = self.frame, alone(self)
        return frame.renderer("form", localize=frame.localize, start=False, layout=layout, finish=False)


def widget_of(schema: Any) -> widgets.Widget:
    """The widget of ``schema``.

    :raises TypeError: for a node that is not one of ours, which no template could draw.
    """
    if isinstance(schema.widget, widgets.Widget):
        return schema.widget
    if isinstance(schema.typ, colander.Mapping):
        return widgets.SECTION
    raise TypeError(f"question {schema.name!r} of type {type(schema.typ).__name__}: use the nodes of guichet.web.forms")
