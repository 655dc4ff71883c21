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
from guichet.testing.people import BEAT, CHIARA, beneficiary_of, issuer_of

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
    sent.content = zlib.compress(json.dumps(data).encode())
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


# Hours of one assistant for two insured persons, in form 318.536.


def assistance(start, end):
    """Raw answers about an assistant at work on the 5th."""
    activity = {"days": "5", "start": start, "end": end, "hours": "", "area": "a"}
    who = {"name": "Mara Exemple", "birth_date": "2.3.1990", "relation": "none", "days": [{"hours": ""}] * 31}
    return {"month": "10.2026", "assistants": [who | {"activities": [activity]}]}


def sent_assistance(house, person, email="manager@be.example"):
    issue = {"number": f"A-{person.avs}", "date": f"{demo.today(house.as_()):%d.%m.%Y}"}
    ctx, company, slip = house.as_(email), issuer_of(house.operator, email), (("fiche.png", "payslip"),)
    details = assistance("10:00", "12:00")
    return demo.send_invoice(ctx, company, person, "318.536", details, issue=issue, documents=slip)


def shared(house, start, end="14:00"):
    """Where a draft for another person, with the same assistant, is asked about shared hours."""
    draft = house.draft(person=beneficiary_of(house.company, BEAT), type_id="318.536")
    issues = house.evaluate(draft, draft.cstruct | {"details": assistance(start, end)}).issues
    return [issue.path for issue in issues if issue.code == "C7"]


@pytest.mark.parametrize("fate", ["sent", "accepted", "refused", "withdrawn"])
def test_same_hours_for_two_persons_are_asked_about_while_claimed(house, fate):
    invoice = sent_assistance(house, house.anna)
    if fate == "withdrawn":
        withdraw(house.as_(), invoice)
    elif fate == "accepted":
        decision_actions.accept(house.as_(CLERK), invoice, revision_number=1)
    elif fate == "refused":
        decision_actions.refuse(house.as_(CLERK), invoice, "Non.", revision_number=1)
    found = shared(house, "11:59")
    assert found == (["details.assistants.0.activities.0.start"] if fate in ("sent", "accepted") else [])
    assert shared(house, "12:00") == []


def test_same_hours_of_another_sender_are_not_told(house):
    rival = issuer_of(house.operator, "rival@be.example")
    sent_assistance(house, beneficiary_of(rival, CHIARA), "rival@be.example")
    assert shared(house, "10:00") == []
