"""Lists of lines that are folded one by one, and the lines themselves."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import colander

from guichet.declaration.conditions import MAPPING
from guichet.declaration.reading import MAX_LINES
from guichet.declaration.summary import BRIEF_TEXTS
from guichet.web.forms.controls import MalformedForm
from guichet.web.forms.field import Field
from guichet.web.forms.form_context import LineTexts
from guichet.web.forms.structure import EXTRAS, FIELDS, SectionField, Structure, fill_fields, new_field
from guichet.web.html_frames import ID, VALUE, Frame, Html, escape, place

DATES = "dates-"
"""Before the path of a line: the input with the days on which it is repeated."""
NO_TEXTS = LineTexts()


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
        fields = [new_field(child, child.name, self) for child in self.schema.children]
        fill_fields(fields, self.stored)
        return fields

    def make_fields(self) -> None:
        """Makes its fields before one of them is asked for."""
        _made = self.children

    def fill(self, cstruct: Mapping[str, Any]) -> None:
        """See `Field.fill`."""
        self.error = None
        self.stored = cstruct
        self.__dict__.pop("children", None)

    @property
    def has_error(self) -> bool:
        """See `Field.has_error`: a field that was never asked for has none."""
        if not self.context.has_errors:
            return False
        made: Sequence[Field] = self.__dict__.get("children", ())
        return self.error is not None or any(child.has_error for child in made)

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

    def draw_questions(self) -> Html:
        """Its questions as HTML: drawn once for all lines of a form in which they look alike, see `Control`."""
        context = self.context
        of_this_line = context.lock or context.proposed or context.beside or context.renderer.reload or self.has_error
        if of_this_line or not self.parent.is_flat:
            return super().draw_questions()
        values = {child.name: shown_answer(child, self.stored) for child in self.schema.children}
        texts = {name: escape(value) if value else "" for name, value in values.items()}
        return self._kept_questions(values).filled({ID: self.oid, **texts})

    def _kept_questions(self, values: Mapping[str, str]) -> Frame:
        """The questions with a place for each answer."""
        questions, schema = self.schema.children, self.parent.schema
        unfolded = any(values[question.name] for question in questions if question.group == EXTRAS)
        states = [FIELDS[question.control].state_of(question, values[question.name]) for question in questions]
        key = (self.context.localize, unfolded, *states)
        frame: Frame | None = schema.drawings.get(key)
        if frame is None:
            frame = Frame(self._draw(self.children, _with_places))
            schema.keep_drawing(key, frame)
        return frame

    def draw(self) -> Html:
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
            {"note": self.note, "questions": self.draw_questions(), "terms": Html("".join(map(_term, texts.terms)))},
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

    stored: Sequence[Mapping[str, Any]] = ()
    """The raw answers of each line."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        # Here and not with the fields of a line, which most lines are drawn without.
        for question in self.schema.children[0].children:
            self.context.require_free(question.name)

    @cached_property
    def children(self) -> Sequence[LineField]:
        """The lines: made when they are asked for, since a calendar is drawn from the raw answers alone."""
        lines = [self.new_line(index) for index in range(len(self.stored))]
        for line, stored in zip(lines, self.stored, strict=True):
            line.fill(stored)
        return lines

    @cached_property
    def is_flat(self) -> bool:
        """Whether its lines hold neither lists nor sections."""
        return all(map(_is_control, self.schema.children[0].children))

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
        self.stored = [line if isinstance(line, MAPPING) else {} for line in stored]
        self.__dict__.pop("children", None)
        # The lists inside count towards what the form has room for, before anything is drawn.
        for line in () if self.is_flat else self.children:
            line.make_fields()

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

    def draw_inside(self) -> Html:
        """The lines, and « Ajouter un trajet »."""
        context, schema, place = self.context, self.schema, self.place
        sums = context.sums.get(self.path, ()) if len(self.children) > 1 else ()
        return context.renderer.framed(
            "lines",
            context.localize,
            {"oid": self.oid, "path": self.path, "place": place, **{f"sum{at}": text for at, text in enumerate(sums)}},
            {"lines": Html("".join(child.draw() for child in self.children))},
            name=self.name,
            adding=context.text(schema.add_label) if self.can_add else "",
            placed=bool(place),
            computing=bool(context.line_texts) and schema.amounts,
            columns=tuple(context.text(heading) for heading in schema.columns),
            width=len(sums),
        )


def shown_answer(question: Any, stored: Mapping[str, Any]) -> str:
    """The value of a control as `_fill` would show it."""
    name = question.name
    value = stored[name] if name in stored else question.serialize(colander.null)
    return value if isinstance(value, str) else ""


def _is_control(schema: Any) -> bool:
    field = FIELDS.get(getattr(schema, "control", ""))
    return field is not None and field.is_control


def _with_places(control: Any) -> str:
    """Its kept drawing with a place of its own for the answer, and with the id of its line in its id."""
    drawn: str = control.kept_drawing()
    # The answer first: the place of the id contains `VALUE` as well.
    return drawn.replace(VALUE, place(control.name)).replace(ID, f"{place(ID)}-{control.name}")


def _term(term: tuple[str, str]) -> str:
    formula, amount = term
    return f'<div><dt>{escape(formula)}</dt><dd class="num">{escape(amount)}</dd></div>'


# `guichet.web.forms.form` imports this module, so that every form has lists of lines.
FIELDS["lines"] = LinesField
