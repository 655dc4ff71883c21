"""Checks of a month of assistance: entries, decision, year, deadline, stays; each limit on both sides."""

from datetime import date

import pytest

from guichet.sdk import Decision, EarlierInvoice, ServiceDay

NOTHING = set()
P = "assistants.0"


def refused(path, code):
    return {("error", path, code)}


def warned(path, code):
    return {("warning", path, code)}


def work(**changes):
    return {"days": "5", "hours": "3", "area": "a"} | changes


def nights(days, level="3", persons="1"):
    return {"days": days, "level": level, "persons": persons}


def off(first, last, reason="ill", **changes):
    return {"first": first, "last": last, "hours": "6", "reason": reason} | changes


# Persons


@pytest.mark.parametrize(
    ("relation", "allowed"),
    [("none", True), ("relative", True), ("spouse", False), ("cohabitee", False), ("direct", False)],
)
def test_relatives_in_direct_line_and_partners_are_excluded(assistance, relation, allowed):
    found = assistance.found(assistance.person(relation=relation, hours={1: "2"}))
    assert found == (NOTHING if allowed else refused(f"{P}.relation", "C11"))


def test_old_age_of_the_insured_person_stops_nothing(assistance):
    evaluation = assistance.evaluate(assistance.person())
    object.__setattr__(evaluation.context, "birth_date", date(1930, 1, 1))
    assert evaluation.is_ready


def test_month_counts_its_amount_and_the_hours_of_each_assistant(assistance):
    year, *hours = assistance.evaluate(assistance.person(hours={25: "2.5"}), decision=DECISION).counted
    assert (year.maximum, year.period, year.amount, year.most) == ("assistance-year", "2026", 8825, 2880000)
    # On 25 October the clocks go back.
    assert [(one.period, one.amount, one.most, one.unit) for one in hours] == [("2026-10-25", 250, 2500, "h")]
    assert hours[0].person == "maramodele 1990-03-02"


def test_assistant_without_any_entry_is_asked_about(assistance):
    idle = assistance.person("Jonas Beispiel", hours={})
    assert assistance.found(assistance.person(), {**idle, "nights": []}) == warned("assistants.1.name", "C20")


@pytest.mark.parametrize("name", ["mara  modèle", "Modèle Mara", "MODELE, Mara", "Mara Mode\u0300le"])
def test_assistant_entered_twice_is_asked_about(assistance, name):
    again = assistance.person(name=name)
    assert assistance.found(assistance.person(), again) == warned("assistants.1.name", "C16")


def test_account_of_a_company_is_questioned(assistance):
    evaluation = assistance.evaluate(assistance.person(), pays_company=True)
    assert [(issue.code, issue.for_office_only) for issue in evaluation.issues] == [("G14", False)]


# Days and hours


@pytest.mark.parametrize(("month", "day", "fits"), [("2.2026", 28, True), ("2.2026", 29, False), ("2.2024", 29, True)])
def test_entry_is_on_a_day_of_the_month(assistance, month, day, fits):
    around = {"month": month, "today": date(int(month[-4:]), 3, 2)}
    found = assistance.found(assistance.person(hours={day: "2"}), **around)
    assert found == (NOTHING if fits else refused(f"{P}.days.{day - 1}.hours", "C12"))
    found = assistance.found(assistance.person(nights=[nights(f"1, {day}")]), **around)
    found = {issue for issue in found if issue[2] != "G11"}
    assert found == (NOTHING if fits else refused(f"{P}.nights.0.days", "C12"))


@pytest.mark.parametrize(
    ("month", "day", "most"),
    [
        ("3.2026", 28, 24), ("3.2026", 29, 23), ("3.2026", 30, 24),
        ("10.2026", 24, 24), ("10.2026", 25, 25), ("10.2026", 26, 24),
    ],
)  # fmt: skip
def test_day_has_no_more_hours_than_the_clock(assistance, month, day, most):
    def found(activity):
        person = assistance.person(hours={day: "20"}, activities=[work(days=str(day), hours=activity)])
        return assistance.found(person, month=month)

    assert found(str(most - 20)) == NOTHING
    assert found(f"{most - 20}.01") == refused(f"{P}.days.{day - 1}.hours", "C13")


@pytest.mark.parametrize(
    ("day", "hours"), [("24", "8"), ("25", "9"), ("28", "8")], ids=["before", "clocks back", "after"]
)
def test_hours_between_two_times_are_those_that_passed(assistance, day, hours):
    # From 20:00 to 4:00 of the next day in the first case, over the change in the second.
    times = {"start": "0:00", "end": "8:00"}
    found = assistance.found(assistance.person(activities=[work(days=day, hours=hours, **times)]))
    assert found == NOTHING
    more = assistance.person(activities=[work(days=day, hours=f"{hours}.01", **times)])
    assert assistance.found(more) == refused(f"{P}.activities.0.hours", "C14")
    empty = assistance.evaluate(assistance.person(activities=[work(days=day, hours="", **times)]))
    assert str(empty.invoice.assistants[0].standard_hours.normalize()) == hours


