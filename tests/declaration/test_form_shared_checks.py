"""The checks that all forms share, called by the evaluation of every type."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from guichet.declaration import (
    TWELVE_MONTHS,
    Amount,
    AmountTerm,
    Day,
    Decision,
    EarlierInvoice,
    Fields,
    InvoiceType,
    Issue,
    Lines,
    ServiceDay,
    deduction,
    error,
    product,
    term,
)
from guichet.declaration.rates import RateTable, read_rates
from guichet.i18n import Localizer, _

FR = Localizer("fr")
DECISION = "30220250012345"
RATES = RateTable("made up")
RATES.rows = read_rates(
    '[[rate]]\ncode = "hour"\nvalid_from = 2025-01-01\nvalid_to = 2026-12-31\nvalue = 35.30\nunit = "CHF/h"\n'
    'source = "here"\nstatus = "confirmed"\n'
    '[[rate]]\ncode = "night"\nvalid_from = 2025-01-01\nvalue = 10\nunit = "CHF"\nsource = "?"\n'
    'status = "UNCONFIRMED"\n'
    '[[rate]]\ncode = "quarter"\nvalid_from = 2025-01-01\nvalue = 10\nunit = "CHF"\nsource = "?"\n'
    'status = "computed"\n'
)


class Line(Fields):
    day = Day(_("Date"), service_day=True)
    until = Day(_("Jusqu’au"), service_day=True)
    amount = Amount(_("Montant"))


class Plain(InvoiceType):
    id, title, purpose = "318.000", _("Essai"), _("Essai")

    class form(Fields):
        lines = Lines(_("Lignes"), Line)
        share = Amount(_("Part"))

    def amounts(self, invoice: form, rates) -> Iterator[AmountTerm]:
        for line in invoice.lines:
            yield term(line, line.amount or 0)
        yield from deduction(invoice.field("share"), invoice.share)


class ByRate(Plain):
    rate_table = RATES

    def amounts(self, invoice, rates):
        for line in invoice.lines:
            if line.day:
                found = rates.over("hour", line.day, line.until or line.day, line)
                yield term(line, product(8, found))


def found(sample, *days, invoice_type=None, until="", share="", **around):
    lines = [{"day": day, "until": until, "amount": "10"} for day in days]
    issues = sample.evaluate({"lines": lines, "share": share}, invoice_type or Plain(), **around).issues
    assert all("${" not in FR(issue.message) for issue in issues)
    return sample.codes(issues)


def test_service_of_today_is_in_order(sample):
    assert found(sample, "28.11.2026", "1.12.2025") == []


def test_service_in_the_future_is_an_error(sample):
    assert found(sample, "29.11.2026") == [("error", "lines.0.day", "G4")]


def test_service_that_is_not_over_is_an_error_at_its_last_day(sample):
    assert found(sample, "20.11.2026", until="1.12.2026") == [("error", "lines.0.until", "G4")]


def test_month_that_is_not_over_is_an_error(sample):
    assert ("error", "month", "G4") in sample.codes(sample.evaluate(sample.answers(month="11.2026")).issues)


@pytest.mark.parametrize("month", ["11.2026", "12.2026"])
def test_a_month_to_come_is_waited_for_and_not_mended_as_a_day(sample, month):
    """« Saisissez une date jusqu’au 28 novembre » at « 12.2026 » led to November, which is not over either."""
    issues = sample.evaluate(sample.answers(month=month)).issues
    (text,) = [FR(issue.message) for issue in issues if issue.code == "G4"]
    assert text.startswith("La prestation n’est pas terminée")


def test_right_lapses_five_years_after_the_month(sample):
    assert found(sample, "30.10.2021") == [("error", "lines.0.day", "G5")]
    assert found(sample, "1.11.2021") == [("warning", "lines.0.day", "G6")]


def test_old_services_are_mentioned_once(sample):
    assert found(sample, "27.11.2025", "26.11.2025") == [("warning", "lines.1.day", "G6")]


def test_day_of_the_first_filing_counts(sample):
    assert found(sample, "30.10.2021", filed_on=date(2026, 10, 31)) == [("warning", "lines.0.day", "G6")]


class Assistance(Plain):
    lapses_after = TWELVE_MONTHS


@pytest.mark.parametrize(
    ("filed_on", "day", "issues"),
    [
        (date(2026, 11, 20), "3.11.2025", [("error", "lines.0.day", "G5")]),
        (date(2026, 11, 20), "25.11.2025", []),
        (date(2026, 10, 5), "20.10.2025", []),
    ],
)
def test_assistance_lapses_after_twelve_months(sample, filed_on, day, issues):
    assert found(sample, day, invoice_type=Assistance(), filed_on=filed_on) == issues


def test_period_partly_lapsed_is_asked_about(sample):
    assert found(sample, "1.11.2025", until="30.11.2025", invoice_type=Assistance()) == [
        ("warning", "lines.0.day", "G6")
    ]


def earlier(*days, decision=DECISION):
    return EarlierInvoice("BE-2026-2W8N-5RDA", decision, tuple(ServiceDay("lines.0.day", *day) for day in days))


def test_day_of_an_earlier_invoice_is_mentioned_once_a_line(sample):
    before = earlier((date(2026, 10, 10), date(2026, 10, 14)), (date(2026, 10, 14), date(2026, 10, 14)))
    around = {"earlier": (before,), "decision_number": DECISION}
    assert found(sample, "14.10.2026", "15.10.2026", **around) == [("warning", "lines.0.day", "G7")]
    assert found(sample, "15.10.2026", **around) == []


def test_other_decision_may_pay_the_same_day(sample):
    before = earlier((date(2026, 10, 14), date(2026, 10, 14)), decision="30220250099999")
    assert found(sample, "14.10.2026", earlier=(before,), decision_number=DECISION) == []


def test_monthly_benefit_is_not_claimed_twice(sample):
    class Monthly(Plain):
        claimed_twice = "error"

    before = earlier((date(2026, 10, 1), date(2026, 10, 31)))
    around = {"earlier": (before,), "decision_number": DECISION}
    assert found(sample, "14.10.2026", invoice_type=Monthly(), **around) == [("error", "lines.0.day", "G7")]


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "issues"),
    [
        (None, None, []),
        (date(2026, 1, 1), None, []),
        (date(2026, 11, 1), None, [("warning", "lines.0.day", "decision-period")]),
        (None, date(2026, 9, 30), [("warning", "lines.0.day", "decision-period")]),
        (date(2026, 1, 1), date(2026, 9, 30), [("warning", "lines.0.day", "decision-period")]),
    ],
)
def test_service_outside_the_decision_is_mentioned(sample, valid_from, valid_to, issues):
    decision = Decision(DECISION, valid_from, valid_to)
    assert found(sample, "14.10.2026", decision=decision) == issues


def test_total_of_zero_is_not_sent(sample):
    assert found(sample, "14.10.2026", share="10") == [("error", "lines", "G10")]


def test_total_below_zero_is_not_sent(sample):
    assert found(sample, "14.10.2026", share="4808.75") == [("error", "share", "G10")]


def test_type_may_allow_a_total_of_zero(sample):
    class Free(Plain):
        allows_zero_total = True

    assert found(sample, "14.10.2026", share="20", invoice_type=Free()) == []


def test_zero_is_not_mentioned_while_something_else_is_wrong(sample):
    assert found(sample, "29.11.2026", share="10") == [("error", "lines.0.day", "G4")]


def test_amount_that_is_not_known_yet_is_left_to_the_office(sample):
    today = {"today": date(2027, 2, 1), "filed_on": date(2027, 2, 1)}
    assert found(sample, "5.1.2027", invoice_type=ByRate(), **today) == [("warning", "lines.0", "G11")]


def test_day_before_all_rates_is_an_error(sample):
    assert ("error", "lines.0", "G11") in found(sample, "5.12.2024", invoice_type=ByRate())


def test_line_across_a_change_of_rate_is_to_be_split(sample):
    today = {"today": date(2027, 2, 1), "filed_on": date(2027, 2, 1)}
    issues = found(sample, "20.12.2026", until="5.1.2027", invoice_type=ByRate(), **today)
    assert issues == [("error", "lines.0", "G13")]


@pytest.mark.parametrize("code", ["night", "quarter"])
def test_office_sees_that_a_rate_is_not_confirmed(sample, code):
    class Nights(Plain):
        rate_table = RATES

        def amounts(self, invoice, rates):
            yield term("lines.0", product(1, rates.on(code, date(2026, 10, 14), "lines.0")))

    (issue,) = sample.evaluate({"lines": [{"day": "14.10.2026"}]}, Nights()).issues
    assert (issue.level, issue.code, issue.for_office_only) == ("warning", "G11", True)


def test_required_document_is_asked_for_until_it_is_attached(sample):
    rented = sample.answers(is_rental="true", home={"street": "x", "other_owner": "y"})
    without = sample.evaluate(rented, attached=frozenset())
    assert [issue.code for issue in without.issues] == ["G12", "G12"]
    assert [document.kind for document in without.missing_attachments] == ["hours", "lease"]
    attached = replace(without.context, attached=frozenset({"hours", "lease"}))
    assert replace(without, context=attached).is_ready


def test_type_without_documents_can_be_sent(sample):
    assert sample.evaluate({"lines": [{"day": "14.10.2026", "amount": "10"}]}, Plain(), attached=frozenset()).is_ready


@pytest.mark.parametrize("level", ["eror", "", None, "block"])
def test_level_with_a_slip_is_refused(level):
    with pytest.raises(ValueError, match="write 'error' or 'warning'"):
        Issue(level, "lines.0", "T1", _("Texte"))


def test_issue_needs_a_message_that_can_be_translated():
    with pytest.raises(TypeError, match="wrap its message"):
        error("lines.0", "T1", "Texte")


def test_earlier_answers_are_read_only_and_know_no_missing_names():
    from guichet.declaration import FrozenAnswers

    answers = FrozenAnswers({"lines": [{"km": 3}], "text": "x"})
    (line,) = answers.lines("lines")
    assert (line["km"], line["gone"], answers["gone"], answers.lines("text")) == (3, None, None, ())
    assert ("km" in line, "gone" in line) == (True, False)
    with pytest.raises(TypeError):
        line["km"] = 4
