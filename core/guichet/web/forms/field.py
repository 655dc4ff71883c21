"""Fields of a form: the base of all fields, and those that hold one text.

The base is deform's field without its constructor, which is passed over: it serialises every subtree once per level,
records focus and script resources that these pages do not have, names fields by their order (``deformField7``), and
clones sequence items by building them twice: 0.5 ms for two journeys of 25 questions, where this takes 0.1 ms. deform's
widgets are passed over as well: they turn an empty answer into colander's null, which no draft can store, and answer a
wrong shape with a message, where only a forged request can have one. A field here does what deform leaves to a widget,
with one class for each kind of control.
"""

import re
import weakref
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, ClassVar

import colander
import deform.field

from guichet.web.forms.base_node import own_title
from guichet.web.forms.controls import MalformedForm, clean
from guichet.web.forms.form_context import FormContext
from guichet.web.forms.renderer import described_by
from guichet.web.html_frames import ID, VALUE, Html

ACCEPTED_FILES = (
    ".pdf,.jpg,.jpeg,.png,.heic,.heif,.webp,application/pdf,image/jpeg,image/png,image/heic,image/heif,image/webp"
)
"""Extensions for Windows, types for phones, which offer the camera for them."""
SHOWN_TYPES = ("text", "email")
"""Types of inputs that come back with what was typed."""
_BETWEEN_TAGS = re.compile(r"(?<=>)\n\s*(?=<)")


class Field(deform.field.Field, ABC):
    """One question, or several that belong together, of one form in one request.

    ``path`` names it in answers and problems, ``details.lines.0.km``; ``oid`` is the same as an HTML id. Without the
    position among all fields that deform counts, so that ids stay when another question appears.
    """

    # Asked instead of isinstance(), which takes eight times as long of an abstract class.
    is_control: ClassVar[bool] = False
    """Whether it is a `Control`."""

    def __init__(
        self, schema: Any, path: str, context: FormContext, parent: "Field | None" = None, number: int = 0
    ) -> None:
        # As little as possible: 31 journeys have 700 fields, and their making was a tenth of the page.
        self.schema = schema
        self.name = schema.name
        self.path = path
        self.context = context
        self.number = number
        """Of a line in its list, from 1; 0 for anything else."""
        self.value = ""
        self.error = None
        # Weak, as deform's own: a form is then freed when the request ends, without waiting for the garbage collector.
        self._parent = parent and weakref.ref(parent)

    @property
    def children(self) -> "Sequence[Field]":
        """The fields inside it, in the order of the schema."""
        return ()

    @property
    def oid(self) -> str:
        """Its id in the page."""
        return self.context.prefix + self.path.replace(".", "-")

    @property
    def cstruct(self) -> Any:
        """The raw answers as a draft stores them: texts, dicts and lists."""
        return self.gather()

    @cstruct.setter
    def cstruct(self, cstruct: Any) -> None:
        self.fill(cstruct)

    def deserialize(self, pstruct: Any) -> Any:
        """The raw text that was posted; ``""`` for none.

        :raises MalformedForm: when it is not a text.
        """
        if pstruct is colander.null:
            return ""
        if not isinstance(pstruct, str):
            raise MalformedForm(f"{self.path} is not a text")
        return clean(pstruct)

    def fill(self, cstruct: Any) -> None:
        """Show ``cstruct`` without earlier problems; what does not fit (a draft of an older form) shows as empty."""
        self.error = None
        self.value = cstruct if isinstance(cstruct, str) else ""

    def gather(self) -> Any:
        """The shown raw answer, as a draft stores it."""
        return self.value

    def find(self, path: str) -> "Field":
        """The field at ``path`` below this one, or the nearest one around it."""
        name, _dot, rest = path.partition(".")
        for child in self.children:
            if name and child.path.rpartition(".")[2] == name:
                return child.find(rest)
        return self

    def take_error(self, error: colander.Invalid) -> None:
        """Set ``error`` and its parts at the fields they belong to; the first error at a field stays."""
        if self.error is None:
            self.error, self.context.has_errors = error, True
        for part in error.children:
            if part.pos is not None and part.pos < len(self.children):
                self.children[part.pos].take_error(part)

    @property
    def label(self) -> str:
        """The question, in the reader's language."""
        title = own_title(self.schema)
        return self.context.text(title) if title else ""

    @property
    def hint(self) -> str:
        """Help for the answer, shown before the input."""
        description = self.schema.description
        return self.context.text(description) if description else ""

    @property
    def problem(self) -> str:
        """The message about the answer, as it was set: a translation string or a text; empty without an error."""
        messages = self.error.messages() if self.error is not None else ()
        found: str = next(filter(None, messages), "")
        return found

    @property
    def message(self) -> str:
        """The message about the answer, in the reader's language; empty without an error."""
        return self.context.text(self.problem) if self.error is not None else ""

    @property
    def on_page(self) -> "Sequence[Field]":
        """The fields inside, in the order of the page."""
        return self.children

    @property
    def has_something(self) -> bool:
        """True if the field, or one inside it, has an answer or an error."""
        return bool(self.value or self.error) or any(child.has_something for child in self.children)

    @property
    def has_error(self) -> bool:
        """True if the field, or one inside it, has an error."""
        if not self.context.has_errors:
            return False
        return self.error is not None or any(child.has_error for child in self.children)

    @abstractmethod
    def draw(self) -> Html:
        """The field as HTML."""


