"""Forms 318.635 to 318.639: the worked examples of the field tables, and the rules of every aid."""

from datetime import date

import pytest
from aid_lines import (
    AROUND,
    AUTONOMY,
    BED,
    BUILDING,
    CARS,
    DOCUMENTS,
    FR,
    HEAD,
    INTERPRETED,
    TODAY,
    VISION,
    WIG,
    WORK,
    aid,
    codes,
    evaluated,
    flat,
    interpreter,
)

from guichet.sdk import CheckContext, RateTable
from guichet.testing.invoice_types import evaluate

FM = [flat("fm_batteries", "3.2.2025"), flat("fm_batteries", "3.2.2026")]
MONTHS = {"aid": "guide_dog_upkeep", "first_month": "01.2026", "last_month": "03.2026"}
DEPRECIATION = [flat("depreciation"), aid("1780.00", "garage_door")]
BATH = aid("14600.00", "works", own_share="1000.00")

EXAMPLES = {
    "W1": (WORK, [aid("2890.00", "device", approved_max="2500", own_share="150")], {}, 235000),
    "W2": (WORK, [interpreter()], {}, 226300),
    "W2'": (WORK, [interpreter()], {"earlier": [INTERPRETED]}, 168000),
    "W3": (WORK, [aid("385.00", "device"), aid("1240.00", "device")], {}, 124000),
    "W4": (WORK, FM, {}, 8000),
    "M1": (CARS, [BATH], BUILDING | {"estimate_amount": "14200.00", "earlier_payments": "6000.00"}, 720000),
    "M2": (CARS, [aid("6480.50", "conversion")], {}, 648050),
    "M3": (CARS, DEPRECIATION, {}, 450000),
    "K1": (HEAD, [aid("390.00", "wig")], {"earlier": [WIG]}, 22000),
    "K1'": (HEAD, [aid("1640.00", "wig", day="14.10.2025")], {}, 150000),
    "K2": (HEAD, [aid("3900.00", "face_epithesis")], {"estimate_amount": "3750.00"}, 375000),
    "B1": (VISION, [MONTHS], {}, 33000),
    "B2": (VISION, [aid("540.00", "guide_dog_vet")], {}, 18000),
    "B3": (VISION, [aid("248.00", "player")], {}, 20000),
    "B4": (VISION, [aid("95.00", "reading_system", "6", nature="training")], {}, 57000),
    "P1": (AUTONOMY, BED, {}, 275000),
    "P2": (AUTONOMY, [flat("dog_mobility")], {"birth_date": date(1990, 5, 1)}, 2028000),
    "P3": (AUTONOMY, [aid("1460.00", "signal_system")], {}, 130000),
    "P4": (AUTONOMY, [aid("620.00", "platform", nature="operation_maintenance")], {}, 48500),
}


@pytest.mark.parametrize(("form", "lines", "around", "total"), EXAMPLES.values(), ids=EXAMPLES)
def test_example_of_the_field_tables(form, lines, around, total):
    evaluation = evaluated(form, *lines, **around)
    assert evaluation.amounts.total == total
    assert evaluation.is_ready, codes(evaluation)


def test_operation_of_a_vehicle_is_never_paid():
    service = aid("640.00", nature="operation_maintenance")
    assert ("error", "lines.0.nature", "V1") in codes(evaluated(CARS, service))
    assert evaluated(CARS, service, **BUILDING).is_ready


@pytest.mark.parametrize(
    ("price", "paid", "found"),
    [("399.99", 0, ["V5", "G10"]), ("400.00", 0, ["V5", "G10"]), ("400.01", 40001, [])],
)
def test_device_up_to_400_francs_is_not_paid(price, paid, found):
    evaluation = evaluated(WORK, aid(price, "device"))
    assert evaluation.amounts.total == paid
    assert [code for _level, _path, code in codes(evaluation)] == found


