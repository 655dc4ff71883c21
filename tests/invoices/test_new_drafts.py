"""The answers that a new form begins with."""

import pytest

from guichet.invoices.invoice_form import saved_choices

OWN, OTHER_OFFICE = "30220250012345", "32420250012345"


def first(house, **facts):
    for name, value in facts.items():
        setattr(house.anna, name, value)
    return house.draft().cstruct


def test_date_of_a_companys_invoice_is_filled_in_with_today(house):
    assert first(house)["issue"] == {"number": "", "date": "14.11.2026"}


@pytest.mark.parametrize(
    ("saved", "chosen"),
    [
        ((), ""),
        (((OWN, ""),), OWN),
        (((OWN, ""), ("30220260000007", "")), "30220260000007"),
        (((OWN, ""), (OTHER_OFFICE, "")), OWN),
        (((OTHER_OFFICE, ""),), ""),
    ],
)
def test_decision_of_this_office_that_was_saved_last_is_chosen(house, saved, chosen):
    assert first(house, decisions=saved)["decision"]["choice"] == chosen


def test_nothing_is_saved_for_the_next_time_without_being_asked_for(house):
    assert first(house)["decision"]["remember"] == ""


def test_decision_of_another_office_is_not_offered_but_may_be_typed(house):
    house.anna.decisions = ((OTHER_OFFICE, ""),)
    invoice = house.draft()
    answers = house.raw(invoice)
    house.save(invoice, answers)
    found = house.evaluate(invoice)
    assert saved_choices(found)["decision.choice"] == []
    assert [(one.level, one.code) for one in found.issues if one.path == "decision.number"] == [("warning", "G2")]
    assert found.is_ready
