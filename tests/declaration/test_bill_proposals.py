"""What a supplier's bill proposes: empty questions alone, in the line the bill belongs to, and nothing uncertain."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from guichet.declaration import Amount, Day, Fields, Lines, Quantity, Section, Text
from guichet.declaration.bill_proposals import bill_texts, stated, takes_bills, with_texts, without_texts
from guichet.declaration.form_checks import check_form
from guichet.i18n import _
from guichet.values.qr_bill import QrBill

TODAY = date(2026, 11, 29)
BILL = QrBill("CH9300762011623852957", "Physio Muster AG", 12345, "CHF", "", "F-17", date(2026, 11, 3))
OTHER = replace(BILL, creditor="Orthopädie Beispiel", amount=9900, invoice_number="88")


class Position(Fields):
    quantity = Quantity(_("Quantité"), from_bill="quantity")
    price = Amount(_("Tarif en CHF"), from_bill="amount")
    supplier = Text(_("Fournisseur"), max_length=70, from_bill="supplier")
    number = Text(_("Numéro"), max_length=10, from_bill="number")
    day = Day(_("Date"), from_bill="date")
    place = Text(_("Lieu"), max_length=20)


class Bill(Fields):
    lines = Lines(_("Prestations"), Position, max_items=5, item_title=_("Prestation ${n}"))


EMPTY = {"quantity": "", "price": "", "supplier": "", "number": "", "day": "", "place": ""}
PROPOSED = {"quantity": "1", "price": "123.45", "supplier": "Physio Muster AG", "number": "F-17", "day": "03.11.2026"}


def texts(lines: list[dict[str, str]], *bills: QrBill, known: Sequence[QrBill] = ()) -> Mapping[str, str]:
    return bill_texts(Bill, {"lines": [EMPTY | line for line in lines]}, known, bills, TODAY)


def stated_in(lines: list[dict[str, str]], *bills: QrBill) -> list[Mapping[str, str]]:
    return stated(Bill, {"lines": [EMPTY | line for line in lines]}, bills, TODAY)


def at(number: int, proposed: dict[str, str] = PROPOSED) -> dict[str, str]:
    return {f"lines.{number}.{name}": text for name, text in proposed.items()}


def test_a_bill_is_proposed_in_the_first_line_without_one() -> None:
    assert texts([{"supplier": "Autre"}, {"place": "Thun"}, {}], BILL) == at(1)


def test_each_bill_is_proposed_in_a_line_of_its_own() -> None:
    for lines in ([{}, {}], [{}], []):
        found = texts(lines, BILL, OTHER)
        assert (found["lines.0.number"], found["lines.1.number"]) == ("F-17", "88")


def test_no_line_is_added_beyond_the_most_that_a_list_has() -> None:
    assert texts([{"supplier": "Autre"}] * 5, BILL) == {}


def test_a_new_line_has_the_first_answers_of_a_line_and_the_proposals() -> None:
    raw = {"lines": [EMPTY | {"supplier": "Autre"}]}
    filled = with_texts(Bill, raw, bill_texts(Bill, raw, [], [BILL], TODAY))
    assert filled == {"lines": [EMPTY | {"supplier": "Autre"}, EMPTY | PROPOSED]}


def test_an_emptied_proposal_stays_empty_and_keeps_its_line() -> None:
    changed = PROPOSED | {"price": "100.00", "number": ""}
    assert texts([changed], OTHER, known=[BILL])["lines.1.number"] == "88"
    same = {name: text for name, text in PROPOSED.items() if name in ("supplier", "day")}
    assert stated_in([changed], BILL) == [at(0, same)]


def test_a_bill_is_found_again_in_a_line_that_has_moved() -> None:
    other = {"supplier": "Orthopädie Beispiel", "number": "88"}
    assert stated_in([other, PROPOSED], BILL, OTHER) == [at(1), at(0, other)]
    assert stated_in([{"supplier": "Autre"}], BILL) == [{}]


def test_a_bill_stays_with_the_line_that_says_the_same() -> None:
    rest = {name: text for name, text in PROPOSED.items() if name not in ("supplier", "price")}
    assert texts([{}, {"supplier": "Physio Muster AG", "price": "123.45"}], BILL) == at(1, rest)


def test_an_answer_is_never_overwritten() -> None:
    lines = [{"supplier": "Physio Muster AG"}, *[{"number": "1"}] * 4]
    raw = {"lines": [EMPTY | line for line in lines]}
    filled = with_texts(Bill, raw, bill_texts(Bill, raw, [], [BILL, OTHER], TODAY))
    assert filled == {"lines": [EMPTY | PROPOSED, *[EMPTY | {"number": "1"}] * 4]}


@pytest.mark.parametrize(("quantity", "proposed"), [("", True), ("1", True), ("1.0", True), ("2", False), ("½", False)])
def test_the_amount_is_a_price_only_for_a_quantity_of_one(quantity: str, proposed: bool) -> None:
    assert ("lines.0.price" in texts([{"quantity": quantity}], BILL)) is proposed


@pytest.mark.parametrize(
    ("bill", "left_out"),
    [
        (replace(BILL, currency="EUR"), "price"),
        (replace(BILL, amount=None), "price"),
        (replace(BILL, invoice_number="9" * 11), "number"),
        (replace(BILL, invoice_number=""), "number"),
        (replace(BILL, invoice_date=None), "day"),
    ],
)
def test_what_a_bill_does_not_say_or_a_question_cannot_take_is_left_out(bill: QrBill, left_out: str) -> None:
    # A quantity of 1 is read off the amount.
    absent = {left_out, "quantity"} if left_out == "price" else {left_out}
    proposed = {name: text for name, text in PROPOSED.items() if name not in absent}
    assert texts([{}], bill) == at(0, proposed)


@pytest.mark.parametrize("raw", [{}, {"lines": None}, {"lines": ["text", None]}, {"lines": {"0": "x"}}])
def test_raw_answers_of_another_shape_raise_nothing(raw: dict[str, Any]) -> None:
    assert with_texts(Bill, raw, bill_texts(Bill, raw, [], [BILL], TODAY)) == raw


def test_a_form_takes_bills_if_a_question_of_a_line_does() -> None:
    class Plain(Fields):
        inside = Section(_("Lieu"), type("Inside", (Fields,), {"place": Text(_("Lieu"), max_length=20)}))

    assert (takes_bills(Bill), takes_bills(Plain)) == (True, False)


def test_a_mark_of_another_kind_is_named_at_start() -> None:
    class Wrong(Fields):
        price = Text(_("Tarif"), max_length=20, from_bill="amount")
        supplier = Text(_("Fournisseur"), max_length=20, from_bill="creditor")

    assert [message.partition(":")[0].rpartition(".")[2] for message in check_form(Wrong)] == ["price", "supplier"]


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ([PROPOSED], [{}]),
        ([{"place": "Thun"}, PROPOSED], [{"place": "Thun"}]),
        ([PROPOSED | {"place": "Thun"}, {}], [{"place": "Thun"}, {}]),
        ([PROPOSED, PROPOSED], [PROPOSED]),
    ],
)
def test_what_is_taken_back_leaves_no_empty_line(lines: list[dict[str, str]], left: list[dict[str, str]]) -> None:
    raw = {"lines": [EMPTY | line for line in lines]}
    (paths,) = stated(Bill, raw, [BILL], TODAY)
    assert without_texts(Bill, raw, paths) == {"lines": [EMPTY | line for line in left]}