@pytest.mark.parametrize("number", ["13.01*", "5.07.1", "14.06.12", "5.07.2*"])
def test_number_of_the_annex_is_known_by_its_form(number):
    assert "V2" not in [issue.code for issue in evaluated(WORK, aid(omai_number=number)).issues]


@pytest.mark.parametrize("before", ["", "ch. ", "Ch ", "Chiffre ", "Ziff. ", "OMAI ", "Annexe OMAI, ch. "])
@pytest.mark.parametrize(
    "behind", ["", " OMAI", " (OMAI)", " HVI", ", annexe de l’OMAI", " de l’annexe OMAI", " HVI-Anhang", " OMAI."]
)
def test_number_is_read_as_a_decision_cites_it(before, behind):
    for number in ("13.01*", "5.07.1"):
        [read] = evaluated(WORK, aid(omai_number=f"{before}{number}{behind}")).invoice.lines
        assert read.omai_number == number


@pytest.mark.parametrize("number", ["13", "13.1", "13.01.123", "1301", "13.01**"])
def test_number_that_the_annex_cannot_have_is_an_error(number):
    assert ("error", "lines.0.omai_number", "V2") in codes(evaluated(WORK, aid(omai_number=number)))


@pytest.mark.parametrize(
    ("form", "number", "other"),
    [
        (WORK, "14.03", "318.639"),
        (HEAD, "5.07", "300.001"),
        (VISION, "7.01*", "318.632"),
        (AUTONOMY, "5.06", "318.637"),
        (CARS, "10.05", None),
        (CARS, "13.04*", None),
        (AUTONOMY, "14.05", None),
        (HEAD, "5.07.1", None),
    ],
)
def test_number_of_another_form_is_a_hint(form, number, other):
    messages = [FR(issue.message) for issue in evaluated(form, aid(omai_number=number)).issues if issue.code == "V3"]
    assert [other in message for message in messages] == ([True] if other else [])
    assert evaluated(form, aid(omai_number=number)).is_ready


def test_services_of_2027_are_sent_without_an_amount():
    evaluation = evaluated(WORK, interpreter(day="4.1.2027", supplier_date="5.1.2027"), today=date(2027, 2, 1))
    assert evaluation.amounts.total == 0
    assert codes(evaluation) == [("warning", "lines.0.day", "G11")]


def test_liable_third_party_is_asked_first():
    repair = aid(nature="repair", third_party_liable="true")
    assert codes(evaluated(AUTONOMY, repair)) == [("warning", "lines.0.third_party_liable", "V7")]
    assert codes(evaluated(AUTONOMY, repair | {"nature": "purchase"})) == []


def test_amount_above_the_estimate_is_cut_and_mentioned():
    for price, total, found in (("99.99", 9999, []), ("100.00", 10000, []), ("100.01", 10000, ["V11"])):
        evaluation = evaluated(HEAD, aid(price, "face_epithesis"), estimate_amount="100.00")
        assert evaluation.amounts.total == total
        assert [code for _level, _path, code in codes(evaluation)] == found


def test_bill_is_needed_unless_a_flat_rate_is_claimed():
    assert [document.kind for document in evaluated(CARS, aid(), attached=()).missing_attachments] == [
        "registration",
        "bill",
    ]
    assert evaluated(AUTONOMY, flat("dog_mobility"), attached=()).missing_attachments == ()
    paid = evaluated(HEAD, aid(), attached=("bill",), already_paid="true", estimate_amount="500.00")
    assert [document.kind for document in paid.missing_attachments] == ["payment", "estimate"]


