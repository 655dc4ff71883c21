"""Form 300.001, « Appareillage auditif »: the worked examples, and each limit on both sides."""

from datetime import date
from itertools import chain

import polib
import pytest

import invoice_types
from guichet.sdk import CheckContext, EarlierInvoice, FrozenAnswers, Localizer, RateTable
from guichet.testing.invoice_types import evaluate, texts_of
from invoice_types.hearing import HearingAids

FR = Localizer("fr")
HEARING = HearingAids()
TODAY = date(2026, 11, 28)
GROWN_UP, CHILD = date(1960, 5, 1), date(2016, 5, 1)
DOCUMENTS = frozenset({"bill", "manufacturer"})
BILL = {"seller": "Audition de l’Exemple", "bill_day": "15.10.2026", "bill_total": "620.00"}


def device(ears="left", bill_total="620.00", **changes):
    line = {"claim": "device", "ears": ears, "day": "14.10.2026", "supply": "first", "device_model": "Exemple M"}
    return line | BILL | {"bill_total": bill_total} | changes


def renewal(previous_day, **changes):
    return device(supply="renewal", previous_day=previous_day, **changes)


def batteries(ears="both", first="2026", last="2026", claim="batteries"):
    return {"claim": claim, "ears": ears, "first_year": first, "last_year": last}


def repair(ears="both", since="14.8.2025", claim="repair_electronics", **changes):
    return {"claim": claim, "ears": ears, "day": "14.10.2026", "in_operation_since": since} | BILL | changes


def evaluated(*lines, scheme="adult", attached=DOCUMENTS, earlier=(), birth_date=None, pays_company=None):
    minor = scheme == "minor"
    context = CheckContext(
        TODAY,
        TODAY,
        birth_date=birth_date or (CHILD if minor else GROWN_UP),
        pays_company=minor if pays_company is None else pays_company,
        earlier=earlier,
        attached=frozenset(attached),
    )
    return evaluate(HEARING, {"scheme": scheme, "lines": list(lines)}, context)


def sent_before(*lines):
    """An earlier invoice, as its revision froze it; for another decision, so that its days may be the same."""
    evaluation = evaluated(*lines)
    return EarlierInvoice("BE-2026-2W8N-5RDA", "other", evaluation.service_days, FrozenAnswers(evaluation.appstruct))


def codes(evaluation):
    """What the sender reads, but for the reminder of services of more than twelve months ago (G6)."""
    shown = (issue for issue in evaluation.issues if not issue.for_office_only and issue.code != "G6")
    return [(issue.level, issue.path, issue.code) for issue in shown]


EXAMPLES = {
    "HA1": ([device()], "adult", 84000),
    "HA2": ([device("both", "3860.00")], "minor", 386000),
    "HA3, the device": ([device("both", "4590.00")], "minor", 417000),
    "HA3, the batteries": ([batteries()], "minor", 12000),
    "HA4": ([repair(), batteries()], "adult", 48000),
    "HA5": ([batteries("both", "2025", "2026", "batteries_cochlear")], "adult", 160000),
    "HA7": ([device("both")], "ahv", 123750),
    "new and batteries": ([device("both"), batteries()], "adult", 173000),
    "one ear, AVS": ([device("right")], "ahv", 63000),
    "child, one ear": ([device("left", "9000")], "minor", 283000),
    "CROS": ([device("left", cros="true")], "adult", 165000),
    "hardship": ([device(hardship="500.00")], "adult", 134000),
    "other repair": ([repair("left", claim="repair_other")], "adult", 13000),
    "bone-anchored": ([batteries("left", claim="batteries_bone")], "adult", 6000),
    "implant": ([{"claim": "implant_service", "ears": "both", "day": "14.10.2026"}], "minor", 195000),
}


@pytest.mark.parametrize(("lines", "scheme", "total"), EXAMPLES.values(), ids=EXAMPLES)
def test_example_of_the_field_tables(lines, scheme, total):
    evaluation = evaluated(*lines, scheme=scheme)
    assert evaluation.amounts.total == total
    assert evaluation.is_ready, codes(evaluation)