@pytest.mark.parametrize(("start", "collides"), [("9:59", True), ("10:00", False), ("10:01", False)])
def test_times_of_one_assistant_do_not_overlap(assistance, start, collides):
    first = work(days="5, 6", start="8:00", end="10:00", hours="")
    second = work(days="6, 7", start=start, end="12:00", hours="", area="b")
    found = assistance.found(assistance.person(activities=[first, second]))
    assert found == (refused(f"{P}.activities.1.start", "C14") if collides else NOTHING)


def test_times_over_midnight_overlap_with_the_next_morning(assistance):
    late = work(days="5", start="22:00", end="2:00", hours="")
    early = work(days="6", start="1:00", end="3:00", hours="")
    assert assistance.found(assistance.person(activities=[late, early])) == refused(f"{P}.activities.1.start", "C14")


@pytest.mark.parametrize("area", "abcdefgh")
def test_special_qualification_is_for_three_areas(assistance, area):
    found = assistance.found(assistance.person(activities=[work(area=area, special="true")]))
    assert found == (NOTHING if area in "efg" else refused(f"{P}.activities.0.area", "C10"))


def test_night_is_invoiced_once(assistance):
    twice = assistance.person(nights=[nights("3, 10"), nights("10, 11")])
    assert assistance.found(twice) == refused(f"{P}.nights.1.days", "C15")
    other = assistance.person("Jonas Beispiel", nights=[nights("10")])
    assert assistance.found(assistance.person(nights=[nights("3, 10")]), other) == warned(
        "assistants.1.nights.0.days", "C15"
    )


# Continued pay


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("28.9.2026", "30.9.2026", refused(f"{P}.prevented.0.first", "C17")),
        ("28.9.2026", "1.10.2026", NOTHING),
        ("31.10.2026", "2.11.2026", NOTHING),
        ("1.11.2026", "2.11.2026", refused(f"{P}.prevented.0.first", "C17")),
        ("5.10.2026", "4.10.2026", refused(f"{P}.prevented.0.last", "period")),
    ],
)
def test_continued_pay_is_of_the_month(assistance, first, last, found):
    assert assistance.found(assistance.person(prevented=[off(first, last)])) == found


@pytest.mark.parametrize(("first", "warns"), [("2.8.2026", False), ("1.8.2026", False), ("31.7.2026", True)])
def test_continued_pay_lasts_three_months_at_most(assistance, first, warns):
    found = assistance.found(assistance.person(prevented=[off(first, "31.10.2026")]))
    assert found == (warned(f"{P}.prevented.0.last", "C6") if warns else NOTHING)


@pytest.mark.parametrize(
    ("contract", "last", "warns"),
    [
        ("13.10.2025", "22.10.2026", False),
        ("13.10.2025", "23.10.2026", True),
        ("2.10.2025", "23.10.2026", False),
        ("3.10.2025", "23.10.2026", True),
    ],
)
def test_first_year_of_service_has_three_weeks(assistance, contract, last, warns):
    person = assistance.person(contract_from=contract, prevented=[off("2.10.2026", last)])
    assert assistance.found(person) == (warned(f"{P}.prevented.0.last", "C6") if warns else NOTHING)


@pytest.mark.parametrize(("until", "warns"), [("31.10.2026", True), ("1.11.2026", False), ("2.11.2026", False)])
def test_short_contract_gives_no_continued_pay_by_itself(assistance, until, warns):
    person = assistance.person(
        contract_from="1.8.2026", contract_until=until, prevented=[off("5.10.2026", "6.10.2026")]
    )
    assert assistance.found(person) == (warned(f"{P}.prevented.0.first", "C6") if warns else NOTHING)


def test_two_times_of_continued_pay_or_work_on_them_are_found(assistance):
    twice = assistance.person(prevented=[off("5.10.2026", "7.10.2026"), off("7.10.2026", "8.10.2026")])
    assert assistance.found(twice) == refused(f"{P}.prevented.1.first", "C17")
    worked = assistance.person(hours={7: "2"}, prevented=[off("5.10.2026", "7.10.2026")])
    assert assistance.found(worked) == warned(f"{P}.prevented.0.first", "C17")
    after = assistance.person(hours={8: "2"}, prevented=[off("5.10.2026", "7.10.2026")])
    assert assistance.found(after) == NOTHING


# Decision, year


DECISION = Decision("30220250012345", monthly_amount=240000, yearly_amount=2880000, night_level="3", nights=5)


