"""Hours, days of a month, and the lists that are drawn from them."""

from datetime import date
from decimal import Decimal

import pytest

from guichet.declaration import (
    CheckContext,
    Day,
    Fields,
    Hours,
    InvoiceType,
    Lines,
    Month,
    MonthDays,
    SummaryValue,
    Text,
    check_invoice_type,
    evaluate,
    term,
)
from guichet.declaration.fields import AnswerError
from guichet.i18n import Localizer, _

TODAY, FR = date(2026, 11, 28), Localizer("fr")
HOURS, DAYS = Hours(_("Heures"), positive=True), MonthDays(_("Jours"))


@pytest.mark.parametrize(
    ("typed", "hours"), [("3.5", "3.5"), ("3,5 h", "3.5"), ("3:30", "3.5"), ("3 h 20", "3.33"), ("24:00", "24")]
)
def test_hours_are_read_in_hundredths_or_minutes(typed, hours):
    assert HOURS.read(typed, TODAY) == Decimal(hours)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("24:01", "24 au plus"),
        ("24.5", "24 au plus"),
        ("0:00", "plus grand que 0"),
        ("0.555", "2 décimales"),
        ("x", "en chiffres"),
    ],
)
def test_hours_that_cannot_be_are_refused(typed, words):
    with pytest.raises(AnswerError) as refused:
        HOURS.read(typed, TODAY)
    assert words in FR(refused.value.message)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("3, 10, 17", (3, 10, 17)),
        ("10 et 3", (3, 10)),
        ("1. bis 4.", (1, 2, 3, 4)),
        ("30-31; 30", (30, 31)),
        ("5", (5,)),
    ],
)
def test_days_are_read_in_order_and_once(typed, days):
    assert DAYS.read(typed, TODAY) == days


@pytest.mark.parametrize("typed", ["3.10", "32", "0", "7-3", "lundi", "3, x"])
def test_what_is_no_day_of_a_month_is_refused(typed):
    with pytest.raises(AnswerError):
        DAYS.read(typed, TODAY)


class Shift(Fields):
    hours = Hours(_("Heures"))


class Person(Fields):
    name_ = Text(_("Nom"), name="name")
    nights = MonthDays(_("Nuits"))
    shifts = Lines(_("Heures"), Shift, min_items=31, max_items=31, layout="calendar", month="month", in_summary=False)
    note = Text(_("Note"))

    def derived(self):
        yield SummaryValue((_("${n} nuits", mapping={"n": str(len(self.nights or ()))}),))
        yield SummaryValue(("fin",), _("Reste"))


class Timesheet(InvoiceType):
    id, version, title, purpose = "318.998", 1, _("Heures"), _("Heures")

    class form(Fields):
        month = Month(_("Mois"), service_day=True, required=True)
        people = Lines(_("Personnes"), Person, amounts=False, amounts_label=_("Montant du mois"))

    def amounts(self, invoice, rates):
        yield term("people", 100 * sum(len(one.nights or ()) for one in invoice.people))

    def lapse_is_waived(self, invoice):
        return bool(invoice.people and invoice.people[0].note)


def evaluated(month="10.2026", **person):
    answers = {"month": month, "people": [{"name": "Mara", "nights": "3, 10", **person}]}
    return evaluate(Timesheet(), answers, CheckContext(TODAY, TODAY))


def test_timesheet_is_in_order():
    assert check_invoice_type(Timesheet()) == []


def test_texts_that_follow_stand_after_the_first_question_and_at_the_end():
    month, person, amounts = evaluated(note="x").summary
    texts = [(FR(value.label) if value.label else None, value.parts[-1]) for value in person.values]
    assert texts == [(None, "Mara"), (None, "${n} nuits"), (None, "3, 10"), ("Note", "x"), ("Reste", "fin")]
    assert [FR(value.parts[0]) for value in person.brief[:2]] == ["Mara", "2 nuits"]


def test_amounts_of_all_lines_have_a_row_and_no_line_has_any():
    _month, person, amounts = evaluated().summary
    assert (person.amounts, person.terms) == ((), ())
    assert (amounts.path, FR(amounts.label), amounts.amount) == ("people", "Montant du mois", 200)


def test_days_are_frozen_as_numbers():
    assert evaluated().appstruct["people"][0]["nights"] == [3, 10]


def test_lapse_that_the_office_waives_is_a_warning():
    def issues(**person):
        return [(one.level, one.code) for one in evaluated("10.2020", **person).issues]

    assert ("error", "G5") in issues()
    assert ("warning", "G5") in issues(note="Accord du 3.11.2026")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"max_items": 30, "min_items": 30}, "a calendar has 31 lines"),
        ({"month": "mois"}, "must name a Month of"),
        ({"month": None}, "must name a Month of"),
        ({"line": Person}, "one Quantity a day"),
    ],
)
def test_calendar_that_cannot_be_drawn_is_named(options, words):
    given = {"min_items": 31, "max_items": 31, "month": "month", "line": Shift, **options}
    lines = Lines(_("Heures"), given.pop("line"), layout="calendar", **given)
    form = type("form", (Fields,), {"month": Month(_("Mois")), "day": Day(_("Jour"), service_day=True), "days": lines})
    found = check_invoice_type(type("Wrong", (Timesheet,), {"amounts": InvoiceType.amounts})().with_form(form))
    assert any(words in message for message in found)
