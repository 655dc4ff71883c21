"""Checks of the questions of a form when a desk starts: each message names class, question and remedy."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from translationstring import TranslationString

from guichet.declaration.conditions import Answer, Condition, In
from guichet.declaration.containers import DAYS_OF_A_CALENDAR, Lines, Section
from guichet.declaration.fields import MEMBERS, Field, Fields, Leaf, nearest
from guichet.declaration.form_tree import Place, content_of, leaves_by_dependency, places
from guichet.declaration.kinds import Amount, Choice, Day, Month, Quantity, Text, YesNo
from guichet.declaration.reading import MAX_LINES
from guichet.declaration.summary import names_of

NAME = re.compile(r"[a-z](?:_?[a-z0-9])*_?")
"""Lower case and single underscores, since two are what ids and paths are cut at."""
BUTTONS = frozenset({
    "send", "save", "attach", "detach", "replace", "join", "earlier", "add", "remove", "repeat", "file", "kind",
    "bill", "propose", "confirm", "pay", "autosave",
})  # fmt: skip
"""Names of the page's own buttons and inputs: a browser posts all controls in one flat list."""
ID_SUFFIXES = frozenset({"hint", "error", "worked", "title", "dates", "read"})
"""Endings of HTML ids: a question named so would get the id of the hint or error of the section around it."""

BILL_KINDS: Mapping[str | None, type[Leaf[Any]]] = {
    None: Leaf,
    "supplier": Text,
    "amount": Amount,
    "number": Text,
    "date": Day,
    "quantity": Quantity,
}
"""``from_bill`` → the kind of question that can take it."""


def check_form(form: type[Fields]) -> Iterator[str]:
    """Every message about a form; none when it is in order."""
    seen: dict[type[Fields], bool] = {form: True}
    for place in places(form):
        inner = content_of(place.field)
        if inner is not None:
            seen.setdefault(inner, False)
    for owner, is_document in seen.items():
        yield from _check_class(owner, is_document)
    for place in places(form):
        yield from _check_conditions(place)
        yield from _calendar_messages(place)
        inner = content_of(place.field)
        if inner is not None and any(inner is above for _pattern, above in place.levels):
            yield _at(place, f"{inner.__name__} holds itself; declare another class for what is inside")


def _check_class(owner: type[Fields], is_document: bool) -> Iterator[str]:
    if not owner.fields:
        yield f"{owner.__qualname__} has no questions: add some, or remove the class"
    for name, value in vars(owner).items():
        if isinstance(value, Field) and not value.attribute:
            yield f"{owner.__qualname__}.{name} was assigned after the class: declare it inside, or use FormBuilder.add"
        elif not name.startswith("_") and _is_no_question(value):
            yield f"{owner.__qualname__}.{name} is {value!r}, which is no question; write one, e.g. Text(_('…'))"
    for field in owner.fields.values():
        for message in (
            *_name_messages(owner, field),
            *_text_messages(field),
            *_kind_messages(field),
            *_bill_messages(field),
            *_period_messages(owner, field),
        ):
            yield f"{owner.__qualname__}.{field.attribute}: {message}"
    yield from _summary_messages(owner)
    try:
        leaves_by_dependency(owner, is_document)
    except ValueError as circle:
        yield f"{owner.__qualname__}: {circle}"


def _is_no_question(value: object) -> bool:
    """Whether an attribute of the class was meant as a question: a kind that is not called, a type, a colander node."""
    is_type = isinstance(value, type) and not issubclass(value, Fields)
    return is_type or type(value).__module__.partition(".")[0] in ("colander", "deform")


def _name_messages(owner: type[Fields], field: Field[Any]) -> Iterator[str]:
    # The dict of questions has one object under one name only: the first would be lost without a message.
    if len(field.attributes) > 1:
        yield f"is one object under {' and '.join(field.attributes)}; write the question out twice"
    if not NAME.fullmatch(field.name) or field.name.endswith("_"):
        yield f"the name {field.name!r} must be lower case letters, digits and single underscores; give name='…'"
    if field.attribute in MEMBERS:
        yield f"{field.attribute!r} is a member of every record; choose another name"
    if field.name in BUTTONS or field.name in ID_SUFFIXES:
        yield f"{field.name!r} is reserved for the page; choose another name"
    others = [other for base in owner.__mro__ for other in vars(base).values() if isinstance(other, Field)]
    if any(other.name == field.name and other.attribute != field.attribute for other in others):
        yield f"another question of the class is named {field.name!r} too; give one of them another name"


def _text_messages(field: Field[Any]) -> Iterator[str]:
    texts: dict[str, Any] = {"label": field.label, "help_text": field.help_text, "missing": field.missing}
    texts |= {option: getattr(field, option, None) for option in ("unticked", "extras_title", "amounts_label")}
    if isinstance(field, Lines):
        texts |= {
            option: getattr(field, option) for option in ("item_title", "add_label", "remove_label", "repeat_label")
        }
        texts |= {f"column {code!r}": heading for code, heading in field.columns.items()}
    if isinstance(field, Choice):
        texts |= {f"choice {key!r}": label for key, label in field.choices.items()}
    for option, text in texts.items():
        if not isinstance(text, TranslationString) and (text is not None or option == "label"):
            yield f"{option} is {text!r}; wrap it into _(), so that it can be translated"