@pytest.mark.parametrize(
    ("scheme", "previous_day", "early"),
    [
        ("adult", "15.10.2020", True),
        ("adult", "14.10.2020", False),
        ("adult", "13.10.2020", False),
        ("ahv", "15.10.2021", True),
        ("ahv", "14.10.2021", False),
        ("ahv", "13.10.2021", False),
    ],
)
def test_early_renewal_needs_an_ent_expert(scheme, previous_day, early):
    level = "error" if early else "warning"
    assert codes(evaluated(renewal(previous_day), scheme=scheme)) == [(level, "lines.0.ent_day", "H1")]
    assert codes(evaluated(renewal(previous_day, ent_day="1.9.2026"), scheme=scheme)) == []


def test_device_of_an_earlier_invoice_counts_as_the_last():
    before = sent_before(device("both", day="14.10.2024"))
    assert codes(evaluated(device("left"), earlier=[before])) == [("error", "lines.0.supply", "H1")]
    other_ear = sent_before(device("right", day="14.10.2024"))
    assert codes(evaluated(device("left"), earlier=[other_ear])) == []


def test_batteries_of_a_year_are_claimed_once_for_each_ear():
    twice = [("error", "lines.1.first_year", "H2")]
    assert codes(evaluated(batteries("left"), batteries("right"))) == []
    assert codes(evaluated(batteries("left"), batteries("both"))) == twice
    assert codes(evaluated(batteries("left", "2024", "2025"), batteries("left", "2025", "2026"))) == twice
    before = sent_before(batteries("left", "2025", "2025"))
    assert codes(evaluated(batteries("left"), earlier=[before])) == []
    found = codes(evaluated(batteries("both", "2025"), earlier=[before]))
    assert found == [("error", "lines.0.first_year", "H2")]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2026", "2026", []),
        ("2026", "", []),
        ("2026", "2025", ["H9"]),
        ("2026", "2027", ["G4"]),
        ("26", "2026", ["H9"]),
        ("²026", "2026", ["H9"]),
    ],
)
def test_years_of_batteries_are_in_order_and_have_begun(first, last, found):
    errors = [code for level, _path, code in codes(evaluated(batteries("both", first, last))) if level == "error"]
    assert [code for code in errors if code != "G10"] == found


def test_batteries_and_repairs_of_the_old_age_insurance_are_questioned():
    assert codes(evaluated(batteries(), scheme="ahv")) == [("warning", "lines.0.claim", "H3")]
    assert codes(evaluated(repair(), scheme="ahv")) == [("warning", "lines.0.claim", "H3")]


def test_second_repair_of_a_device_in_a_year_is_questioned():
    second = [("warning", "lines.1.day", "H4")]
    assert codes(evaluated(repair("left"), repair("right"))) == []
    assert codes(evaluated(repair("left"), repair("both"))) == second
    assert codes(evaluated(repair("left", since="1.1.2020", day="31.12.2025"), repair("left"))) == []
    before = sent_before(repair("left", since="1.1.2020", day="1.1.2026"))
    assert codes(evaluated(repair("left"), earlier=[before])) == [("warning", "lines.0.day", "H4")]


@pytest.mark.parametrize(
    ("since", "early"), [("15.10.2025", True), ("14.10.2025", False), ("13.10.2025", False), ("14.2.2026", True)]
)
def test_repair_in_the_first_year_of_operation_is_questioned(since, early):
    assert codes(evaluated(repair(since=since))) == ([("warning", "lines.0.day", "H8")] if early else [])


def test_repair_goes_with_the_receipts_of_manufacturer_and_seller():
    evaluation = evaluated(repair(), attached=())
    assert [document.kind for document in evaluation.missing_attachments] == ["manufacturer"]
    assert ("warning", "lines.0.seller", "H5") in codes(evaluation)
    assert [document.kind for document in evaluated(device(), attached=()).missing_attachments] == ["bill"]
    assert evaluated(batteries(), attached=()).missing_attachments == ()


@pytest.mark.parametrize(
    ("scheme", "birth_date", "right"),
    [
        ("adult", date(2008, 10, 15), False),
        ("adult", date(2008, 10, 14), True),
        ("adult", date(2008, 10, 13), True),
        ("minor", date(2008, 10, 15), True),
        ("minor", date(2008, 10, 14), False),
        ("minor", date(2008, 10, 13), False),
    ],
)
def test_rates_of_adults_and_minors_go_by_the_age_on_the_day(scheme, birth_date, right):
    evaluation = evaluated(device(), scheme=scheme, birth_date=birth_date)
    assert codes(evaluation) == ([] if right else [("error", "scheme", "H6")])
    # In the year of the birthday, batteries pass with either.
    assert codes(evaluated(batteries(), scheme=scheme, birth_date=birth_date)) == []
    assert codes(evaluated(batteries("both", "2025", ""), birth_date=birth_date)) == [("error", "scheme", "H6")]


