"""What each transition counts, and what becomes of the counters once their month is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from guichet.invoices.correction_actions import save_replies
from guichet.invoices.event_counting import field_of
from guichet.invoices.invoice_actions import withdraw
from guichet.invoices.lifecycle import transition
from guichet.invoices.monthly_figures import MonthlyFigures, close_month, monthly_figures
from guichet.invoices.tally import Tally, added
from guichet.office.decisions import decision_actions
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import TRAVEL, send_travel

CLERK = "clerk@be.example"
NOVEMBER = "2026-11"


def figures(house, month=NOVEMBER):
    return monthly_figures(house.operator.portal).of(month).get("", Tally())


def since(house, before):
    """What was counted since ``before``."""
    now = added([figures(house)])
    now.counts.subtract(before.counts)
    now.days.subtract(before.days)
    now.marks.subtract(before.marks)
    return {name: n for part in (now.counts, now.days, now.marks) for name, n in part.items() if n}


def accept(house, invoice):
    decision_actions.accept(house.as_(CLERK), invoice, revision_number=len(invoice.revisions))


def test_sending_and_accepting_count_once_with_the_days(house, clock):
    before = figures(house)
    invoice = house.sent()
    # Saturday to the second Wednesday after it.
    clock.forward(days=11)
    accept(house, invoice)
    assert since(house, before) == {"received": 1, "accepted": 1, 8: 1}
    assert monthly_figures(house.operator.portal).of(NOVEMBER, "company")[TRAVEL].counts["accepted"]


def test_time_with_the_sender_does_not_count_and_marks_do(house, clock):
    before = figures(house)
    invoice = house.sent()
    clock.forward(days=2)
    decision_actions.request_correction(
        house.as_(CLERK),
        invoice,
        "Corrigez.",
        {"details.lines.0": {"fr": "Quel trajet ?"}, "decision": {"fr": "Autre numéro."}},
        chosen={"decision": "a1"},
        revision_number=1,
    )
    clock.forward(days=7)
    save_replies(house.as_(), invoice, {"decision": "C’est le bon numéro."})
    house.send(invoice, km="20")
    clock.forward(days=1)
    accept(house, invoice)
    counted = since(house, before)
    assert counted == {
        "received": 1,
        "asked": 1,
        "corrected": 1,
        2: 1,
        ("decision", "a1"): 1,
        # Words of the officer are not kept: they may say something about a person.
        ("details.lines", ""): 1,
    }


@pytest.mark.parametrize("decision", ["accept", "refuse", "request_correction"])
def test_undone_decision_is_taken_off_its_month_again(house, clock, decision, monkeypatch):
    invoice = house.sent()
    clock.to(datetime(2026, 11, 30, 22, 58, tzinfo=UTC))
    before = figures(house)
    if decision == "request_correction":
        house.ask_for_correction(invoice, "decision")
    elif decision == "refuse":
        decision_actions.refuse(house.as_(CLERK), invoice, "Non.", revision_number=1)
    else:
        accept(house, invoice)
    assert since(house, before)
    # It is December in Switzerland, and the office has another holiday than when it decided.
    clock.forward(minutes=4)
    plugins = house.operator.desk.plugins
    monkeypatch.setattr(plugins, "tenant", replace(plugins.tenant, holidays=("11-30",)))
    decision_actions.undo(house.as_(CLERK), invoice)
    assert since(house, before) == {}
    assert monthly_figures(house.operator.portal).of("2026-12") == {}


def test_withdrawal_and_hand_over_count_as_what_they_are(house, clock):
    first, second = house.sent(), house.sent(km="31")
    before = figures(house)
    withdraw(house.as_(), first)
    accept(house, second)
    transition(house.as_("supervisor@be.example"), second, "hand_over")
    assert since(house, before) == {"withdrawn": 1, "accepted": 1, 0: 1}


def test_month_becomes_one_record_a_day_after_its_end(house):
    house.sent()
    portal, before = house.operator.portal, figures(house)
    assert close_month(portal, datetime(2026, 12, 1, 12, 0, tzinfo=UTC)) == 0
    settled = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)
    assert close_month(portal, settled)
    assert close_month(portal, settled) == 0
    assert figures(house) == before
    # Counted late, e.g. after a clock was put right: it joins the record of the month.
    monthly_figures(portal).add(NOVEMBER, TRAVEL, "company", ("received",), 1)
    assert since(house, before) == {"received": 1}
    close_month(portal, settled)
    assert since(house, before) == {"received": 1}
    assert monthly_figures(portal).months() == [NOVEMBER]


def test_months_close_one_after_the_other():
    counted = MonthlyFigures()
    for month in ("2026-09", "2026-10", "2026-11"):
        for type_id in ("a", "b"):
            counted.add(month, type_id, "company", ("received",), 2)
    now = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
    assert [counted.close(now) for _call in range(3)] == [2, 2, 0]
    assert [counted.of(month)[""].counts["received"] for month in counted.months()] == [4, 4, 4]


def test_months_add_up_by_form_and_sender_open_or_closed(desks):
    for month in ("2026-08", "2026-10"):
        for sender, number in (("company", 3), ("insured", 4)):
            with desks.acting("be") as ctx:
                monthly_figures(ctx.portal).add(month, "a", sender, ("accepted",), number)

    def sums():
        with desks.looking("be") as ctx:
            counted = monthly_figures(ctx.portal)
            months = ["2026-08", "2026-09", "2026-10"]
            return [
                counted.of_months(months, sender)[1]["a"].counts["accepted"] for sender in ("", "company", "insured")
            ]

    assert sums() == [14, 6, 8]
    for now in (datetime(2026, 9, 3, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)):
        with desks.acting("be") as ctx:
            assert close_month(ctx.portal, now)
            assert monthly_figures(ctx.portal).of_months(["2026-08"])[1]["a"].counts["accepted"] == 7
        assert sums() == [14, 6, 8]
    # A month that is closed once more is not read from what was kept.
    with desks.acting("be") as ctx:
        monthly_figures(ctx.portal).add("2026-08", "a", "insured", ("accepted",), 1)
    assert sums() == [15, 6, 9]
    with desks.acting("be") as ctx:
        close_month(ctx.portal, datetime(2026, 11, 3, tzinfo=UTC))
    assert sums() == [15, 6, 9]


def test_two_transactions_that_count_the_same_both_count(desks):
    """Two clerks at once: neither decision conflicts on a counter, and none is lost."""
    db, keys = desks["be"].db, (NOVEMBER, TRAVEL, "company", ("accepted",))
    with desks.looking("be") as ctx:
        before = monthly_figures(ctx.portal).of(NOVEMBER).get("", Tally()).counts["accepted"]
    with desks.acting("be") as ctx:
        monthly_figures(ctx.portal).add(*keys, 1)
    with db.transaction() as first:
        monthly_figures(first.root()["portal"]).add(*keys, 1)
        with db.transaction() as second:
            monthly_figures(second.root()["portal"]).add(*keys, 1)
    with desks.looking("be") as ctx:
        assert monthly_figures(ctx.portal).of(NOVEMBER).get("", Tally()).counts["accepted"] == before + 3


def test_field_of_a_mark_has_no_line_and_no_file_name(desks):
    with desks.acting("be", "manager@be.example") as ctx:
        issuer = issuer_of(ctx, "manager@be.example")
        invoice = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), ctx.now.date() - timedelta(days=20))
        frozen = invoice.latest.frozen
        document = frozen.documents[0]
        assert field_of("details.lines.0.km", frozen) == "details.lines.km"
        assert field_of(f"documents.{document.id}", frozen) == f"documents.{document.kind}"
        assert field_of("documents", frozen) == "documents"
