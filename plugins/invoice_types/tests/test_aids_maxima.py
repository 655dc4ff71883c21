"""Forms 318.635 to 318.639: maxima of the ordinance, of a year and of an aid, and bills in several invoices."""

from datetime import date

import pytest
from aid_lines import (
    AUTONOMY,
    BED,
    CARS,
    FR,
    HEAD,
    INTERPRETED,
    VISION,
    WIG,
    WORK,
    aid,
    codes,
    evaluated,
    flat,
    interpreter,
)

from guichet.testing.invoice_types import texts_of

BILL = "supplier-bill"


def test_maximum_of_the_ordinance_is_mentioned():
    assert codes(evaluated(AUTONOMY, aid("2500.00", "bed"))) == []
    assert codes(evaluated(AUTONOMY, aid("2500.01", "bed"))) == [("warning", "lines.0.unit_price", "V4")]


def test_own_share_above_what_the_maximum_leaves_is_an_error():
    share = aid("9000.00", "bed", own_share="2600.00")
    assert ("error", "lines.0.own_share", "share") in codes(evaluated(AUTONOMY, share))
    assert evaluated(AUTONOMY, aid("9000.00", "bed", own_share="2400.00")).amounts.total == 10000


def test_maintenance_is_paid_up_to_485_francs_a_year_and_aid():
    service = {"nature": "operation_maintenance"}
    lines = [
        aid("300.00", "platform", item="Monte-rampe", **service),
        aid("300.00", "platform", item="monte-rampe ", **service),
        aid("300.00", "platform", item="Monte-rampe", day="31.12.2025", **service),
        aid("300.00", "platform", item="Lit", **service),
    ]
    amounts = evaluated(AUTONOMY, *lines).amounts
    assert [amounts.at(f"lines.{number}").amount for number in range(4)] == [30000, 18500, 30000, 30000]
    before = evaluated(AUTONOMY, *lines)
    assert evaluated(AUTONOMY, lines[0], earlier=[before]).amounts.total == 0


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("Monte-rampe", "Monte rampe"),
        ("Monte-rampe", "monterampe"),
        ("Élévateur", "Elevateur."),
        ("Siège d’auto", "Siege d'auto"),
        ("Gehböckli", "Gehboeckli"),
    ],
)
def test_yearly_maximum_of_an_aid_holds_for_any_spelling_of_it(sent, typed):
    both = [aid("300.00", item=item, nature="operation_maintenance") for item in (sent, typed)]
    assert evaluated(AUTONOMY, *both).amounts.total == 48500
    assert evaluated(AUTONOMY, both[1], earlier=[evaluated(AUTONOMY, both[0])]).amounts.total == 18500


def test_forms_share_the_maxima_that_belong_to_no_chapter():
    service = {"nature": "operation_maintenance", "item": "Loupe"}
    before = evaluated(WORK, aid("300.00", **service))
    assert evaluated(VISION, aid("300.00", **service), earlier=[before]).amounts.total == 18500
    assert evaluated(VISION, interpreter("1"), earlier=[INTERPRETED]).amounts.total == 6200
    assert evaluated(VISION, interpreter("36.5"), earlier=[INTERPRETED]).amounts.total == 168000


def yearly(evaluation):
    """What is counted, without the bills of suppliers."""
    return [one for one in evaluation.counted if one.maximum != BILL]


def test_invoice_counts_what_it_claims_of_each_yearly_maximum():
    wigs = aid("1000.00", "wig", day="31.12.2025"), aid("900.00", "wig"), aid("900.00", "wig")
    counted = yearly(evaluated(HEAD, *wigs))
    assert [(one.maximum, one.period, one.amount, one.most) for one in counted] == [
        ("wig", "2025", 100000, 150000),
        ("wig", "2026", 150000, 150000),
    ]
    assert FR(counted[1].label) == "Perruques, 2026"
    assert yearly(evaluated(AUTONOMY, *BED)) == []


def test_invoice_counts_what_it_claims_of_each_bill_of_a_supplier():
    other = {"supplier_number": "2026-18"}
    lines = [aid("300.00"), aid("200.00"), aid("50.00", **other), aid("10.00", supplier_date="")]
    counted = [one for one in evaluated(WORK, *lines).counted if one.maximum == BILL]
    assert [(one.item, one.period, one.amount, one.most) for one in counted] == [
        ("Exemple SA 2026-17", "2026-10-15", 50000, None),
        ("Exemple SA 2026-18", "2026-10-15", 5000, None),
    ]
    # A sender is not asked: one bill may be for aids of two forms.
    assert codes(evaluated(VISION, lines[0], earlier=[evaluated(WORK, *lines)])) == []


def test_yearly_maximum_of_a_wig_counts_by_the_calendar_year():
    wigs = [aid("1000.00", "wig", day=day) for day in ("31.12.2025", "1.1.2026", "2.1.2026")]
    amounts = evaluated(HEAD, *wigs).amounts
    assert [amounts.at(f"lines.{number}").amount for number in range(3)] == [100000, 100000, 50000]


def test_flat_rate_of_a_year_is_paid_once():
    again = evaluated(CARS, flat("depreciation"), aid("900.00", "garage_door"), flat("depreciation", "1.3.2026"))
    assert again.amounts.total == 390000
    assert codes(again) == [("warning", "lines.2.day", "V4")]


@pytest.mark.parametrize(("day", "maximum"), [("31.12.2024", 2205000), ("1.1.2025", 2268000), ("31.12.2026", 2268000)])
def test_maximum_of_third_party_services_follows_the_pension(day, maximum):
    evaluation = evaluated(WORK, interpreter("500", day=day), today=date(2027, 1, 15))
    assert evaluation.amounts.total == maximum


def test_yearly_maximum_is_read_in_the_formula():
    first = dict(texts_of(evaluated(HEAD, aid("1890.00", "wig")), FR))["Moyen auxiliaire 1"]
    assert "1 × CHF 1 890.00, au maximum CHF 1 500.00 pour 2026 : CHF 1 500.00" in first
    rows = dict(texts_of(evaluated(HEAD, aid("390.00", "wig"), earlier=[WIG]), FR))
    assert (
        "1 × CHF 390.00, reste CHF 220.00 du maximum de CHF 1 500.00 pour 2026 : CHF 220.00"
        in rows["Moyen auxiliaire 1"]
    )
