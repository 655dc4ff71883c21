"""Amounts that the office completes count towards maxima of a period as soon as the invoice is accepted."""

from dataclasses import replace
from datetime import date

import pytest
from ZODB import DB
from ZODB.DemoStorage import DemoStorage
from ZODB.POSException import ConflictError

from guichet.declaration.counted import CHF, Counted, added_up
from guichet.invoices import invoice_actions as sending
from guichet.invoices.counted_sums import COUNTED_NAMES, CountedKey, CountedSums, counted_amounts, counted_sums
from guichet.invoices.evaluation import evaluate_invoice
from guichet.invoices.revision_findings import findings
from guichet.office.decisions import decision_actions
from guichet.office.decisions.overriding import Addition
from invoice_types.aids.ceilings import RATES
from invoice_types.priced_line import PricedLine

TODAY = date(2026, 11, 14)
CODE = "fm-batteries"
BATTERIES = {"use_area": "workplace", "lines": [{"aid": "fm_batteries", "day": "3.2.2026"}]}
PUBLISHED = Addition([4000], "Tarif publié entre-temps.", language="fr")


@pytest.fixture(autouse=True)
def no_rate_of_2026(monkeypatch):
    """The flat rate of the year is not known yet."""
    [*_older, last] = RATES.rows[CODE]
    monkeypatch.setattr(RATES, "rows", {**RATES.rows, CODE: (replace(last, valid_to=date(2025, 12, 31)),)})


@pytest.fixture
def supervisor(scenario):
    colleague = scenario.another_clerk()
    colleague.roles = ("supervisor",)
    return scenario.ctx(colleague, later=120)


def draft_of_same_sender(scenario):
    form = scenario.desk.plugins.invoice_type("318.635")
    draft = sending.start_draft(scenario.ctx(scenario.sender), scenario.company, scenario.beneficiary, form)
    scenario.save(draft, details=BATTERIES)
    return draft


def used(scenario, draft, maximum=CODE, item=""):
    """What the other invoices of the sender have used of a maximum, in Rappen."""
    return evaluate_invoice(scenario.desk.plugins, draft, TODAY).context.counted_before(maximum, "2026", item=item)


def test_completed_amount_counts_from_the_acceptance_to_its_undoing(scenario, supervisor):
    invoice = scenario.invoice("318.635", details=BATTERIES)
    draft = draft_of_same_sender(scenario)
    assert (invoice.total, used(scenario, draft)) == (0, 0)
    decision_actions.accept(supervisor, invoice, revision_number=1, addition=PUBLISHED)
    assert (invoice.total, used(scenario, draft)) == (4000, 4000)
    decision_actions.undo(supervisor, invoice)
    assert used(scenario, draft) == 0


def test_office_compares_an_amount_to_complete_with_the_completed_ones(scenario, supervisor):
    first = scenario.invoice("318.635", details=BATTERIES)
    decision_actions.accept(supervisor, first, revision_number=1, addition=PUBLISHED)
    second = scenario.invoice("318.635", details=BATTERIES)
    localize = scenario.desk.localizer("fr")
    [found] = [one for one in findings(second, "302", localize) if one.code == "exceeded-maximum"]
    assert localize(found.message).replace("\u00a0", " ") == (
        "Piles d’une installation FM, 2026 : CHF 40.00 jusqu’ici. Comparez avec la décision"
    )
    assert (found.in_order, found.explanation) == (False, f"avec {first.reference}")


def test_two_lines_under_one_maximum_count_as_one_amount(scenario, supervisor):
    lines = [{"aid": "fm_batteries", "day": day} for day in ("3.2.2026", "4.2.2026")]
    invoice = scenario.invoice("318.635", details=BATTERIES | {"lines": lines})
    twice = Addition([2500, 1500], "Tarif publié entre-temps.", language="fr")
    decision_actions.accept(supervisor, invoice, revision_number=1, addition=twice)
    assert [(one.maximum, one.period, one.amount) for one in counted_amounts(invoice)] == [(CODE, "2026", 4000)]
    assert used(scenario, draft_of_same_sender(scenario)) == 4000


def test_of_two_amounts_that_are_added_at_once_one_is_compared_again():
    """By two processes, where one has not waited for its turn to write."""
    db = DB(DemoStorage())
    key = CountedKey("7561234567897", CODE, "", "2026", "company", "first")
    with db.transaction() as connection:
        sums = connection.root.sums = CountedSums()
        sums.replace([], {key: 1000})
    with pytest.raises(ConflictError), db.transaction() as late:
        late.root.sums.replace([], {key._replace(invoice_id="third"): 4000})
        with db.transaction() as early:
            early.root.sums.replace([], {key._replace(invoice_id="second"): 4000})
    db.close()


def test_what_counts_nothing_is_left_out_unless_its_amount_is_to_come():
    one = Counted(maximum="m", period="2026", amount=0, most=None, label="", path="lines.0", unit=CHF)
    days = replace(one, unit="days")
    assert added_up([one, days]) == ()
    assert added_up([one, days], ["lines.0.day"]) == (one,)
    assert added_up([one], ["lines.01"]) == ()


# Spelling of names

MAINTENANCE = {"aid": "other", "nature": "operation_maintenance", "day": "3.2.2026", "quantity": "1"}
MAINTENANCE |= {
    "supplier": "Exemple SA",
    "supplier_number": "2026-17",
    "supplier_date": "4.2.2026",
    "unit_price": "100",
}
BILL = ["a" * 64]


def maintained(*aids):
    return {"use_area": "workplace", "lines": [MAINTENANCE | {"item": aid} for aid in aids]}


def test_spellings_of_a_thing_within_an_invoice_are_one_amount(scenario):
    invoice = scenario.invoice("318.635", BILL, details=maintained("Monte-rampe", "Monte rampe"))
    counted = [(one.period, one.amount) for one in counted_amounts(invoice) if one.period == "2026"]
    assert counted == [("2026", 20000)]
    assert used(scenario, draft_of_same_sender(scenario), "operation-maintenance", item="MONTE-RAMPE") == 20000


def test_step_folds_the_names_that_were_counted_before(scenario, monkeypatch):
    for module in ("invoice_types.aids.ceilings", "guichet.declaration.counted"):
        monkeypatch.setattr(f"{module}.name_key", str.casefold)
    monkeypatch.setattr(PricedLine, "bill_counted", lambda *_args: ())
    scenario.invoice("318.635", BILL, details=maintained("Monte-rampe"))
    draft, amounts = draft_of_same_sender(scenario), counted_sums(scenario.portal)._amounts
    ((key, amount),) = amounts.items()
    amounts.clear()
    amounts[tuple(CountedKey(*key)._replace(item="monte-rampe"))] = amount
    assert used(scenario, draft, "operation-maintenance", item="Monte rampe") == 0
    for invoice in scenario.company.invoices.values():
        COUNTED_NAMES.change(invoice)
    assert list(amounts.items()) == [(key, 10000)]
    assert used(scenario, draft, "operation-maintenance", item="Monte rampe") == 10000
