"""Fields that hold other fields: sections, and lists of lines."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from html import escape
from itertools import groupby
from typing import Any

import colander
from chameleon.utils import Markup

from guichet.declaration.reading import MAX_LINES
from guichet.declaration.summary import BRIEF_TEXTS
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
from guichet.web.forms.form_context import LineTexts
from guichet.web.forms.renderer import ID, VALUE, described_by

EXTRAS = "extras"
"""The group of the questions that are folded away."""
EXTRAS_TITLE = _("Autres indications (facultatif)")
DATES = "dates-"
"""Before the path of a line: the input with the days on which it is repeated."""
NO_TEXTS = LineTexts()
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
        return min(
            2 + sum(1 for outer in self.outer if isinstance(outer, Structure) and outer.heading), MAX_HEADING_LEVEL
        )

    @property
    def outer(self) -> Iterator[Field]:
        """The fields around it, from the inside out."""
        field = self.parent
        while field is not None:
            yield field
            field = field.parent

    @property
    def place(self) -> str:
        """The lines around it, « Assistant 3, Jour 6 »; empty outside of lines."""
        return ", ".join(reversed([field.label for field in self.outer if field.number]))

    def draw(self) -> Markup:
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
        return described_by(self.oid, self.hint, self.message)

    @property
    def note(self) -> Markup:
        """Its hint and its error as HTML."""
        hint, message, beside = self.hint, self.message, self.context.beside.get(self.path, Markup(""))
        # Drawn only where there is one of them: most groups have neither.
        drawn = self.context.draw("hint", oid=self.oid, hint=hint, message=message) if hint or message else Markup("")
        return Markup(f"{drawn}{beside}")

    @abstractmethod
    def draw_inside(self) -> Markup:
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
        _fill(self.children, cstruct)

    def gather(self) -> dict[str, Any]:
        """What its fields show."""
        return {child.name: child.gather() for child in self.children}

    @property
    def on_page(self) -> list[Field]:
        """The fields inside, in the order of the page: what is folded away comes last."""
        return sorted(self.children, key=_is_extra)

    def draw_inside(self) -> Markup:
        """The questions, those of one ``row`` side by side and the extras folded away."""
        return self._framed("section", self.draw_questions(), name=self.name)

    def draw_sections(self) -> Markup:
        """The questions without the markers of peppercorn, those of one ``section`` below its heading."""
        drawn = []
        for title, group in groupby(self.children, key=lambda field: getattr(field.schema, "section", None)):
            fields = list(group)
            questions = self._draw(fields, self._draw_one)
            label = self.context.text(title) if title else ""
            # The heading is found by the first question's id, which no other heading has.
            titled = title and self.context.draw("titled", oid=fields[0].oid, label=label, questions=questions)
            drawn.append(titled or questions)
        return Markup("".join(drawn))

    def draw_questions(self) -> Markup:
        """The questions without the markers of peppercorn and without headings."""
        return self._draw(self.children, self._draw_one)

    def _draw(self, fields: Sequence[Field], draw: Callable[[Field], str]) -> Markup:
        extras = [child for child in fields if _is_extra(child)]
        if not extras:
            return Markup("".join(self._rows(fields, draw)))
        rows = self._rows((child for child in fields if not _is_extra(child)), draw)
        # Open where something inside was answered or has to be mended, which must not be out of sight.
        folded = self._framed(
            "extras",
            "".join(self._rows(extras, draw)),
            title=self.context.text(getattr(self.schema, "extras_title", EXTRAS_TITLE)),
            open="open" if any(child.has_something for child in extras) else None,
        )
        return Markup("".join((*rows, folded)))

    def _rows(self, fields: Iterable[Field], draw: Callable[[Field], str]) -> Iterator[str]:
        for row, group in groupby(fields, key=lambda field: getattr(field.schema, "row", None)):
            drawn = "".join(map(draw, group))
            yield drawn if row is None else self._framed("pair", drawn)

    def _draw_one(self, field: Field) -> str:
        beside = self.context.beside
        # Only a correction has anything beside its questions; a structure draws it inside itself.
        return f"{beside.get(field.path, '')}{field.draw()}" if beside and field.is_control else field.draw()

    def _framed(self, template: str, questions: str, **facts: Any) -> Markup:
        context = self.context
        return context.renderer.framed(template, context.localize, {}, {"questions": Markup(questions)}, **facts)


class LineField(SectionField):
    """One of the lines of a list.

    31 journeys have 700 questions, and nearly all of their lines are drawn from the raw answers alone. The fields of a
    line are made when one of them is asked for, e.g. to show its problem.
    """

    stored: Mapping[str, Any] = {}
    """Its part of the raw answers."""

    @cached_property
    def children(self) -> Sequence[Field]:
        """See `Field.children`."""
        return self._filled_fields()

    def _filled_fields(self) -> Sequence[Field]:
        fields = [new_field(child, child.name, self) for child in self.schema.children]
        _fill(fields, self.stored)
        return fields

    @property
    def _made(self) -> Sequence[Field]:
        """Its fields if there are any yet."""
        made: Sequence[Field] = self.__dict__.get("children", ())
        return made

    def fill(self, cstruct: Any) -> None:
        """See `Field.fill`."""
        self.error = None
        self.stored = cstruct if isinstance(cstruct, Mapping) else {}
        self.__dict__.pop("children", None)
        if not self.parent.is_flat:
            # The lists inside count towards what the form has room for, before anything is drawn.
            self.__dict__["children"] = self._filled_fields()

    @property
    def has_error(self) -> bool:
        """See `Field.has_error`: a field that was never asked for has none."""
        return self.error is not None or any(child.has_error for child in self._made)

    @property
    def label(self) -> str:
        """« Trajet 1 »."""
        return str(self.parent.item_titles.replace(VALUE, str(self.number)))

    @property
    def removing(self) -> str:
        """« le trajet 1 »: the hidden end of its button's name, for screen readers."""
        return str(self.parent.removing.replace(VALUE, str(self.number)))

    @property
    def is_unfolded(self) -> bool:
        """True for a line that is not folded: the new one, one with something to mend or confirm, the only one."""
        only, inside = len(self.parent.children) == 1, f"{self.path}."
        proposed = any(f"{path}.".startswith(inside) for path in (*self.context.proposed, *self.context.beside))
        return only or proposed or f"{self.context.open_line}.".startswith(inside) or self.has_error

    def draw_questions(self) -> Markup:
        """Its questions as HTML: drawn once for all lines of a form in which they look alike, see `Control`."""
        context = self.context
        of_this_line = context.lock or context.proposed or context.beside or context.renderer.reload or self.has_error
        if of_this_line or not self.parent.is_flat:
            return super().draw_questions()
        values = {child.name: _shown(child, self.stored) for child in self.schema.children}
        return Markup(self._kept_questions(values) % {ID: self.oid, **{name: escape(values[name]) for name in values}})

    def _kept_questions(self, values: Mapping[str, str]) -> str:
        """The questions with a place for each answer."""
        questions, schema = self.schema.children, self.parent.schema
        unfolded = any(values[question.name] for question in questions if question.group == EXTRAS)
        states = [FIELDS[question.control].state_of(question, values[question.name]) for question in questions]
        key = (self.context.localize, unfolded, *states)
        frame: str | None = schema.drawings.get(key)
        if frame is None:
            # « <input id="%(ID)s-km" value="%(km)s"> » for each question; what stands there as « % » is doubled.
            frame = str(self._draw(self.children, _with_places)).replace("%", "%%").replace(ID, f"%({ID})s")
            for child in self.children:
                frame = frame.replace(f"{VALUE}-{child.name}-", f"%({child.name})s")
            schema.keep_drawing(key, frame)
        return frame

    def draw(self) -> Markup:
        """The line as HTML: its frame is drawn once for all lines of a form that look alike, see `Control`."""
        context, schema = self.context, self.parent.schema
        texts = context.line_texts.get(self.path, NO_TEXTS)
        described, width = self.described, len(schema.columns) + 1
        amounts = texts.amounts or ("",) * width
        given = {
            "oid": self.oid,
            "path": self.path,
            "label": self.label,
            "removing": self.removing if self.can_remove else "",
            "described": described or "",
            "state": texts.state,
            **{f"brief{at}": text for at, text in enumerate((*texts.brief, "", "", "")[:BRIEF_TEXTS])},
            **{f"amount{at}": text for at, text in enumerate(amounts)},
        }
        return context.renderer.framed(
            "line",
            context.localize,
            given,
            {"note": self.note, "questions": self.draw_questions(), "terms": Markup("".join(map(_term, texts.terms)))},
            name=self.schema.name,
            open="open" if self.is_unfolded else None,
            tint="ok" if texts.complete else "wait",
            stated=bool(texts.state),
            noted=bool(described),
            wrong=bool(self.message),
            removable=self.can_remove,
            computed=bool(texts.terms),
            computing=bool(context.line_texts) and schema.amounts,
            width=width,
            repeating=context.text(schema.repeat_label) if self.can_repeat else "",
            dates=DATES,
            before_object=context.localize.before_object,
        )

    @property
    def can_remove(self) -> bool:
        """True for a line that may be removed."""
        return bool(self.parent.can_remove) and self.context.may_remove(self.path)

    @property
    def can_repeat(self) -> bool:
        """True for a line that has a day and may be added once more."""
        return bool(self.parent.schema.repeated_on) and self.parent.can_add