class Control(Field):
    """A field that holds one text.

    Its markup depends on the question, the language and `state` only, so it is kept at the question, and id and value
    are put into it: 31 journeys have 700 controls of 25 questions (drawing takes 27 µs each, putting in 2).
    """

    template: ClassVar[str]
    is_control = True

    # Nothing is inside: a form of 31 journeys asks each of 700 controls.
    @property
    def has_something(self) -> bool:
        """See `Field.has_something`."""
        return bool(self.value or self.error)

    @property
    def has_error(self) -> bool:
        """See `Field.has_error`."""
        return self.error is not None

    @property
    def state(self) -> str:
        """What the markup depends on beside question and language, without a ``message``."""
        return self.state_of(self.schema, self.value)

    @staticmethod
    def state_of(schema: Any, value: str) -> str:
        """The `state` of a field of ``schema`` with ``value``: asked of lines that are drawn without fields."""
        return ""

    def facts(self, oid: str, value: str, message: str) -> dict[str, Any]:
        """The variables of its template: plain values, since a name costs Chameleon 0.3 µs and an attribute 1 µs."""
        hint, read = self.hint, self.path in self.context.proposed
        return {
            "oid": oid,
            "read": read,
            "name": self.name,
            "label": self.label,
            "optional": self.schema.optional,
            "hint": hint,
            "message": message,
            "described": described_by(oid, hint, message, read=read),
            "field_class": "field wrong" if message else "field",
        }

    @property
    def shown_text(self) -> str:
        """The answer as text, where it cannot be changed."""
        return self.value

    def draw_locked(self) -> Html:
        """The answer as text. A hidden input has its raw text, which the conditions of other questions read."""
        facts = {"oid": self.oid, "name": self.name, "label": self.label, "message": self.message}
        return self.context.draw("locked", **facts, value=self.value, shown=self.shown_text)

    def draw(self) -> Html:
        """The field as HTML."""
        context = self.context
        if context.lock is not None and not context.lock.is_open(self.path):
            return self.draw_locked()
        message = self.message if self.error is not None else ""
        # A message or mark is of one answer: keeping its markup would keep what a person typed.
        if message or self.path in context.proposed or context.renderer.reload:
            return self._drawn(self.oid, self.value, message)
        value = escape(self.value) if self.value else ""
        return Html(self.kept_drawing().replace(ID, self.oid).replace(VALUE, value))

    def kept_drawing(self) -> str:
        """Its markup without a message, with `ID` and `VALUE` in the place of its id and its answer."""
        schema, key = self.schema, (self.context.localize, self.state)
        drawn: str | None = schema.drawings.get(key)
        if drawn is None:
            # The line ends between tags are there to read the templates by; they would be a fifth of a long page.
            drawn = _BETWEEN_TAGS.sub("", self._drawn(ID, VALUE, ""))
            schema.keep_drawing(key, drawn)
        return drawn

    def _drawn(self, oid: str, value: str, message: str) -> Html:
        return self.context.draw(self.template, **self.facts(oid, value, message))


class TextField(Control):
    """One line of text."""

    template = "text"
    input_type = "text"

    @staticmethod
    def state_of(schema: Any, value: str) -> str:
        """Whether there is a value to print."""
        return "filled" if value else ""

    def facts(self, oid: str, value: str, message: str) -> dict[str, Any]:
        """See `Control.facts`."""
        facts = super().facts(oid, value, message)
        schema = self.schema
        localize = self.context.text
        unit = localize(schema.unit) if schema.unit else ""
        written_as = localize(schema.written_as) if schema.written_as else ""
        return facts | {"unit": unit, "written_as": written_as, "attributes": self._attributes(facts, value)}

    def _attributes(self, facts: Mapping[str, Any], value: str) -> dict[str, str]:
        """The attributes of the input; one dict, since an expression for each takes a third longer (measured)."""
        schema = self.schema
        width = f" {schema.width}" if schema.width else ""
        found = {
            "class": f"input{width}{' num' if schema.numeric else ''}",
            "id": facts["oid"],
            "name": self.name,
            "type": self.input_type,
            "value": value if self.value and self.input_type in SHOWN_TYPES else None,
            "rows": schema.rows,
            "inputmode": schema.inputmode,
            "enterkeyhint": schema.enterkeyhint,
            "autocapitalize": schema.autocapitalize,
            "autocomplete": schema.autocomplete,
            "spellcheck": schema.spellcheck,
            "lang": schema.lang,
            "aria-describedby": facts["described"],
            "aria-invalid": "true" if facts["message"] else None,
        }
        return {name: given for name, given in found.items() if given}


class EmailField(TextField):
    """An e-mail address."""

    input_type = "email"


class PasswordField(TextField):
    """A password, which is never sent back to the browser."""

    template = "password"
    input_type = "password"


class FileField(TextField):
    """A file. It is no answer: a form holds texts, and a page cannot keep what was chosen."""

    template = input_type = "file"

    def deserialize(self, pstruct: Any) -> Any:
        """Nothing: neither a file nor the empty text where none was chosen."""
        return ""

    def _attributes(self, facts: Mapping[str, Any], value: str) -> dict[str, str]:
        return super()._attributes(facts, value) | {"accept": ACCEPTED_FILES}


class TextAreaField(TextField):
    """Several lines of text."""

    template = "textarea"
    input_type = ""

    def facts(self, oid: str, value: str, message: str) -> dict[str, Any]:
        """See `Control.facts`."""
        return super().facts(oid, value, message) | {"value": value}


class HiddenField(Control):
    """A text that travels with the form unseen."""

    template = "hidden"

    def draw_locked(self) -> Html:
        """As ever: it is unseen."""
        return self.context.draw(self.template, **self.facts(self.oid, self.value, ""))

    def facts(self, oid: str, value: str, message: str) -> dict[str, Any]:
        """See `Control.facts`."""
        return {"oid": oid, "name": self.name, "value": value}
