"""The core's own checks on a claim: header, dates, proofs."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from guichet.invoices.facts import Facts
from guichet.invoices.types import CheckContext, Claim, Computation, InvoiceType, Problem, Proof

from guichet.i18n import Localizer, _
from guichet.invoices.header_checks import find_problems, header_problems, invoice_date_problems, missing_proofs

TODAY = date(2026, 11, 14)
CONTEXT = CheckContext(TODAY, "302")
FACTS = Facts(
    beneficiary="Anna Muster",
    avs="7561234567897",
    birth_date="1984-03-12",
    address="Dorfstrasse 7, 3400 Burgdorf",
    issuer="Home-Aide Emmental SA",
    gln="7601001000000",
    iban="CH9300762011623852957",
    account_holder="Anna Muster",
    payment_reference="",
    decision_number="30220250012345",
    invoice_number="R-17",
    invoice_date="2026-11-14",
    remark="",
)
SILENT = SimpleNamespace(check_invoice=lambda claim, context: [], required_attachments=lambda claim, context: [])
"""A desk whose plugins have nothing to say."""


def a_claim(invoice_date=TODAY, last=date(2026, 10, 14), kinds=()):
    return Claim(
        "test.1", date(1984, 3, 12), "30220250012345", invoice_date, {"last": last}, Computation(()), frozenset(kinds)
    )


def a_type(**given):
    return InvoiceType(
        id="test.1",
        version=1,
        title=_("Date"),
        purpose=_("Date"),
        schema=lambda: None,
        compute=lambda data: Computation(()),
        rows=lambda data, computation, localize: (),
        service_period=lambda data: (data["last"], data["last"]),
        **given,
    )


def header(company=True, context=CONTEXT, **changes):
    """Level, field and rule of every problem of the header."""
    found = header_problems(replace(FACTS, **changes), context, company)
    return {(problem.level, problem.field, problem.code) for problem in found}


def test_a_header_in_order_says_nothing():
    assert header() == header(company=False) == set()


def test_g1_the_decision_number_is_wanted():
    assert header(decision_number="") == {("block", "decision.number", "G1")}


@pytest.mark.parametrize(
    ("number", "warned"), [("32420250012345", True), ("302280", False), ("324280", True), ("30219600000001", False)]
)
def test_g2_a_decision_of_another_office_is_a_warning(number, warned):
    assert header(decision_number=number) == ({("warn", "decision.number", "G2")} if warned else set())


def test_g2_names_the_other_office_and_is_said_to_the_sender():
    (problem,) = header_problems(replace(FACTS, decision_number="32420250012345"), CONTEXT, True)
    assert "(NE)" in Localizer("fr")(problem.message)
    assert not problem.for_office_only


def test_g3_an_account_is_wanted():
    assert header(iban="") == {("block", "payee.iban", "G3")}


def test_g3_a_qr_iban_is_not_paid_without_its_reference():
    qr = {"iban": "CH4431999123000889012"}
    assert header(**qr) == {("block", "payee.account", "G3")}
    assert header(**qr, payment_reference="RF18539007547034") == {("block", "payee.account", "G3")}
    assert header(**qr, payment_reference="210000000003139471430009017") == set()


@pytest.mark.parametrize(
    ("name", "third"),
    [
        ("Anna Muster", False),
        ("ANNA  MUSTER", False),
        ("Änna Müster", False),
        ("Home-Aide Emmental SA", False),
        ("home-aide emmental sa", False),
        ("Rosa Muster", True),
        ("Anna Muster-Rossi", True),
    ],
)
def test_g9_an_account_of_a_third_person_is_shown_to_the_office_alone(name, third):
    found = list(header_problems(replace(FACTS, account_holder=name), CONTEXT, True))
    assert [(one.level, one.code, one.for_office_only) for one in found] == ([("warn", "G9", True)] if third else [])


def test_g9_is_silent_while_there_is_no_account():
    assert header(iban="", account_holder="Rosa Muster") == {("block", "payee.iban", "G3")}


def test_a_company_numbers_its_invoices_and_an_insured_person_does_not():
    assert header(invoice_number="") == {("block", "issue.number", "G1a")}
    assert header(company=False, invoice_number="", gln="") == set()


@pytest.mark.parametrize(
    ("invoice_date", "last", "found"),
    [
        (TODAY, date(2026, 10, 14), set()),
        (date(2026, 10, 14), date(2026, 10, 14), set()),
        (date(2026, 11, 15), date(2026, 10, 14), {"H1"}),
        (date(2026, 10, 13), date(2026, 10, 14), {"H2"}),
        (date(2026, 10, 13), date(2026, 11, 14), {"H2"}),
        # A service in the future is G4's to name, and a form without dates has its own word for it.
        (date(2026, 10, 13), date(2026, 11, 15), set()),
        (TODAY, date.min, set()),
        (date(2026, 11, 15), date.min, {"H1"}),
    ],
)
def test_h1_and_h2_an_invoice_is_dated_between_the_last_service_and_today(invoice_date, last, found):
    problems = list(invoice_date_problems(a_type(), a_claim(invoice_date, last), CONTEXT))
    assert {problem.code for problem in problems} == found
    assert all((problem.level, problem.field) == ("block", "issue.date") for problem in problems)


def test_g12_a_proof_is_missing_when_no_document_is_of_its_kind():
    proofs = [Proof("ticket", _("Date")), Proof("taxi", _("Date"))]
    assert [problem.code for problem in missing_proofs(proofs, a_claim(kinds=["ticket"]))] == ["G12"]
    assert missing_proofs(proofs, a_claim(kinds=["ticket", "taxi", "other"])) == []
    assert all((one.level, one.field) == ("block", "documents") for one in missing_proofs(proofs, a_claim()))


def test_problems_of_type_and_plugins_are_named_by_their_place_in_the_whole_form():
    problem = Problem("block", "lines.0.km", "X1", _("Date"))
    form = a_type(check=lambda claim, context: [problem, replace(problem, field="")])
    plugins = SimpleNamespace(
        check_invoice=lambda claim, context: [replace(problem, field="cost_centre")],
        required_attachments=lambda claim, context: [Proof("ticket", _("Date"))],
    )
    found = find_problems(plugins, form, a_claim(), CONTEXT, FACTS, True)
    assert [one.field for one in found] == ["details.lines.0.km", "details", "details.cost_centre", "documents"]


def test_header_type_and_office_are_all_heard_at_once():
    form = a_type(
        check=lambda claim, context: [Problem("warn", "x", "X1", _("Date"))],
        required_attachments=lambda claim, context: [Proof("ticket", _("Date"))],
    )
    facts = replace(FACTS, decision_number="", iban="", invoice_number="")
    found = find_problems(SILENT, form, a_claim(date(2026, 11, 15)), CONTEXT, facts, True)
    assert [one.code for one in found] == ["G1", "G3", "G1a", "H1", "X1", "G12"]


@pytest.mark.parametrize("broken", ["check", "required_attachments"])
def test_a_check_that_breaks_is_never_a_pass(broken):
    def fail(claim, context):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        find_problems(SILENT, a_type(**{broken: fail}), a_claim(), CONTEXT, FACTS, True)
    plugins = SimpleNamespace(check_invoice=fail, required_attachments=fail)
    with pytest.raises(ZeroDivisionError):
        find_problems(plugins, a_type(), a_claim(), CONTEXT, FACTS, True)


def test_a_real_claim_without_its_ticket_is_told_so(house):
    invoice = house.draft()
    reading = house.reading(invoice)
    raw = house.raw(invoice, means="public", ticket_price="23.40")
    answers = reading.schema.deserialize(raw)
    assert [(one.field, one.code) for one in reading.problems(answers)] == [("documents", "G12")]
    house.attach(invoice)
    assert house.reading(invoice).problems(answers) == []
    assert reading.claim(answers).data["lines"][0]["km"] == Decimal("22.5")
