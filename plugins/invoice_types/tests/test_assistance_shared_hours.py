"""C7: hours of one assistant that the same company's invoice for another insured person has too."""

import pytest

from guichet.sdk import EarlierInvoice, FrozenAnswers, Localizer
from guichet.testing.invoice_types import counted_by, counted_invoices_by

NOTHING = set()
P = "assistants.0"
BY_DAY = {("warning", f"{P}.name", "C7")}
BY_CLOCK = {("warning", f"{P}.activities.0.start", "C7")}


def work(start="", end="", days="5", hours=""):
    return {"days": days, "start": start, "end": end, "hours": hours, "area": "a"}


def sent(*others):
    """The facts of a context with these invoices for other insured persons."""
    return {"counted_before": counted_by(*others), "counted_invoices": counted_invoices_by(*others)}


@pytest.fixture
def sent_month(assistance):
    """The facts with one invoice that has these activities of the same assistant, the name in another order."""

    def make(*activities, month="10.2026", **changes):
        person = assistance.person("Modèle Mara", activities=list(activities), **changes)
        return sent(assistance.evaluate(person, month=month))

    return make


def text(evaluation):
    [issue] = evaluation.issues
    return Localizer("fr")(issue.message).replace("\u00a0", " ")


def test_hours_that_the_sender_calls_shared_are_asked_about(assistance):
    found = assistance.found(assistance.person(hours={1: "2"}, for_others="true"))
    assert found == {("warning", f"{P}.for_others", "C7")}


def test_hours_of_the_calendar_are_compared_by_day(assistance, sent_month):
    before = sent_month(hours={3: "4", 17: "8"})
    evaluation = assistance.evaluate(assistance.person(hours={3: "2", 4: "2", 17: "2"}), **before)
    assert assistance.codes(evaluation) == BY_DAY
    assert "pour une autre personne assurée : 3, 17. " in text(evaluation)
    assert assistance.found(assistance.person(hours={4: "2"}), **before) == NOTHING
    assert assistance.found(assistance.person(hours={3: "2"}), month="9.2026", **before) == NOTHING


@pytest.mark.parametrize(
    ("start", "end", "common"),
    [
        ("8:00", "10:00", ""),
        ("8:00", "10:01", "5 (10:00–10:01)"),
        ("10:30", "11:00", "5 (10:30–11:00)"),
        ("11:59", "14:00", "5 (11:59–12:00)"),
        ("12:00", "14:00", ""),
    ],
)
def test_times_are_compared_by_the_clock(assistance, sent_month, start, end, common):
    person = assistance.person(activities=[work(start, end)])
    evaluation = assistance.evaluate(person, **sent_month(work("10:00", "12:00")))
    assert assistance.codes(evaluation) == (BY_CLOCK if common else NOTHING)
    assert not common or f"pour une autre personne assurée : {common}. " in text(evaluation)


@pytest.mark.parametrize("name", ["Modele, Mara", "Mara Mode\u0300le", "MARA MODÈLE"])
def test_assistant_is_the_same_in_any_spelling_of_the_name(assistance, sent_month, name):
    before = sent_month(work("10:00", "12:00"), work(hours="1", days="6"))
    by_clock = assistance.person(name, activities=[work("11:00", "13:00")])
    assert assistance.found(by_clock, **before) == BY_CLOCK
    assert assistance.found(assistance.person(name, hours={6: "1"}), **before) == BY_DAY


def test_each_activity_names_all_its_common_times(assistance, sent_month):
    before = sent_month(work("10:00", "12:00", days="5, 6, 8"), work("14:00", "15:00", days="6"))
    own = [work("11:00", "14:30", days="5, 6, 7"), work("16:00", "17:00", days="6")]
    evaluation = assistance.evaluate(assistance.person(activities=own), **before)
    assert assistance.codes(evaluation) == BY_CLOCK
    assert ": 5 (11:00–12:00), 6 (11:00–12:00), 6 (14:00–14:30). " in text(evaluation)