@pytest.mark.parametrize("by_company", [True, False])
@pytest.mark.parametrize(("paid", "company", "told"), [("", False, True), ("true", False, False), ("", True, False)])
def test_an_account_of_a_person_who_has_not_paid_is_questioned(paid, company, told, by_company):
    """By the office alone where a person has sent it, who may have typed the account of the supplier."""
    answers = {"lines": [aid()], "already_paid": paid}
    context = CheckContext(TODAY, TODAY, attached=DOCUMENTS, by_company=by_company, pays_company=company)
    found = [issue for issue in evaluate(HEAD, answers, context).issues if issue.code == "payee"]
    assert [issue.for_office_only for issue in found] == ([not by_company] if told else [])
    assert "payee" not in [issue.code for issue in evaluated(AUTONOMY, flat("dog_mobility")).issues]


def test_employers_share_is_taken_off_and_never_exceeds_the_sum():
    assert evaluated(WORK, aid("500.00", "device"), employer_share="500.00").amounts.total == 0
    assert evaluated(WORK, aid("500.00", "device"), employer_share="120.00").amounts.total == 38000
    over = evaluated(WORK, aid("500.00", "device"), employer_share="500.01")
    assert ("error", "employer_share", "G10") in codes(over)


def test_depreciation_needs_work_that_continues():
    assert codes(evaluated(CARS, flat("depreciation"), job_held="")) == [("warning", "job_held", "job")]


@pytest.mark.parametrize(
    ("subject", "kind", "told"),
    [
        ("vehicle", "works", True),
        ("vehicle", "conversion", False),
        ("vehicle", "garage_door", False),
        ("building", "conversion", True),
        ("building", "depreciation", True),
        ("building", "works", False),
        ("building", "garage_door", False),
        ("", "works", False),
    ],
)
def test_works_in_a_building_are_none_on_a_vehicle(subject, kind, told):
    answers = BUILDING | {"subject": subject}
    found = [code for _level, _path, code in codes(evaluated(CARS, aid(aid=kind), **answers))]
    assert ("V13" in found) is told


@pytest.mark.parametrize("typed", ["1h30", "1:30", "1 h 30", "90 min"])
def test_an_hour_and_a_half_of_therapy_is_a_decimal_number(typed):
    (text,) = [FR(issue.message) for issue in evaluated(HEAD, aid(quantity=typed)).issues if issue.level == "error"]
    assert text == "Écrivez les heures en nombre décimal, par exemple 1.5 pour 1 h 30"


@pytest.mark.parametrize(("billed", "told"), [("12.3.1984", True), ("13.10.2025", True), ("15.10.2025", False)])
def test_a_bill_dated_long_before_what_it_is_for_is_questioned(billed, told):
    """E.g. with the date of birth of the person in its place."""
    found = codes(evaluated(HEAD, aid(supplier_date=billed, day="15.10.2026")))
    assert (("warning", "lines.0.supplier_date", "bill-date") in found) is told


@pytest.mark.parametrize(
    ("used", "day", "early"),
    [
        ("", "13.10.2026", True),
        ("", "14.10.2026", False),
        ("", "15.10.2026", False),
        ("true", "13.10.2022", True),
        ("true", "14.10.2022", False),
        ("true", "15.10.2022", False),
    ],
)
def test_conversion_of_another_car_is_paid_in_proportion_when_early(used, day, early):
    line = aid("6480.50", "conversion", day=day, previous_day="14.10.2016")
    found = [issue.code for issue in evaluated(CARS, line, used_car=used).issues]
    assert ("V6" in found) is early


@pytest.mark.parametrize(
    ("material", "birth_date", "day", "early"),
    [
        ("glass", date(1980, 1, 1), "13.3.2026", True),
        ("glass", date(1980, 1, 1), "14.3.2026", False),
        ("glass", date(1980, 1, 1), "15.3.2026", False),
        ("plastic", date(1980, 1, 1), "14.3.2026", True),
        ("glass", date(2021, 1, 1), "13.9.2025", True),
        ("glass", date(2021, 1, 1), "14.9.2025", False),
        ("plastic", date(2021, 1, 1), "14.9.2026", True),
    ],
)
def test_eye_prosthesis_renewed_early_needs_a_doctors_word(material, birth_date, day, early):
    line = aid("900.00", "eye_prosthesis", eye_material=material, supply="renewal", day=day, previous_day="14.3.2025")
    found = codes(evaluated(HEAD, line, birth_date=birth_date))
    assert found == ([("warning", "lines.0.day", "V6")] if early else [])
    assert codes(evaluated(HEAD, line, birth_date=birth_date, attached={"bill", "medical"})) == []


