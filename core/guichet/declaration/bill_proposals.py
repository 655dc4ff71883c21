"""What a supplier's QR-bill proposes as answers: only for empty questions that are marked ``from_bill``."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from guichet.declaration.containers import Lines, Section
from guichet.declaration.fields import AnswerError, Fields, Leaf, join
from guichet.declaration.form_tree import content_of
from guichet.values.qr_bill import QrBill

SUPPLIER, AMOUNT, NUMBER, DATE, QUANTITY = "supplier", "amount", "number", "date", "quantity"
"""Values of ``from_bill``. A quantity takes nothing of the bill: an amount is a price only for a quantity of 1."""
FROM_BILL = frozenset({SUPPLIER, AMOUNT, NUMBER, DATE, QUANTITY})
Part = tuple[str, type[Fields], Mapping[str, Any]]
"""Path, questions and raw answers of a form, a section or a line."""


def takes_bills(form: type[Fields]) -> bool:
    """Whether a question of the form, or of a section or line of it, is marked."""
    return any(
        getattr(field, "from_bill", None) or ((inner := content_of(field)) is not None and takes_bills(inner))
        for field in form.fields.values()
    )


def bill_texts(form: type[Fields], raw: Mapping[str, Any], bills: Iterable[QrBill], today: date) -> dict[str, str]:
    """What the bills say, as raw texts by path, for answers ``raw`` that are empty or say the same.

    Each bill belongs to one line, section or form: the first that already says something of it, otherwise the first
    whose marked questions are all empty. A bill that finds no place proposes nothing, and so does an amount in euros.
    """
    found: dict[str, str] = {}
    free = list(_parts("", form, raw))
    for bill in bills:
        place = next((part for part in free if _agrees(part, bill, today)), None) or next(filter(_is_empty, free), None)
        if place is not None:
            free.remove(place)
            found |= dict(_texts(place, bill, today))
    return found


def with_texts(raw: Mapping[str, Any], texts: Mapping[str, str], path: str = "") -> dict[str, Any]:
    """A copy of raw answers in which the empty ones have the proposed ``texts``."""
    return {name: _filled(value, texts, join(path, name)) for name, value in raw.items()}


def _filled(value: Any, texts: Mapping[str, str], path: str) -> Any:
    if isinstance(value, Mapping):
        return with_texts(value, texts, path)
    if isinstance(value, list):
        return [_filled(each, texts, join(path, number)) for number, each in enumerate(value)]
    return value or texts.get(path, value)


def _parts(path: str, form: type[Fields], raw: Any) -> Iterator[Part]:
    answers = raw if isinstance(raw, Mapping) else {}
    if any(_marked(form)):
        yield path, form, answers
    for name, field in form.fields.items():
        inside, value = join(path, name), answers.get(name)
        if isinstance(field, Section):
            yield from _parts(inside, field.content, value)
        elif isinstance(field, Lines):
            for number, line in enumerate(value if isinstance(value, list) else ()):
                yield from _parts(join(inside, number), field.line, line)


def _marked(form: type[Fields]) -> Iterator[tuple[str, Leaf[Any]]]:
    """The questions that take something of a bill."""
    for name, field in form.fields.items():
        if isinstance(field, Leaf) and field.from_bill and field.from_bill != QUANTITY:
            yield name, field


def _agrees(part: Part, bill: QrBill, today: date) -> bool:
    """Whether an answer says what the bill says, and none says something else."""
    _path, form, answers = part
    said = {name: answers[name] for name, _field in _marked(form) if answers.get(name)}
    texts = {name: text for name, field in _marked(form) if (text := _text(field, bill, today))}
    return bool(said) and all(texts.get(name) == answer for name, answer in said.items())


def _is_empty(part: Part) -> bool:
    _path, form, answers = part
    return not any(answers.get(name) for name, _field in _marked(form))


def _texts(part: Part, bill: QrBill, today: date) -> Iterator[tuple[str, str]]:
    path, form, answers = part
    for name, field in _marked(form):
        if (field.from_bill != AMOUNT or _is_one(form, answers)) and (text := _text(field, bill, today)):
            yield join(path, name), text


def _is_one(form: type[Fields], answers: Mapping[str, Any]) -> bool:
    """Whether every quantity is empty or 1."""
    factors = (name for name, field in form.fields.items() if getattr(field, "from_bill", None) == QUANTITY)
    return all(not answers.get(name) or _is_number_one(answers[name]) for name in factors)


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