@pytest.mark.parametrize(("start", "found"), [("1:59", BY_CLOCK), ("2:00", NOTHING)])
@pytest.mark.parametrize(
    ("evening", "month", "morning"), [("5", "10.2026", "6"), ("30", "9.2026", "1")], ids=["same month", "next month"]
)
def test_work_past_midnight_meets_the_next_morning(assistance, sent_month, start, found, evening, month, morning):
    before = sent_month(work("22:00", "2:00", days=evening), month=month)
    person = assistance.person(activities=[work(start, "4:00", days=morning)])
    assert assistance.found(person, **before) == found


@pytest.mark.parametrize(("end", "found"), [("2:00", NOTHING), ("2:01", BY_CLOCK)])
def test_own_work_past_midnight_meets_the_morning_of_another(assistance, sent_month, end, found):
    person = assistance.person(activities=[work("22:00", end)])
    assert assistance.found(person, **sent_month(work("2:00", "4:00", days="6"))) == found


def test_day_is_asked_about_where_some_hours_have_no_times(assistance, sent_month):
    morning, afternoon, untimed = work("8:00", "10:00"), work("14:00", "15:00"), work(hours="1")
    timed = assistance.person(activities=[morning])
    assert assistance.found(timed, **sent_month(untimed)) == BY_DAY
    assert assistance.found(timed, **sent_month(afternoon, hours={5: "1"})) == BY_DAY
    assert assistance.found(timed, **sent_month(afternoon, hours={4: "1", 6: "1"})) == NOTHING
    for own in (assistance.person(activities=[morning, untimed]), assistance.person(activities=[untimed])):
        assert assistance.found(own, **sent_month(afternoon)) == BY_DAY


def test_each_of_several_other_invoices_is_compared(assistance):
    times = [("8:00", "9:00"), ("11:00", "12:00")]
    others = [assistance.evaluate(assistance.person(activities=[work(*one)])) for one in times]
    person = assistance.person(activities=[work("9:00", "11:01")])
    assert assistance.found(person, **sent(*others)) == BY_CLOCK
    assert assistance.found(assistance.person(activities=[work("9:00", "11:00")]), **sent(*others)) == NOTHING


@pytest.mark.parametrize("other", [{"name": "Jonas Beispiel"}, {"birth_date": "3.3.1990"}], ids=str)
def test_another_assistant_may_work_at_the_same_time(assistance, sent_month, other):
    activities = [work("10:00", "12:00")]
    assert assistance.found(assistance.person(activities=activities), **sent_month(*activities)) == BY_CLOCK
    person = assistance.person(activities=activities) | other
    assert assistance.found(person, **sent_month(*activities)) == NOTHING


def test_times_of_another_assistant_in_the_same_invoice_are_left_aside(assistance):
    mara = assistance.person(activities=[work("14:00", "15:00")])
    jonas = assistance.person("Jonas Beispiel", activities=[work("10:00", "12:00"), work(hours="1")])
    person = assistance.person(activities=[work("10:00", "12:00")])
    assert assistance.found(person, **sent(assistance.evaluate(mara, jonas))) == NOTHING


def test_invoice_without_the_questions_of_today_is_compared_by_day(assistance, sent_month):
    before = sent_month(work("14:00", "15:00"))
    before["counted_invoices"] = lambda *_args, **_named: [EarlierInvoice("", "", (), FrozenAnswers({"days": 5}))]
    assert assistance.found(assistance.person(activities=[work("8:00", "10:00")]), **before) == BY_DAY


def test_no_other_invoice_is_read_where_days_are_enough(assistance, sent_month):
    def unread(*_args, **_named):
        raise AssertionError("an invoice was read")

    before = sent_month(work("8:00", "10:00", days="5"), hours={20: "2"}) | {"counted_invoices": unread}
    assert assistance.found(assistance.person(hours={5: "2"}), **before) == BY_DAY
    other = assistance.person("Jonas Beispiel", activities=[work("8:00", "10:00")])
    assert assistance.found(other, **before) == NOTHING
