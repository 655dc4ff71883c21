"""A form with a list inside a list: what it comes to, and what is missing in it."""

from datetime import date

from home_care.plugin import HomeCare

from guichet.sdk import CheckContext
from guichet.testing import PluginContract
from guichet.testing.invoice_types import evaluate

TODAY = date(2026, 11, 14)
CARE, CLEANING = {"task": "care", "minutes": "45"}, {"task": "cleaning", "minutes": "30"}


class TestContract(PluginContract):
    plugin = "home_care"


def answered(*tasks):
    visits = [{"day": "14.10.2026", "tasks": list(tasks)}, {"day": "15.10.2026", "tasks": [CARE]}]
    return evaluate(HomeCare(), {"price": "60.00", "visits": visits}, CheckContext(today=TODAY, filed_on=TODAY))


def test_minutes_of_all_tasks_of_a_visit_are_paid():
    evaluation = answered(CARE, CLEANING)
    assert [evaluation.amounts.at(visit).amount for visit in evaluation.invoice.visits] == [75_00, 45_00]
    assert evaluation.amounts.total == 120_00


def test_a_missing_answer_is_found_in_the_inner_list():
    evaluation = answered(CARE, {"task": "other", "minutes": "10"})
    assert [issue.path for issue in evaluation.issues] == ["visits.0.tasks.1.other"]