def _kind_messages(field: Field[Any]) -> Iterator[str]:
    if type(field) is Field or type(field) is Leaf or not isinstance(field, Leaf | Lines | Section):
        yield "is of no kind that can be drawn; use those of guichet.declaration"
    if field.required is True and field.optional:
        yield "is required and optional; remove one of both"
    if not isinstance(field.required, bool | Condition) or not isinstance(field.relevant, Condition | None):
        yield "required takes True or a condition, relevant a condition: answer('name') == 'key'"
    if isinstance(field, Section) and field.required is not False:
        yield "a section cannot be required; its questions can"
    if isinstance(field, Choice) and not (field.choices and all(isinstance(key, str) and key for key in field.choices)):
        yield "needs choices, each with a key that is a text"
    if isinstance(field, Lines):
        yield from _lines_messages(field)
    if isinstance(field, Lines) and not 0 <= field.min_items <= field.max_items <= MAX_LINES:
        yield f"min_items {field.min_items} and max_items {field.max_items} must be in order and at most {MAX_LINES}"


def _bill_messages(field: Field[Any]) -> Iterator[str]:
    if isinstance(field, Leaf) and not isinstance(field, BILL_KINDS.get(field.from_bill, ())):
        kinds = ", ".join(f"{name!r} of {kind.__name__}" for name, kind in BILL_KINDS.items() if name)
        yield f"from_bill={field.from_bill!r} is none that the kind can take: {kinds}"


def _period_messages(owner: type[Fields], field: Field[Any]) -> Iterator[str]:
    if isinstance(field, Day | Month) and field.not_before is not None:
        first = getattr(owner, field.not_before, None)
        if not isinstance(first, type(field)) or first is field:
            yield f"not_before={field.not_before!r} must name another {type(field).__name__} of {owner.__qualname__}"


def _calendar_messages(place: Place) -> Iterator[str]:
    """About a list drawn as a calendar."""
    field, form = place.field, place.levels[0][1]
    if not isinstance(field, Lines) or field.layout != "calendar":
        return
    if (field.min_items, field.max_items) != (DAYS_OF_A_CALENDAR, DAYS_OF_A_CALENDAR):
        yield _at(place, f"a calendar has {DAYS_OF_A_CALENDAR} lines: give min_items and max_items")
    if [isinstance(question, Quantity) for question in field.line.fields.values()] != [True]:
        yield _at(place, f"a calendar asks one Quantity a day: {field.line.__qualname__} has other questions")
    if not isinstance(getattr(form, field.month or "", None), Month):
        yield _at(place, f"month={field.month!r} must name a Month of {form.__qualname__}")


def _lines_messages(field: Lines[Any]) -> Iterator[str]:
    # Includes questions that a desk's plugin removed: the declaration of the original class still names them.
    known = {name: value for base in field.line.__mro__ for name, value in vars(base).items()}
    questions = {name for name, value in known.items() if isinstance(value, Field)}
    for name in () if field.carried == "alike" else field.carried:
        if name not in questions:
            yield f"carried: {field.line.__qualname__} has no question {name!r}{nearest(name, questions)}"
    if field.repeated_on is not None and not isinstance(known.get(field.repeated_on), Day):
        yield f"repeated_on={field.repeated_on!r} must name a Day of {field.line.__qualname__}"


def _summary_messages(owner: type[Fields]) -> Iterator[str]:
    attributes = {field.attribute: field for field in owner.fields.values()}
    # Includes questions that a desk's plugin removed: the summary of the original class still names them.
    known = {name for base in owner.__mro__ for name, value in vars(base).items() if isinstance(value, Field)}
    for entry in owner.summary_rows:
        names = names_of(entry)
        for name in names:
            field = attributes.get(name)
            if name not in known:
                yield f"{owner.__qualname__}.summary_rows: there is no question {name!r}{nearest(name, known)}"
            elif field is not None and not field.in_summary:
                yield f"{owner.__qualname__}.summary_rows names {name!r}, which is in_summary=False; remove one"
            elif isinstance(field, Lines | Section) and len(names) > 1:
                yield f"{owner.__qualname__}.summary_rows: {name!r} has rows of its own; name it by itself"


def _check_conditions(place: Place) -> Iterator[str]:
    for option in ("relevant", "required"):
        condition = getattr(place.field, option)
        if isinstance(condition, Condition):
            for message in condition_messages(condition, place):
                yield _at(place, f"{option}: {message}")


def condition_messages(condition: Condition, place: Place) -> Iterator[str]:
    """Messages about a condition of the question at ``place``."""
    for read in condition.answers():
        level = place.level_of(read)
        if level is None:
            yield f"there is no enclosing line for parent_answer({read.name!r}); use answer() or document_answer()"
            continue
        found = level[1].fields.get(read.name)
        if found is None:
            yield f"{level[1].__name__} has no question {read.name!r}{nearest(read.name, level[1].fields)}"
        elif not isinstance(found, Leaf):
            yield f"{read.name!r} holds other questions; name one of them from inside, or ask a box instead"
    for comparison in condition.comparisons():
        yield from _comparison_messages(comparison, _compared(comparison.answer, place))


def _compared(read: Answer, place: Place) -> Field[Any] | None:
    level = place.level_of(read)
    return None if level is None else level[1].fields.get(read.name)


def _comparison_messages(comparison: In, field: Field[Any] | None) -> Iterator[str]:
    if isinstance(field, Choice):
        for key in comparison.values:
            if key not in field.choices:
                yield f"{field.name!r} has no choice {key!r}{nearest(str(key), field.choices)}"
    elif isinstance(field, YesNo):
        if not all(isinstance(value, bool) for value in comparison.values):
            yield f"{field.name!r} is a box; compare it with True or False"
    elif isinstance(field, Leaf) and not field.comparable:
        yield f"{field.name!r} is no choice and no box: a condition can only ask whether it was answered; write a check"


def has_service_day(form: type[Fields]) -> bool:
    """Whether any question of the form is a ``service_day``."""
    return any(isinstance(place.field, Day | Month) and place.field.service_day for place in places(form))


def _at(place: Place, message: str) -> str:
    return f"{place.levels[-1][1].__qualname__}.{place.field.attribute}: {message}"
