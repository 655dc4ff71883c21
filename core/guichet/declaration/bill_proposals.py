"""What a supplier's QR-bill proposes as answers: only for empty questions that are marked ``from_bill``.

A bill belongs to one line, section or form, which is found by what its answers say: the sender may have changed some of
them, and lines are removed and moved.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from guichet.declaration.containers import Lines, Section, initial_cstruct
from guichet.declaration.fields import AnswerError, Fields, Leaf, join
from guichet.declaration.form_tree import content_of
from guichet.values.qr_bill import QrBill

SUPPLIER, AMOUNT, NUMBER, DATE, QUANTITY = "supplier", "amount", "number", "date", "quantity"
"""Values of ``from_bill``. The quantity is 1 beside the amount: that of a bill is a price for no other quantity."""
Part = tuple[str, type[Fields], Mapping[str, Any]]
"""Path, questions and raw answers of a form, a section or a line."""
Texts = Mapping[str, str]
"""Raw answers by path."""


def takes_bills(form: type[Fields]) -> bool:
    """Whether a question of the form, or of a section or line of it, is marked."""
    return any(
        getattr(field, "from_bill", None) or ((inner := content_of(field)) is not None and takes_bills(inner))
        for field in form.fields.values()
    )


def stated(form: type[Fields], raw: Mapping[str, Any], bills: Iterable[QrBill], today: date) -> list[Texts]:
    """For each bill the answers of the one part that say what it says, also beside others that say something else.

    Empty for a bill that no part has anything of. The part with most of it counts, each for one bill.
    """
    free = list(_parts("", form, raw))
    found: list[Texts] = []
    for bill in bills:
        best = max(free, key=lambda part: len(_same(part, bill, today)), default=None)
        same = _same(best, bill, today) if best else {}
        found.append(same)
        if best and same:
            free.remove(best)
    return found


def bill_texts(
    form: type[Fields], raw: Mapping[str, Any], known: Iterable[QrBill], fresh: Iterable[QrBill], today: date
) -> Texts:
    """What the ``fresh`` bills propose, as raw texts by path: for empty answers alone.

    A bill belongs to the first part that says something of it and nothing else, otherwise to the first whose marked
    questions are all empty, perhaps a new line at the end of a list. Those that say something of the ``known`` bills,
    which were proposed before, are taken. A bill that finds no place proposes nothing, and so does an amount in euros.
    """
    fresh = list(fresh)
    taken = {path.rpartition(".")[0] for texts in stated(form, raw, known, today) for path in texts}
    free = [part for part in _parts("", form, raw, len(fresh)) if part[0] not in taken]
    found: dict[str, str] = {}
    for bill in fresh:
        place = next((part for part in free if _agrees(part, bill, today)), None) or next(filter(_is_empty, free), None)
        if place is not None:
            free.remove(place)
            found |= _proposed(place, bill, today)
    return found


def with_texts(form: type[Fields], raw: Mapping[str, Any], texts: Texts, path: str = "") -> dict[str, Any]:
    """A copy of raw answers in which the empty ones have the proposed ``texts``, with the lines those need."""
    filled = dict(raw)
    for name, field in form.fields.items():
        inside, value = join(path, name), raw.get(name)
        if isinstance(field, Section) and isinstance(value, Mapping):
            filled[name] = with_texts(field.content, value, texts, inside)
        elif isinstance(field, Lines) and isinstance(value, list):
            lines = list(value)
            while any(each.startswith(f"{inside}.{len(lines)}.") for each in texts):
                lines.append(initial_cstruct(field.line))
            filled[name] = [
                with_texts(field.line, line, texts, join(inside, number)) if isinstance(line, Mapping) else line
                for number, line in enumerate(lines)
            ]
        elif inside in texts and not value:
            filled[name] = texts[inside]
    return filled


def without_texts(form: type[Fields], raw: Mapping[str, Any], paths: Collection[str], path: str = "") -> dict[str, Any]:
    """A copy of raw answers with those at ``paths`` empty; a line that is like a new one then is left out.

    A list keeps the least number of lines.
    """
    emptied = dict(raw)
    for name, field in form.fields.items():
        inside, value = join(path, name), raw.get(name)
        if isinstance(field, Section) and isinstance(value, Mapping):
            emptied[name] = without_texts(field.content, value, paths, inside)
        elif isinstance(field, Lines) and isinstance(value, list):
            emptied[name] = _emptied_lines(field, value, paths, inside)
        elif inside in paths:
            emptied[name] = ""
    return emptied


def _emptied_lines(field: Lines[Any], lines: list[Any], paths: Collection[str], path: str) -> list[Any]:
    new, kept = initial_cstruct(field.line), []
    spare = len(lines) - field.min_items
    for number, line in enumerate(lines):
        here = join(path, number)
        touched = isinstance(line, Mapping) and any(each.startswith(f"{here}.") for each in paths)
        emptied = without_texts(field.line, line, paths, here) if touched else line
        if touched and spare > 0 and emptied == new:
            spare -= 1
        else:
            kept.append(emptied)
    return kept


def _parts(path: str, form: type[Fields], raw: Any, new_lines: int = 0) -> Iterator[Part]:
    answers = raw if isinstance(raw, Mapping) else {}
    if any(_marked(form)):
        yield path, form, answers
    for name, field in form.fields.items():
        inside, value = join(path, name), answers.get(name)
        if isinstance(field, Section):
            yield from _parts(inside, field.content, value, new_lines)
        elif isinstance(field, Lines) and isinstance(value, list):
            room = min(new_lines, max(field.max_items - len(value), 0))
            for number, line in enumerate([*value, *({} for _new in range(room))]):
                yield from _parts(join(inside, number), field.line, line, new_lines)


def _marked(form: type[Fields]) -> Iterator[tuple[str, Leaf[Any]]]:
    """The questions that take something of a bill."""
    for name, field in form.fields.items():
        if isinstance(field, Leaf) and field.from_bill and field.from_bill != QUANTITY:
            yield name, field


def _quantities(form: type[Fields]) -> list[str]:
    return [name for name, field in form.fields.items() if getattr(field, "from_bill", None) == QUANTITY]


def _same(part: Part, bill: QrBill, today: date) -> dict[str, str]:
    """The answers that say what the bill says, with a quantity of 1 beside its amount."""
    path, form, answers = part
    texts = {name: (field, text) for name, field in _marked(form) if (text := _text(field, bill, today))}
    same = {name: text for name, (_field, text) in texts.items() if answers.get(name) == text}
    if any(texts[name][0].from_bill == AMOUNT for name in same):
        same |= {name: "1" for name in _quantities(form) if answers.get(name) == "1"}
    return {join(path, name): text for name, text in same.items()}


def _agrees(part: Part, bill: QrBill, today: date) -> bool:
    """Whether an answer says what the bill says, and none says something else."""
    _path, form, answers = part
    said = {name: answers[name] for name, _field in _marked(form) if answers.get(name)}
    texts = {name: text for name, field in _marked(form) if (text := _text(field, bill, today))}
    return bool(said) and all(texts.get(name) == answer for name, answer in said.items())


def _is_empty(part: Part) -> bool:
    _path, form, answers = part
    return not any(answers.get(name) for name, _field in _marked(form))


def _proposed(part: Part, bill: QrBill, today: date) -> dict[str, str]:
    path, form, answers = part
    found: dict[str, str] = {}
    for name, field in _marked(form):
        text = _text(field, bill, today)
        if text and field.from_bill == AMOUNT:
            if not _is_one(form, answers):
                continue
            found |= dict.fromkeys(_quantities(form), "1")
        if text:
            found[name] = text
    return {join(path, name): text for name, text in found.items() if not answers.get(name)}


def _is_one(form: type[Fields], answers: Mapping[str, Any]) -> bool:
    """Whether every quantity is empty or 1."""
    return all(not answers.get(name) or _is_number_one(answers[name]) for name in _quantities(form))


def _is_number_one(raw: Any) -> bool:
    try:
        return Decimal(str(raw).strip()) == 1
    # Typed in another notation: no price is proposed, which is never wrong.
    except ArithmeticError:
        return False


def _text(field: Leaf[Any], bill: QrBill, today: date) -> str:
    """What the bill says for a question; empty where it says nothing, or what the question cannot take."""
    amount = bill.amount if bill.currency == "CHF" else None
    said = {SUPPLIER: bill.creditor, NUMBER: bill.invoice_number, DATE: bill.invoice_date, AMOUNT: amount}
    value = said[field.from_bill or ""]
    if value is None or value == "":
        return ""
    text = field.show(value)
    try:
        field.read(text, today)
    # E.g. a number of more characters than the question has.
    except AnswerError:
        return ""
    return text