def sent(month, amount, decision="30220250012345"):
    first = date(*month, 1)
    days = (ServiceDay("month", first, first.replace(day=28)),)
    return EarlierInvoice("BE-2026-2W8N-5RDA", decision, days, amounts={"assistants": amount})


def invoiced(rappen):
    """What other invoices of the sender count in each year."""

    def before(maximum, period, *, item="", person=""):
        return rappen.get(period, 0) if maximum == "assistance-year" else 0

    return before


@pytest.mark.parametrize(
    ("last", "warns"), [("20.98", False), ("21", True), ("21.01", True)], ids=["S6", "S6'", "more"]
)
def test_month_may_exceed_the_monthly_amount_by_half(assistance, last, warns):
    person = assistance.person(hours={1: "20", 2: "20", 3: "20", 4: "21", 5: last})
    assert assistance.evaluate(person).amounts.total == {"20.98": 359989, "21": 360060, "21.01": 360095}[last]
    assert assistance.found(person, decision=DECISION) == (warned("month", "C3") if warns else NOTHING)
    assert assistance.found(person, decision=Decision("30220250012345")) == NOTHING


@pytest.mark.parametrize(("until", "lifted"), [("29.11.2026", True), ("30.11.2026", True), ("1.12.2026", False)])
def test_acute_phase_of_ninety_days_lifts_the_limit(assistance, until, lifted):
    person = assistance.person(hours=dict.fromkeys(range(1, 8), "20"))
    # 2 September is the first of 90 days until 30 November.
    acute = {"acute_phase": "true", "acute_from": "2.9.2026", "acute_until": until}
    found = assistance.found(person, decision=DECISION, **acute)
    assert found == (NOTHING if lifted else warned("month", "C3") | warned("acute_until", "C19"))


@pytest.mark.parametrize(
    ("grant", "warns"),
    [({}, False), ({"degree": "slight"}, False), ({"degree": "medium"}, True), ({"acute_phase": "no"}, True)],
)
def test_acute_phase_is_for_slight_helplessness(assistance, grant, warns):
    acute = {"acute_phase": "true", "acute_from": "1.10.2026", "acute_until": "31.10.2026"}
    found = assistance.found(assistance.person(), decision=Decision("30220250012345", **grant), **acute)
    assert found == (warned("acute_phase", "C19") if warns else NOTHING)


@pytest.mark.parametrize(("before", "warns"), [(2844699, False), (2844700, False), (2844701, True)])
def test_year_has_the_yearly_amount(assistance, before, warns):
    year = invoiced({"2026": before, "2025": 999999})
    found = assistance.found(assistance.person(hours={1: "10"}), decision=DECISION, counted_before=year)
    assert found == (warned("month", "C4") if warns else NOTHING)


def test_year_without_its_amount_has_twelve_months_of_one_decision(assistance):
    decision = Decision("30220250012345", monthly_amount=100000)
    person = assistance.person(hours={1: "10"})
    full = invoiced({"2026": 1200000})
    assert assistance.found(person, decision=decision, counted_before=full) == warned("month", "C4")
    # The circular's example: 6 × 1,000 + 6 × 800 under two decisions.
    two = [sent((2026, 3), 1200000, "30220250099999")]
    assert assistance.found(person, decision=decision, earlier=two, counted_before=full) == NOTHING


def test_month_is_invoiced_once(assistance):
    person = assistance.person()
    assert assistance.found(person, earlier=[sent((2026, 10), 7060)]) == refused("month", "G7")
    assert assistance.found(person, earlier=[sent((2026, 9), 7060)]) == NOTHING
    other = sent((2026, 10), 7060, "30220250099999")
    assert assistance.found(person, earlier=[other]) == warned("month", "C2")


def test_decision_names_level_and_qualification(assistance):
    wrong = assistance.person(nights=[nights("3", "4")])
    assert assistance.found(wrong, decision=DECISION) == refused(f"{P}.nights.0.level", "C5")
    special = assistance.person(activities=[work(area="g", special="true")])
    assert assistance.found(special, decision=DECISION) == NOTHING
    without = Decision("30220250012345", special_hours="no")
    assert assistance.found(special, decision=without) == refused(f"{P}.activities.0.special", "C5")


@pytest.mark.parametrize(("days", "warns"), [("1-4", False), ("1-5", False), ("1-6", True)])
def test_more_nights_than_granted_are_asked_about(assistance, days, warns):
    found = assistance.found(assistance.person(nights=[nights(days)]), decision=DECISION)
    assert found == (warned(f"{P}.nights.0.days", "C5") if warns else NOTHING)


@pytest.mark.parametrize(("hours", "refuses"), [("28.73", False), ("28.74", False), ("28.75", True)])
def test_unused_nights_give_so_many_hours_at_most(assistance, hours, refuses):
    person = assistance.person(hours={1: "20", 2: "20"})
    converted = {"converted_nights": "6", "converted_level": "4", "converted_hours": hours}
    found = assistance.found(person, **converted)
    assert found == (refused("converted_hours", "C18") if refuses else NOTHING)


