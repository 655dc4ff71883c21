"""Checks of form 318.632.2, each on the day before, the day and the day after its limit."""

from datetime import date

import pytest

from guichet.sdk import CheckContext, Decision, EarlierInvoice, FrozenAnswers
from guichet.testing.invoice_types import counted_by, evaluate
from invoice_types.minors import Minors

DECISION = "30220250012345"
TODAY = date(2026, 11, 28)


def june(**days):
    return {"month": "6.2026", "at_home": "30", "hospital_insured": "true"} | days


def evaluated(*months, degree="severe", supplement="none", abroad="", today=TODAY, **around):
    answers = {"degree": degree, "supplement": supplement, "abroad": abroad, "nights_declared": "true"}
    around = {"decision_number": DECISION, "attached": frozenset({"attestation", "home_bill"}), **around}
    return evaluate(
        Minors(), answers | {"months": list(months)}, CheckContext(today, around.pop("filed", today), **around)
    )


def found(*months, **around):
    """Level, last part of the path and code of each issue."""
    issues = evaluated(*months, **around).issues
    return [(issue.level, issue.path.rpartition(".")[2], issue.code) for issue in issues]


def sent(*months, decision=DECISION, **answers):
    earlier = evaluated(*months, **answers)
    return EarlierInvoice("BE-2026-2W8N-5RDA", decision, earlier.service_days, FrozenAnswers(earlier.appstruct))


# A1, addendum 2: more days than the right has are an error, fewer only where its dates are known.
@pytest.mark.parametrize(
    ("days", "issues"),
    [("29", [("warning", "at_home", "A1")]), ("30", []), ("31", [("error", "at_home", "A1")])],
)
def test_days_make_up_the_month(days, issues):
    assert found(june(at_home=days)) == issues


@pytest.mark.parametrize(("days", "issues"), [("10", ["A1"]), ("11", []), ("12", ["A1"])])
@pytest.mark.parametrize("known", ["line", "decision", "birth"])
def test_days_make_up_the_right_where_its_first_day_is_known(known, days, issues):
    begins = date(2026, 6, 20)
    line = june(at_home=days, first_day="20.6.2026" if known == "line" else "")
    decision = Decision(DECISION, valid_from=begins) if known == "decision" else None
    around = {"decision": decision, "birth_date": begins if known == "birth" else None}
    found_codes = [code for level, _path, code in found(line, **around) if level == "error"]
    assert found_codes == issues


def test_dates_of_the_right_are_in_the_month_and_in_order():
    assert ("error", "first_day", "right") in found(june(first_day="31.5.2026"))
    assert found(june(first_day="1.6.2026", last_day="30.6.2026")) == []
    assert ("error", "last_day", "right") in found(june(last_day="1.7.2026"))
    assert ("error", "last_day", "period") in found(june(first_day="20.6.2026", last_day="19.6.2026"))


# A2, LAI art. 42bis al. 4.
@pytest.mark.parametrize(("days", "codes"), [("29", []), ("30", ["A2"])])
def test_whole_month_in_hospital_is_attested_or_given_up(days, codes):
    line = june(at_home=str(30 - int(days)), hospital=days)
    assert [code for _level, _path, code in found(line) if code == "A2"] == codes
    assert "A2" not in [code for _level, _path, code in found(line | {"attested": "no"})]


# A3: the month of the 18th birthday is accepted, and the office decides; the next one is an error.
@pytest.mark.parametrize(
    ("born", "issues"),
    [
        (date(2008, 5, 31), [("error", "month", "A3")]),
        (date(2008, 6, 1), [("warning", "month", "A3")]),
        (date(2008, 6, 2), [("warning", "month", "A3")]),
        (date(2008, 6, 30), [("warning", "month", "A3")]),
        (date(2008, 7, 1), []),
    ],
)
def test_month_after_the_18th_birthday_is_an_error(born, issues):
    assert found(june(), birth_date=born) == issues
    assert all(issue.for_office_only for issue in evaluated(june(), birth_date=born).issues if issue.level == "warning")


def test_quarter_in_which_a_child_turns_18_is_judged_month_by_month():
    quarter = [june(month=f"{number}.2026", at_home=days) for number, days in ((4, "30"), (5, "31"), (6, "30"))]
    issues = evaluated(*quarter, birth_date=date(2008, 5, 15)).issues
    assert [(issue.level, issue.path, issue.code) for issue in issues] == [
        ("warning", "months.1.month", "A3"),
        ("error", "months.2.month", "A3"),
    ]


def test_leap_day_s_child_is_of_full_age_on_the_first_of_march():
    march = {"month": "3.2026", "at_home": "31"}
    assert found(march, birth_date=date(2008, 2, 29)) == [("warning", "month", "A3")]
    assert found(march, birth_date=date(2008, 2, 28)) == [("error", "month", "A3")]


