"""An invoice read for the pages: its amounts, and the earlier claims the checks compare it with."""

import pytest

from guichet.invoices import reading as reading_room
from guichet.invoices.invoice_actions import withdraw
from guichet.invoices.reading import EarlierClaims
from guichet.office import actions as office
from guichet.testing.people import BEAT, beneficiary_of

CLERK = "clerk@be.example"


def earlier(house, invoice):
    return [claim.reference for claim in house.reading(invoice).context.earlier]


def test_the_amount_is_worked_out_from_what_is_understood(house):
    invoice = house.draft()
    reading = house.reading(invoice)
    assert reading.compute(reading.understood(house.raw(invoice, km="45"))).total == 4050
    assert reading.compute(reading.understood(house.raw(invoice, km="viele"))).total == 0
    assert reading.compute(reading.understood({})).total == 0


def test_a_claim_says_what_the_checks_need(house):
    invoice = house.draft()
    house.attach(invoice, "taxi")
    reading = house.reading(invoice)
    claim = reading.claim(reading.schema.deserialize(house.raw(invoice)))
    assert (claim.type_id, claim.decision_number) == ("318.632.1", "30220250012345")
    assert (claim.attachment_kinds, claim.invoice_date) == (frozenset({"taxi"}), reading.today)
    assert claim.computation.total == 2025


def test_what_was_sent_for_the_same_person_is_an_earlier_claim_the_latest_first(house, clock):
    sent = []
    for km in ("1", "2"):
        sent.append(house.sent(km=km))
        clock.forward(minutes=1)
    assert earlier(house, house.draft()) == [invoice.reference for invoice in reversed(sent)]
    (first, _second) = house.reading(house.draft()).context.earlier
    assert (str(first.first_day), str(first.last_day), first.decision_number) == (
        "2026-10-14",
        "2026-10-14",
        "30220250012345",
    )


def test_an_invoice_is_not_its_own_earlier_claim(house):
    invoice = house.ask_for_correction(house.sent())
    assert earlier(house, invoice) == []


def test_drafts_and_claims_for_others_are_no_earlier_claims(house):
    house.draft()
    house.sent(person=beneficiary_of(house.company, BEAT))
    assert earlier(house, house.draft()) == []


@pytest.mark.parametrize(
    ("fate", "counts"), [("accepted", True), ("refused", False), ("withdrawn", False), ("asked", True)]
)
def test_what_was_turned_down_or_taken_back_may_be_claimed_again(house, fate, counts):
    invoice = house.sent()
    if fate == "withdrawn":
        withdraw(house.as_(), invoice)
    elif fate == "accepted":
        office.accept(house.as_(CLERK), invoice, seen=1)
    elif fate == "refused":
        office.refuse(house.as_(CLERK), invoice, "Non.", seen=1)
    else:
        house.ask_for_correction(invoice)
    assert bool(earlier(house, house.draft())) is counts


def test_claims_of_another_form_are_left_aside(house):
    house.sent()
    draft = house.draft()
    draft.type_id = "318.999"
    assert earlier(house, draft) == []


def test_the_latest_revision_is_what_counts(house):
    invoice = house.ask_for_correction(house.sent(km="1"))
    house.send(invoice, km="2")
    (claim,) = house.reading(house.draft()).context.earlier
    assert str(claim.data["lines"][0]["km"]) == "2"


def test_looking_stops_after_the_latest_few(house, clock, monkeypatch):
    monkeypatch.setattr(reading_room, "MAX_EARLIER", 2)
    sent = []
    for _number in range(3):
        sent.append(house.sent().reference)
        clock.forward(minutes=1)
    assert earlier(house, house.draft()) == sent[:0:-1]


def test_earlier_claims_are_read_once_and_only_when_a_check_looks():
    read = []
    claims = EarlierClaims(lambda: read.append(1) or ("a", "b"))
    assert read == []
    assert (len(claims), claims[0], list(claims), claims[-1:]) == (2, "a", ["a", "b"], ("b",))
    assert read == [1]


def test_showing_the_form_reads_no_earlier_claim(house, monkeypatch):
    monkeypatch.setattr(reading_room.Reading, "_earlier", lambda self: 1 / 0)
    reading = house.reading(house.draft())
    assert reading.compute(reading.understood(reading.raw)).total == 0
    assert reading.context.office_code == "302"
