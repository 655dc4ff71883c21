"""The number that a company's next invoice proposes."""

from datetime import date

import pytest

from guichet.invoices import invoice_actions
from guichet.invoices.invoice_numbers import next_number, proposed_number

DAY = date(2026, 11, 14)


@pytest.mark.parametrize(
    ("number", "after"),
    [
        ("17", "18"),
        ("R-17", "R-18"),
        ("R-2026-099", "R-2026-100"),
        ("2026-0009", "2026-0010"),
        ("999", "1000"),
        ("R 17 a", "R 18 a"),
        ("17/2026", "18/2026"),
        ("2026", "2027"),
        ("17/2025", "17/2026"),
        ("", ""),
        ("Emmental", ""),
        ("210000000003139471430009017", ""),
        ("٣", ""),
    ],
)
def test_last_group_of_digits_is_counted_on(number, after):
    assert next_number(number, DAY) == after


def proposed(house):
    return proposed_number(house.company, DAY)


def numbered(house, invoice, number):
    house.save(invoice, {**invoice.cstruct, "issue": {"number": number, "date": "14.11.2026"}})
    return invoice


def sent(house, clock, number, **journey):
    clock.forward(minutes=1)
    invoice = house.draft()
    answers = house.raw(invoice, **journey)
    house.save(invoice, answers | {"issue": {"number": number, "date": "14.11.2026"}})
    invoice_actions.submit(house.as_(), invoice, house.evaluate(invoice), language="fr", confirmed=True)
    return invoice


def test_company_without_invoices_gets_no_proposal(house):
    assert proposed(house) == ""


def test_proposal_follows_the_invoice_that_was_sent_last(house, clock):
    sent(house, clock, "R-17")
    assert proposed(house) == "R-18"


def test_number_of_a_draft_or_an_earlier_invoice_is_skipped(house, clock):
    sent(house, clock, "R-18", date="13.10.2026")
    sent(house, clock, "r -19", date="12.10.2026")
    sent(house, clock, "R-17")
    numbered(house, house.draft(), "R-20")
    assert proposed(house) == "R-21"


def test_nothing_is_proposed_behind_many_numbers_in_use(house, clock, monkeypatch):
    monkeypatch.setattr("guichet.invoices.invoice_numbers.MAX_TAKEN", 1)
    sent(house, clock, "R-17")
    numbered(house, house.draft(), "R-18")
    assert proposed(house) == ""