# A5
def test_same_month_is_claimed_once():
    assert found(june(), june()) == [("error", "month", "A5")]
    assert [code for _level, _path, code in found(june(), earlier=(sent(june()),))] == ["G7"]
    assert found(june(), earlier=(sent({"month": "5.2026", "at_home": "31"}),)) == []


def test_month_may_be_split_where_the_right_changes():
    first, second = june(at_home="14", last_day="14.6.2026"), june(at_home="16", first_day="15.6.2026")
    assert found(first, second) == []
    assert found(first, second | {"first_day": "14.6.2026", "at_home": "17"}) == [("error", "month", "A5")]
    assert found(second, earlier=(sent(first),)) == []


# A6
def test_degree_and_supplement_are_those_of_the_decision():
    before = sent({"month": "5.2026", "at_home": "31"}, degree="severe", supplement="4h")
    assert found(june(), earlier=(before,)) == [("warning", "supplement", "A6")]
    assert found(june(), degree="medium", supplement="4h", earlier=(before,)) == [("warning", "degree", "A6")]
    assert found(june(), decision=Decision(DECISION, degree="medium")) == [("warning", "degree", "A6")]
    assert found(june(), decision=Decision(DECISION, degree="severe")) == []
    other = sent({"month": "5.2026", "at_home": "31"}, degree="slight", decision="30220240000001")
    assert found(june(), earlier=(other,)) == []


# A7: half of 20 days is 10, so 10 and 30 are still usual.
@pytest.mark.parametrize(("days", "told"), [("9", True), ("10", False), ("30", False)])
def test_office_sees_days_that_differ_by_more_than_half(days, told):
    spring = [
        {"month": f"{number}.2026", "at_home": "20", "other_home": "11" if number != 4 else "10"}
        for number in (3, 4, 5)
    ]
    line = june(at_home=days, other_home=str(30 - int(days)))
    issues = [issue for issue in evaluated(line, earlier=(sent(*spring),)).issues if issue.code == "A7"]
    assert bool(issues) is told
    assert all(issue.for_office_only for issue in issues)


# A8
@pytest.mark.parametrize(
    ("periods", "issues"),
    [
        ([("1.6.2026", "29.6.2026")], [("warning", "attested_from", "A8")]),
        ([("1.6.2026", "30.6.2026")], []),
        ([("31.5.2026", "30.6.2026")], [("warning", "attested_to", "A8")]),
        ([("20.5.2026", "14.6.2026"), ("15.6.2026", "10.7.2026")], []),
        ([("15.6.2026", "10.7.2026"), ("20.5.2026", "14.6.2026")], []),
        ([("20.5.2026", "14.6.2026"), ("16.6.2026", "10.7.2026")], [("warning", "attested_from", "A8")]),
        ([("2.6.2026", "1.6.2026")], [("error", "attested_to", "period"), ("warning", "attested_from", "A8")]),
    ],
)
def test_attestations_of_30_days_cover_the_month(periods, issues):
    names = ("attested_from", "attested_to"), ("again_from", "again_to")
    days = {
        name: day for pair, period in zip(names, periods, strict=False) for name, day in zip(pair, period, strict=True)
    }
    assert found(june(at_home="0", hospital="30", attested="yes", **days)) == issues


# A9
def test_home_that_the_family_pays_is_proved():
    line = june(at_home="20", paid_home="10")
    assert found(line, attached=frozenset()) == [("warning", "paid_home", "A9")]
    assert found(line) == []


def test_stay_abroad_and_company_s_account_are_mentioned():
    assert found(june(), abroad="true") == [("warning", "abroad", "A10")]
    (issue,) = evaluated(june(), pays_company=True).issues
    assert (issue.code, issue.level, issue.for_office_only) == ("A11", "warning", False)


# G4: a month is claimed when it is over.
@pytest.mark.parametrize(("today", "codes"), [(29, ["G4"]), (30, []), (31, [])])
def test_month_is_over_before_it_is_claimed(today, codes):
    then = date(2026, 6, today) if today < 31 else date(2026, 7, 1)
    assert [code for _level, _path, code in found(june(), today=then)] == codes


# G5, LPGA art. 24: five years after the end of the month; the first filing counts.
@pytest.mark.parametrize(("filed", "lapsed"), [(date(2026, 11, 30), False), (date(2026, 12, 1), True)])
def test_month_lapses_five_years_after_its_end(filed, lapsed):
    november = {"month": "11.2021", "at_home": "30"}
    codes = [code for _level, _path, code in found(november, filed=filed, today=date(2026, 12, 20))]
    assert ("G5" in codes) is lapsed


# A12: each parent may claim days of the same month, under decisions of their own.
@pytest.mark.parametrize(("days", "warns"), [("9", False), ("10", False), ("11", True)])
def test_days_of_several_invoices_make_up_one_month(days, warns):
    before = counted_by(evaluated(june(at_home="20")))
    assert ("A12" in [code for _level, _path, code in found(june(at_home=days), counted_before=before)]) is warns
    assert "A12" not in [code for _level, _path, code in found(june(month="7.2026"), counted_before=before)]