def test_eye_prosthesis_of_an_earlier_invoice_counts():
    before = evaluated(HEAD, aid("900.00", "eye_prosthesis", day="2.2.2026"))
    again = aid("900.00", "eye_prosthesis", supply="renewal", day="14.9.2026")
    assert codes(evaluated(HEAD, again, earlier=[before])) == [("warning", "lines.0.day", "V6")]


def test_vet_is_paid_above_the_part_that_the_months_contain():
    bills = [aid("200.00", "guide_dog_vet"), aid("200.00", "guide_dog_vet")]
    assert evaluated(VISION, *bills).amounts.total == 4000
    before = evaluated(VISION, *bills)
    assert evaluated(VISION, bills[0], earlier=[before]).amounts.total == 20000
    assert evaluated(VISION, aid("360.00", "guide_dog_vet"), aid("1.00")).amounts.total == 100


def test_platform_in_a_home_is_questioned():
    assert codes(evaluated(AUTONOMY, aid(kind="platform"), lives_in_home="true")) == [("warning", "lines.0.aid", "V8")]
    assert codes(evaluated(AUTONOMY, aid(kind="bed"), lives_in_home="true")) == []


def test_works_are_not_completed_tomorrow():
    for day, ready in (("27.11.2026", True), ("28.11.2026", True), ("29.11.2026", False)):
        assert evaluated(CARS, BATH, **BUILDING, work_completed_on=day).is_ready is ready


def test_answers_about_a_bill_do_not_count_for_a_flat_rate():
    with_bill = evaluated(AUTONOMY, aid("99.00", "dog_mobility", own_share="50.00"))
    assert with_bill.amounts.total == 2028000
    assert "lines.0.unit_price" in with_bill.pruned.irrelevant


@pytest.mark.parametrize("form", AROUND, ids=str)
def test_31_aids_are_one_invoice(form):
    assert evaluated(form, *[aid()] * 31).amounts.total == 31 * 10000


def test_every_rate_names_its_source_and_what_it_is_paid_for():
    rows = [row for rows in RateTable("invoice_types.aids").rows.values() for row in rows]
    assert all(row.source and row.unit and row.status for row in rows)
    # What was not read in any edition is before 2024.
    assert {row.valid_to for row in rows if row.status == "UNCONFIRMED"} == {date(2023, 12, 31)}


@pytest.mark.parametrize("form", AROUND, ids=str)
@pytest.mark.parametrize(
    ("by_company", "given", "asked"),
    [
        (True, {}, []),
        (True, {"supplier": "Exemple SA"}, ["supplier_number", "supplier_date"]),
        (True, {"supplier_date": "15.10.2026"}, ["supplier", "supplier_number"]),
        (False, {}, ["supplier", "supplier_number", "supplier_date"]),
        (False, {"supplier_number": "17"}, ["supplier", "supplier_date"]),
    ],
)
def test_only_the_bill_of_another_supplier_is_named(form, by_company, given, asked):
    """A company's own bill has its name, number and date in the header."""
    line = aid() | dict.fromkeys(("supplier", "supplier_number", "supplier_date"), "") | given
    context = CheckContext(TODAY, TODAY, attached=DOCUMENTS, by_company=by_company, pays_company=by_company)
    issues = evaluate(form, AROUND[form] | {"lines": [line]}, context).issues
    assert [issue.path for issue in issues if issue.code == "supplier"] == [f"lines.0.{name}" for name in asked]
    assert [issue.code for issue in evaluated(AUTONOMY, flat("dog_mobility")).issues if issue.code == "supplier"] == []
