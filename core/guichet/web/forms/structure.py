"""Fields that hold other fields, and sections; the lists of lines are in `line_fields`."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

import colander
from chameleon.utils import Markup

from guichet.declaration.conditions import MAPPING
from guichet.i18n import _
from guichet.web.forms.choice_fields import CheckboxField, RadiosField, SelectField
from guichet.web.forms.controls import MalformedForm
from guichet.web.forms.field import (
    EmailField,
    Field,
    FileField,
    HiddenField,
    PasswordField,
    TextAreaField,
    TextField,
)
from guichet.web.forms.renderer import described_by
from guichet.web.html_frames import Html

EXTRAS = "extras"
"""The group of the questions that are folded away."""
EXTRAS_TITLE = _("Autres indications (facultatif)")
MAX_HEADING_LEVEL = 4
"""h1 and h2 are the page's own headings; no form nests more than two lists below them."""


class Structure(Field):
    """A field that holds other fields."""

    @property
    def heading(self) -> int:
        """Level of its heading on the page, 2 to 4 by how many are around it, where the schema says ``heading=True``;
        0 where its title is the legend of a group.
        """
        if not getattr(self.schema, "heading", False) or not self.label:
            return 0
        return min(2 + sum(1 for outer in self.outer if outer.heading), MAX_HEADING_LEVEL)

    @property
    def outer(self) -> "Iterator[Structure]":
        """The fields around it, from the inside out."""
        field = self.parent
        while field is not None:
            yield field
            field = field.parent

    @property
    def place(self) -> str:
        """The lines around it, « Assistant 3, Jour 6 »; empty outside of lines."""
        return ", ".join(reversed([field.label for field in self.outer if field.number]))

    def draw(self) -> Html:
        """The field as HTML, with all that is inside."""
        context, note, described = self.context, self.note, self.described
        return context.renderer.framed(
            "group",
            context.localize,
            {"oid": self.oid, "described": described or ""},
            {"note": note, "inside": self.draw_inside()},
            label=self.label,
            level=self.heading,
            noted=bool(described),
            wrong=bool(self.message),
        )

    @property
    def described(self) -> str | None:
        """The ids of its hint and its error, see `described_by`."""
        hint, message = self.hint, self.message
        return described_by(self.oid, hint, message) if hint or message else None

    @property
    def note(self) -> Html:
        """Its hint and its error as HTML."""
        context, hint, message = self.context, self.hint, self.message
        drawn = Html("")
        # A message is of one answer and not kept; a hint is the same for all, and most groups have neither.
        if hint or message:
            oid, keep = {"oid": self.oid}, not message
            drawn = context.renderer.framed("hint", context.localize, oid, {}, keep=keep, hint=hint, message=message)
        return Html(f"{drawn}{context.beside.get(self.path, '')}")

    @abstractmethod
    def draw_inside(self) -> Html:
        """The fields inside it, between the markers that tell peppercorn how answers nest."""


