"""Invoices sent before for the same person, as the checks for repetition compare them: from what was frozen alone."""

import json
import zlib
from datetime import date
from decimal import Decimal

import pytest

from guichet import demo
from guichet.invoices import earlier as earlier_room
from guichet.invoices.claim_index import ClaimIndex
from guichet.invoices.earlier import EarlierInvoices
from guichet.invoices.invoice_actions import withdraw
from guichet.office.decisions import decision_actions
from guichet.testing.people import BEAT, beneficiary_of

CLERK = "clerk@be.example"


def references(house, invoice):
    return [one.reference for one in house.evaluate(invoice).context.earlier]


def test_sent_invoice_of_the_same_person_comes_with_the_latest_first(house, clock):
    sent = []
    for km in ("1", "2"):
        sent.append(house.sent(km=km))
        clock.forward(minutes=1)
    assert references(house, house.draft()) == [invoice.reference for invoice in reversed(sent)]


def test_earlier_invoice_says_what_the_checks_need(house):
    house.sent(km="45")
    (one,) = house.evaluate(house.draft()).context.earlier
    assert one.decision_number == "30220250012345"
    assert [(day.first, day.last) for day in one.service_days] == [(date(2026, 10, 14), date(2026, 10, 14))]
    assert one.answers.lines("lines")[0]["km"] == Decimal(45)
    assert one.amounts == {"lines.0": 4050}


def test_invoice_is_not_its_own_earlier_invoice(house):
    assert references(house, house.ask_for_correction(house.sent())) == []


def test_drafts_and_invoices_for_others_are_no_earlier_invoices(house):
    house.draft()
    house.sent(person=beneficiary_of(house.company, BEAT))
    assert references(house, house.draft()) == []


@pytest.mark.parametrize(
    ("fate", "counts"), [("accepted", True), ("refused", False), ("withdrawn", False), ("corrected", True)]
)
def test_refused_or_withdrawn_service_may_be_claimed_again(house, fate, counts):
    invoice, clerk = house.sent(), house.as_(CLERK)
    if fate == "withdrawn":
        withdraw(house.as_(), invoice)
    elif fate == "accepted":
        decision_actions.accept(clerk, invoice, revision_number=1)
    elif fate == "refused":
        decision_actions.refuse(clerk, invoice, "Non.", revision_number=1)
    else:
        house.ask_for_correction(invoice)
    assert bool(references(house, house.draft())) is counts


def test_invoices_of_another_form_are_left_aside(house):
    house.sent()
    draft = house.draft()
    draft.type_id = "318.632"
    assert references(house, draft) == []


def test_latest_revision_is_what_counts(house):
    invoice = house.ask_for_correction(house.sent(km="1"))
    house.send(invoice, km="2")
    (one,) = house.evaluate(house.draft()).context.earlier
    assert one.answers.lines("lines")[0]["km"] == Decimal(2)


def test_looking_stops_after_the_latest_few(house, clock, monkeypatch):
    monkeypatch.setattr(ClaimIndex.invoices, "__defaults__", ("", 2))
    sent = []
    for _number in range(3):
        sent.append(house.sent().reference)
        clock.forward(minutes=1)
    assert references(house, house.draft()) == sent[:0:-1]


def test_earlier_invoices_are_read_once_and_only_when_a_check_looks(house, monkeypatch):
    house.sent()
    draft, read = house.draft(), []
    found = earlier_room.other_invoices
    monkeypatch.setattr(earlier_room, "other_invoices", lambda invoice: read.append(1) or found(invoice))
    invoices = EarlierInvoices(draft)
    assert read == []
    assert (len(invoices), list(invoices), invoices[-1:]) == (1, [invoices[0]], (invoices[0],))
    assert read == [1]


def test_showing_the_form_reads_no_earlier_invoice(house, monkeypatch):
    house.sent()
    invoice = house.draft()
    monkeypatch.setattr(earlier_room, "other_invoices", lambda invoice: 1 / 0)
    evaluation = house.evaluate(invoice, house.raw(invoice))
    assert (evaluation.total, evaluation.context.office_code) == (2025, "302")


# A tightened or renamed field of today's form does not change what was sent, nor stop what is sent next.


@pytest.mark.parametrize(
    "lines",
    [
        [{"kilometres": 45}],
        [{"date": None, "from": None, "to": None, "purpose": None, "km": None, "car_necessary": None}],
        [],
    ],
)
def test_earlier_invoice_of_any_version_is_compared_without_its_form(house, lines):
    sent = house.sent().latest
    data = json.loads(zlib.decompress(sent.content))
    data |= {"type": ["318.632.1", 0], "answers": {"lines": lines}}
    sent.content, sent._v_frozen = zlib.compress(json.dumps(data).encode()), None
    draft = house.draft()
    house.save(draft, house.raw(draft))
    evaluation = house.evaluate(draft)
    assert [issue.code for issue in evaluation.issues] == ["G7"]
    assert evaluation.is_ready


def test_yearly_maximum_counts_what_was_sent_before(house):
    wig = {"aid": "wig", "item": "Perruque", "nature": "purchase", "day": "14.10.2026", "quantity": "1"}
    wig |= {"supplier": "Exemple SA", "supplier_number": "17", "supplier_date": "15.10.2026", "supply": "first"}
    bill = (("facture.png", "bill"),)
    totals = []
    for number, price in (("W-1", "1280.00"), ("W-2", "390.00")):
        details = {"lines": [wig | {"unit_price": price}]}
        issue = {"number": number, "date": f"{demo.today(house.as_()):%d.%m.%Y}"}
        sent = demo.send_invoice(
            house.as_(), house.company, house.anna, "318.637", details, issue=issue, documents=bill
        )
        totals.append(sent.latest.frozen.total)
    # CHF 1500 a year for wigs (OMAI annex 5.06): 220 are left.
    assert totals == [128000, 22000]