class LinesField(Structure):
    """A list of mappings of one kind: a sequence. Its children are the lines, without deform's prototype of one."""

    _lines: Sequence[LineField] = ()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        # Here and not with the fields of a line, which most lines are drawn without.
        for question in self.schema.children[0].children:
            self.context.require_free(question.name)

    @property
    def children(self) -> Sequence[LineField]:
        """The lines."""
        return self._lines

    @cached_property
    def is_flat(self) -> bool:
        """Whether its lines hold neither lists nor sections."""
        return all(_is_control(question) for question in self.schema.children[0].children)

    @cached_property
    def place(self) -> str:
        """See `Structure.place`."""
        return super().place

    @cached_property
    def item_titles(self) -> str:
        """« Trajet … », with `VALUE` in the place of the number."""
        return self.context.localize(self.schema.item_title % {"n": VALUE})

    @cached_property
    def removing(self) -> str:
        """« le trajet … », see `LineField.removing`, with `VALUE` in the place of the number."""
        label = self.context.localize(self.schema.remove_label % {"n": VALUE})
        return f"{label}, {self.place}" if self.place else label

    def deserialize(self, pstruct: Any) -> list[Any]:
        """The raw answers of each line.

        :raises MalformedForm: when it is not a list, or has more lines than a form shows.
        """
        posted = [] if pstruct is colander.null else pstruct
        if not isinstance(posted, list):
            raise MalformedForm(f"{self.path} is not a list of lines")
        self.context.posted_lines += len(posted)
        if self.context.posted_lines > MAX_LINES:
            raise MalformedForm("more lines than any person writes")
        if not posted:
            return []
        # One field reads all lines: reading needs nothing of a line but its questions.
        line = self.new_line(0)
        return [line.deserialize(part) for part in posted]

    def fill(self, cstruct: Any) -> None:
        """One field per line, at least as many as the node asks for and at most as many as the form has room for."""
        self.error = None
        room = max(MAX_LINES - self.context.lines, 0)
        stored = list(cstruct[:room]) if isinstance(cstruct, list | tuple) else []
        stored += [{}] * (self.schema.min_len - len(stored))
        self.context.lines += len(stored)
        self._lines = [self.new_line(index) for index in range(len(stored))]
        for child, line in zip(self.children, stored, strict=True):
            child.fill(line)

    def gather(self) -> list[Any]:
        """What its lines show."""
        return [child.gather() for child in self.children]

    def new_line(self, index: int) -> LineField:
        """A field for the line at ``index``, from 0."""
        return LineField(self.schema.children[0], f"{self.path}.{index}", self.context, self, index + 1)

    @property
    def can_add(self) -> bool:
        """True while another line may be added."""
        room = len(self.children) < int(self.schema.max_len) and self.context.lines < MAX_LINES
        return room and self.context.is_open(self.path)

    @property
    def can_remove(self) -> bool:
        """True while there are more lines than there have to be."""
        return len(self.children) > int(self.schema.min_len)

    def draw_inside(self) -> Markup:
        """The lines, and « Ajouter un trajet »."""
        context, schema, place = self.context, self.schema, self.place
        sums = context.sums.get(self.path, ()) if len(self.children) > 1 else ()
        return context.renderer.framed(
            "lines",
            context.localize,
            {"oid": self.oid, "path": self.path, "place": place, **{f"sum{at}": text for at, text in enumerate(sums)}},
            {"lines": Markup("".join(child.draw() for child in self.children))},
            name=self.name,
            adding=context.text(schema.add_label) if self.can_add else "",
            placed=bool(place),
            computing=bool(context.line_texts) and schema.amounts,
            columns=tuple(context.text(heading) for heading in schema.columns),
            width=len(sums),
        )


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
    "lines": LinesField,
}
"""`Node.control` → its field."""


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


