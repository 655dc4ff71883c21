"""The form of an invoice in one request: what is typed, what it comes to, what stands against sending it."""

import json

import pytest

from guichet.invoices.invoice_actions import save_answers
from guichet.invoices.models import Invoice
from guichet.invoices.sheet import open_sheet, reading_of

MANAGER = "manager@be.example"


@pytest.fixture
def at_the_form(visitor, house_of):
    """A request of Lea Rochat's with the house it is made to."""
    with visitor("be", MANAGER).request() as request:
        yield request, house_of(request.action_context)


@pytest.fixture
def sheet_of(at_the_form):
    """The sheet of a draft with one journey changed as told."""
    request, house = at_the_form

    def sheet(**journey):
        invoice = house.draft()
        save_answers(house.as_(), house.reading(invoice), house.raw(invoice, **journey))
        return open_sheet(request, invoice)

    return sheet


@pytest.mark.parametrize(
    ("state", "opens"),
    [
        ("draft", True),
        ("correction_requested", True),
        ("submitted", False),
        ("accepted", False),
        ("refused", False),
        ("withdrawn", False),
    ],
)
def test_a_form_opens_while_its_sender_may_change_it(at_the_form, state, opens):
    request, house = at_the_form
    invoice = house.draft()
    invoice.state = state
    assert (open_sheet(request, invoice) is not None) is opens


def test_a_form_shows_what_was_kept_until_something_else_is_typed(sheet_of):
    sheet = sheet_of(km="45")
    assert sheet.raw["details"]["lines"][0]["km"] == "45"
    assert sheet.computation.total == 4050
    changed = json.loads(json.dumps(sheet.raw))
    changed["details"]["lines"][0]["km"] = "10"
    sheet.show(changed)
    assert sheet.computation.total == 900
    assert sheet.reading.raw["details"]["lines"][0]["km"] == "45", "what is kept is kept by an action alone"


def test_a_line_is_explained_with_its_formula(sheet_of):
    sheet = sheet_of(km="45")
    ((path, (formula, amount)),) = sheet.line_amounts(sheet.computation).items()
    assert path == "details.lines.0"
    assert formula.replace("\u00a0", " ") == "45 km × 2 × CHF 0.45"
    assert amount.replace("\u00a0", " ") == "CHF 40.50"


def test_a_line_that_comes_to_nothing_is_not_explained(sheet_of):
    sheet = sheet_of(km="")
    assert sheet.line_amounts(sheet.computation) == {}


def test_a_form_in_order_gives_its_answers(sheet_of):
    sheet = sheet_of()
    answers = sheet.answers()
    assert answers["details"]["lines"][0]["place_name"] == "Inselspital"
    assert (sheet.form.problems, sheet.missing_documents(), sheet.warnings(answers)) == ([], [], [])


def test_an_unreadable_answer_is_a_problem_at_its_field(sheet_of):
    sheet = sheet_of(km="viele")
    assert sheet.answers() is None
    assert [problem.href for problem in sheet.form.problems] == ["#details-lines-0-km"]


def test_a_check_that_blocks_is_a_problem_at_its_field(sheet_of):
    sheet = sheet_of(km="0")
    assert sheet.answers() is None
    assert [problem.href for problem in sheet.form.problems] == ["#details-lines-0-km"]


def test_a_missing_document_leads_to_where_it_is_attached(sheet_of, at_the_form):
    _request, house = at_the_form
    sheet = sheet_of(means="public", ticket_price="23.40")
    assert sheet.answers() is None
    assert sheet.form.problems == [], "documents have a place of their own on the page"
    assert [link.href for link in sheet.missing_documents()] == ["#file"]
    house.attach(sheet.invoice)
    assert sheet.missing_documents() == []


def test_what_is_for_the_office_alone_is_no_warning_to_the_sender(sheet_of):
    sheet = sheet_of(km="301")
    sheet.raw["payee"] |= {"account": "other", "iban": "CH5604835012345678009", "account_holder": "Rosa Muster"}
    answers = sheet.answers()
    assert {problem.code for problem in sheet.reading.problems(answers)} == {"km", "G9"}
    assert [problem.code for problem in sheet.warnings(answers)] == ["km"]


def test_whoever_has_looked_at_something_else_has_another_version(sheet_of, at_the_form):
    _request, house = at_the_form
    sheet = sheet_of(km="45")
    seen = sheet.invoice.version
    assert sheet.invoice.version == seen
    house.attach(sheet.invoice)
    with_document = sheet.invoice.version
    raw = house.raw(sheet.invoice, km="46")
    save_answers(house.as_(), house.reading(sheet.invoice), raw)
    assert len({seen, with_document, sheet.invoice.version}) == 3


def test_the_summary_is_there_when_something_is_wrong(sheet_of):
    sheet = sheet_of(means="public", ticket_price="23.40")
    assert sheet.summary([]) == ""
    assert 'href="#file"' in str(sheet.summary(sheet.missing_documents()))


def test_an_invoice_is_read_as_of_the_day_in_switzerland(at_the_form, clock):
    request, house = at_the_form
    invoice = house.draft()
    assert isinstance(invoice, Invoice)
    clock.forward(hours=11, minutes=30)
    assert str(reading_of(request, invoice).today) == "2026-11-15", "half past midnight, while UTC is still yesterday"