def test_unused_nights_are_granted_and_their_hours_worked(assistance):
    used = assistance.person(hours={1: "5"}, nights=[nights("3, 4, 5")])
    converted = {"converted_level": "3", "converted_hours": "5"}
    assert assistance.found(used, decision=DECISION, converted_nights="2", **converted) == NOTHING
    found = assistance.found(used, decision=DECISION, converted_nights="3", **converted)
    assert found == refused("converted_nights", "C18")
    few = assistance.person(hours={1: "4.99"})
    assert assistance.found(few, converted_nights="2", **converted) == refused("converted_hours", "C18")


# Deadline: LAI art. 42septies al. 2, LPGA art. 29 al. 3


@pytest.mark.parametrize(("day", "lapsed"), [(19, True), (20, False), (21, False)])
def test_days_older_than_twelve_months_have_lapsed(assistance, day, lapsed):
    around = {"month": "11.2025", "today": date(2026, 11, 20)}
    partly = warned("month", "G6")
    found = assistance.found(assistance.person(hours={day: "2"}), **around)
    assert found == partly | (refused(f"{P}.days.{day - 1}.hours", "C8") if lapsed else NOTHING)
    found = assistance.found(assistance.person(nights=[nights(f"{day}, 28")]), **around)
    assert found == partly | (refused(f"{P}.nights.0.days", "C8") if lapsed else NOTHING)


def test_example_s7_names_the_lapsed_day_alone(assistance):
    person = assistance.person(hours={3: "2", 25: "2"})
    found = assistance.found(person, month="11.2025", today=date(2026, 11, 20))
    assert found == warned("month", "G6") | refused(f"{P}.days.2.hours", "C8")


def test_example_s8_counts_the_first_filing(assistance):
    person = assistance.person(hours={20: "2"})
    again = {"month": "10.2025", "today": date(2027, 1, 20)}
    assert assistance.found(person, filed_on=date(2026, 10, 5), **again) == warned("month", "G6")
    assert assistance.found(person, **again) == refused("month", "G5")


def test_example_s9_special_hours_in_area_b(assistance):
    person = assistance.person(activities=[work(area="b", special="true")])
    assert assistance.found(person, today=date(2026, 11, 28)) == refused(f"{P}.activities.0.area", "C10")


@pytest.mark.parametrize(
    ("today", "code"), [(date(2026, 10, 31), "G6"), (date(2026, 11, 1), "G5"), (date(2026, 10, 1), "")]
)
def test_whole_month_lapses_with_its_last_day(assistance, today, code):
    person = assistance.person(hours={31: "2"})
    found = assistance.found(person, month="10.2025", today=today)
    level = {"G6": "warning", "G5": "error"}
    assert found == ({(level[code], "month", code)} if code else NOTHING)


def test_consent_of_the_office_makes_a_warning_of_what_has_lapsed(assistance):
    person = assistance.person(hours={3: "2"})
    consent = {"late_consent": "Mme Berger, 3.11.2026"}
    assert assistance.found(person, month="9.2025", **consent) == warned("month", "G5")
    assert assistance.found(person, month="11.2025", today=date(2026, 11, 20), **consent) == warned("month", "G6")


@pytest.mark.parametrize(("today", "refuses"), [(30, True), (31, False)])
def test_month_is_over_before_it_is_invoiced(assistance, today, refuses):
    found = assistance.found(assistance.person(), today=date(2026, 10, today))
    assert found == (refused("month", "G4") if refuses else NOTHING)


# Stays


@pytest.mark.parametrize(("day", "warns"), [(12, False), (13, True), (15, True), (16, False)])
def test_work_during_a_stay_is_asked_about(assistance, day, warns):
    stay = {"first": "12.10.2026", "last": "16.10.2026", "place": "hospital"}
    found = assistance.found(assistance.person(hours={day: "2"}), stays=[stay])
    assert found == (warned("stays.0.first", "C9") if warns else NOTHING)


def test_month_and_year_show_what_is_left(assistance):
    person = assistance.person(hours={1: "20", 2: "20"})
    evaluation = assistance.evaluate(person, decision=DECISION, counted_before=invoiced({"2026": 2500000}))
    assert [(limit.used, limit.most, limit.left) for limit in evaluation.limits] == [
        (141200, 360000, 218800),
        (2641200, 2880000, 238800),
    ]
    acute = {"acute_phase": "true", "acute_from": "1.10.2026", "acute_until": "31.10.2026"}
    assert [limit.most for limit in assistance.evaluate(person, decision=DECISION, **acute).limits] == [2880000]
    assert assistance.evaluate(person).limits == ()