def _fill(fields: Iterable[Field], cstruct: Any) -> None:
    """Show in each field its part; a question that the stored draft does not have shows its default."""
    stored = cstruct if isinstance(cstruct, Mapping) else {}
    for field in fields:
        name = field.name
        field.fill(stored[name] if name in stored else field.schema.serialize(colander.null))


def _shown(question: Any, stored: Mapping[str, Any]) -> str:
    """The value of a control as `_fill` would show it."""
    name = question.name
    value = stored[name] if name in stored else question.serialize(colander.null)
    return value if isinstance(value, str) else ""


def _is_control(schema: Any) -> bool:
    control = getattr(schema, "control", None)
    return control in FIELDS and FIELDS[control].is_control


def _with_places(control: Any) -> str:
    """Its kept drawing with a place of its own for the answer, and with the id of its line in its id."""
    drawn: str = control.kept_drawing()
    return drawn.replace(ID, f"{ID}-{control.name}").replace(VALUE, f"{VALUE}-{control.name}-")


def _term(term: tuple[str, str]) -> str:
    formula, amount = term
    return f'<div><dt>{escape(formula)}</dt><dd class="num">{escape(amount)}</dd></div>'


def _is_extra(field: Field) -> bool:
    return getattr(field.schema, "group", None) == EXTRAS