class SectionField(Structure):
    """Questions that belong together: a mapping."""

    @cached_property
    def children(self) -> Sequence[Field]:
        """See `Field.children`."""
        return [new_field(child, child.name, self) for child in self.schema.children]

    def deserialize(self, pstruct: Any) -> dict[str, Any]:
        """The raw answers of all its fields, also of those that were not posted.

        :raises MalformedForm: when it is not a mapping.
        """
        posted = {} if pstruct is colander.null else pstruct
        if not isinstance(posted, dict):
            raise MalformedForm(f"{self.path} is not a mapping")
        return {child.name: child.deserialize(posted.get(child.name, colander.null)) for child in self.children}

    def fill(self, cstruct: Any) -> None:
        """Show its part in each field; a question that the stored draft does not have shows its default."""
        self.error = None
        fill_fields(self.children, cstruct)

    def gather(self) -> dict[str, Any]:
        """What its fields show."""
        return {child.name: child.gather() for child in self.children}

    @property
    def on_page(self) -> list[Field]:
        """The fields inside, in the order of the page: what is folded away comes last."""
        return sorted(self.children, key=is_extra)

    def draw_inside(self) -> Html:
        """The questions, those of one ``row`` side by side and the extras folded away."""
        return self._framed("section", self.draw_questions(), name=self.name)

    def draw_sections(self) -> Html:
        """The questions without the markers of peppercorn, those of one ``section`` below its heading."""
        drawn = []
        for title, group in groupby(self.children, key=lambda field: getattr(field.schema, "section", None)):
            fields = list(group)
            questions = self._draw(fields, self._draw_one)
            label = self.context.text(title) if title else ""
            # The heading is found by the first question's id, which no other heading has.
            titled = title and self.context.draw("titled", oid=fields[0].oid, label=label, questions=Markup(questions))
            drawn.append(titled or questions)
        return Html("".join(drawn))

    def draw_questions(self) -> Html:
        """The questions without the markers of peppercorn and without headings."""
        return self._draw(self.children, self._draw_one)

    def _draw(self, fields: Sequence[Field], draw: Callable[[Field], str]) -> Html:
        extras = [child for child in fields if is_extra(child)]
        if not extras:
            return Html("".join(self._rows(fields, draw)))
        rows = self._rows((child for child in fields if child not in extras), draw)
        # Open where something inside was answered or has to be mended, which must not be out of sight.
        folded = self._framed(
            "extras",
            "".join(self._rows(extras, draw)),
            title=self.context.text(getattr(self.schema, "extras_title", EXTRAS_TITLE)),
            open="open" if any(child.has_something for child in extras) else None,
        )
        return Html("".join((*rows, folded)))

    def _rows(self, fields: Iterable[Field], draw: Callable[[Field], str]) -> Iterator[str]:
        for row, group in groupby(fields, key=lambda field: getattr(field.schema, "row", None)):
            drawn = "".join(map(draw, group))
            yield drawn if row is None else self._framed("pair", drawn)

    def _draw_one(self, field: Field) -> str:
        beside = self.context.beside
        # Only a correction has anything beside its questions; a structure draws it inside itself.
        return f"{beside.get(field.path, '')}{field.draw()}" if beside and field.is_control else field.draw()

    def _framed(self, template: str, questions: str, **facts: Any) -> Html:
        context = self.context
        return context.renderer.framed(template, context.localize, {}, {"questions": Html(questions)}, **facts)


FIELDS: dict[str, type[Field]] = {
    "text": TextField,
    "textarea": TextAreaField,
    "email": EmailField,
    "password": PasswordField,
    "file": FileField,
    "select": SelectField,
    "radios": RadiosField,
    "checkbox": CheckboxField,
    "hidden": HiddenField,
    "section": SectionField,
}
"""`Node.control` → its field; the lists of lines add theirs."""


def new_field(schema: Any, name: str, parent: Field) -> Field:
    """The field of ``schema`` inside ``parent``.

    :raises ValueError: for a reserved name.
    :raises TypeError: for a node that is not made by `guichet.web.forms.nodes`, for which there is no template.
    """
    context = parent.context
    context.require_free(name)
    # A plain colander mapping needs no attribute of `Node`; any other node does.
    control = "section" if isinstance(schema.typ, colander.Mapping) else getattr(schema, "control", None)
    if control is None:
        made = type(schema.typ).__name__
        raise TypeError(f"question {schema.name!r} of type {made}: use the nodes of guichet.web.forms")
    return FIELDS[control](schema, f"{parent.path}.{name}" if parent.path else name, context, parent)


def fill_fields(fields: Iterable[Field], cstruct: Any) -> None:
    """Show in each field its part; a question that the stored draft does not have shows its default."""
    stored = cstruct if isinstance(cstruct, MAPPING) else {}
    for field in fields:
        name = field.name
        field.fill(stored[name] if name in stored else field.schema.serialize(colander.null))


def is_extra(field: Field) -> bool:
    """Whether a field is folded away."""
    return getattr(field.schema, "group", None) == EXTRAS