def test_device_of_a_child_and_batteries_go_to_two_accounts():
    both = evaluated(device("both", "4590.00"), batteries(), scheme="minor")
    assert codes(both) == [("warning", "scheme", "H10")]


@pytest.mark.parametrize(
    ("scheme", "company", "told"),
    [
        ("minor", True, False),
        ("minor", False, True),
        ("adult", True, True),
        ("adult", False, False),
        ("ahv", True, True),
    ],
)
def test_an_account_that_the_law_does_not_name_is_questioned(scheme, company, told):
    evaluation = evaluated(device(), scheme=scheme, pays_company=company)
    assert ("H11" in [issue.code for issue in evaluation.issues]) is told


def test_a_company_is_told_of_the_account_and_for_a_person_the_office():
    """A person may have typed the account of the acoustician."""
    answers = {"scheme": "minor", "lines": [device()]}
    for company in (True, False):
        context = CheckContext(TODAY, TODAY, attached=DOCUMENTS, by_company=company, birth_date=date(2016, 5, 4))
        found = [issue.for_office_only for issue in evaluate(HEARING, answers, context).issues if issue.code == "H11"]
        assert found == [not company]


@pytest.mark.parametrize(("billed", "told"), [("4.5.2016", True), ("13.10.2025", True), ("14.10.2025", False)])
def test_a_bill_dated_long_before_what_it_is_for_is_questioned(billed, told):
    found = codes(evaluated(device(bill_day=billed, day="15.10.2026")))
    assert (("warning", "lines.0.bill_day", "bill-date") in found) is told


@pytest.mark.parametrize(
    ("gln", "right"),
    [("7601000000002", True), ("7601000000003", False), ("760100000000", False), ("76O1000000002", False)],
)
def test_number_of_the_acoustician_has_its_check_digit(gln, right):
    found = codes(evaluated(device("both", "3860", gln=gln), scheme="minor"))
    assert found == ([] if right else [("error", "lines.0.gln", "H12")])


def test_formula_names_rate_and_tariff_where_it_was_seen():
    rows = dict(texts_of(evaluated(device("both"), batteries("both", "2025", "2026")), FR))
    assert "Forfait 1 × CHF 1 650.00, chiffre tarifaire 909.02 : CHF 1 650.00" in rows["Prestation 1"]
    assert rows["Prestation 2"][0] == "2025 – 2026"
    assert "Forfait 2 × CHF 80.00, chiffre tarifaire 909.07 : CHF 160.00" in rows["Prestation 2"]
    (term,) = evaluated(batteries(), scheme="minor").amounts.terms
    assert (term.code, FR(term.formula)) == ("", FR(term.formula))
    assert "909" not in FR(term.formula)


def test_every_rate_names_its_source():
    rows = list(chain(*RateTable("invoice_types.hearing").rows.values()))
    assert all(row.source and row.unit for row in rows)
    # What was not read in any edition is before 2024.
    assert {row.valid_to for row in rows if row.status == "UNCONFIRMED"} == {date(2023, 12, 31)}


@pytest.mark.parametrize("language", ["fr", "de"])
def test_no_text_offers_an_assignment_which_would_be_void(language):
    """A right to benefits cannot be assigned (LPGA art. 22): the forms speak of the account to be paid."""
    folder = f"{invoice_types.__path__[0]}/locales/{language}/LC_MESSAGES"
    texts = " ".join(entry.msgid + entry.msgstr for entry in polib.pofile(f"{folder}/invoice_types.po")).casefold()
    assert [word for word in ("cession", "abtretung") if word in texts] == []


@pytest.mark.parametrize(("ears", "amount"), [("left", 4000), ("both", 8000)])
def test_batteries_count_by_calendar_year(ears, amount):
    counted = evaluated(batteries(ears, "2025")).counted
    assert [(one.item, one.period, one.amount, one.most) for one in counted] == [
        ("batteries", "2025", amount, 8000),
        ("batteries", "2026", amount, 8000),
    ]
