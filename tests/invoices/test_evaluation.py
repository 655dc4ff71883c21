"""What one set of answers comes to on one day: header, details, issues and documents together, without a request."""

import copy
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.declaration import Decision, Lines, RequiredAttachment, Section, YesNo, browser_conditions, error, warning
from guichet.i18n import _
from guichet.invoices.evaluation import evaluate_invoice
from guichet.invoices.header_form import CompanyHeaderForm
from guichet.invoices.invoice_actions import current_cstruct
from guichet.invoices.line_texts import line_texts, list_sums, other_amounts
from guichet.issuers.beneficiary_details import Grant
from guichet.issuers.models import BankAccount
from guichet.plugins import MissingInvoiceType

JOURNEY = {
    "date": "14.10.2026", "from": "3400 Burgdorf", "to": "3008 Bern", "place_name": "Inselspital",
    "purpose": "medical_measure", "round_trip": "true", "means": "private_car", "car_necessary": "true",
    "km": "22.5", "justification": "Fauteuil roulant",
}  # fmt: skip
BY_TRAIN = JOURNEY | {"means": "public", "ticket_price": "23.40", "km": "viele"}
JUNK = "quarante francs \x07"


class Office:
    """The plugins of a desk that have something to say of their own."""

    def __init__(self, issues=(), documents=()):
        self.issues, self.documents, self.asked = issues, documents, []

    def check_invoice(self, invoice, context):
        self.asked.append((invoice, context))
        return list(self.issues)

    def required_attachments(self, invoice, context):
        return list(self.documents)


def test_answers_in_order_can_be_sent(unsaved):
    evaluation = unsaved.evaluate()
    assert (evaluation.issues, evaluation.is_ready, evaluation.total) == ((), True, 2025)


def test_paths_are_those_of_the_whole_form(unsaved):
    answers = unsaved.answers(JOURNEY | {"km": "", "to": "3400 Burgdorf"})
    assert unsaved.codes(answers) == [
        ("error", "details.lines.0.km", "required"),
        ("error", "details.lines.0.to", "same-place"),
    ]


def test_issues_of_the_office_are_named_by_their_place_in_the_whole_form(unsaved):
    text = _("Date")
    office = Office(
        [error("lines.0.km", "X1", text), warning("cost_centre", "X2", text), error("", "X3", text)],
        [RequiredAttachment("ticket", text)],
    )
    assert unsaved.codes(plugins=office) == [
        ("error", "details.lines.0.km", "X1"),
        ("warning", "details.cost_centre", "X2"),
        ("error", "details", "X3"),
        ("error", "documents", "G12"),
    ]


def test_header_form_and_office_are_all_heard_at_once(unsaved):
    office = Office([warning("lines", "X1", _("Date"))], [RequiredAttachment("attendance", _("Date"))])
    answers = unsaved.answers(
        BY_TRAIN,
        payee={"account": "other"},
        decision={"choice": "other"},
        issue={"number": "", "date": "15.11.2026"},
    )
    assert [code for _level, _path, code in unsaved.codes(answers, plugins=office)] == [
        "required", "required", "required", "G16", "G12", "X1", "G12",
    ]  # fmt: skip


def test_checks_of_the_office_see_what_was_understood(unsaved):
    office = Office()
    evaluation = unsaved.evaluate(unsaved.answers(BY_TRAIN), plugins=office, attached=frozenset({"ticket"}))
    assert evaluation.is_ready
    ((checked, context),) = office.asked
    assert (checked.type_id, checked.type_version, checked.header.decision_number) == (
        "318.632.1",
        1,
        "30220250012345",
    )
    assert (checked.amounts.total, checked.answers.lines[0].km) == (2340, None)
    assert (context.decision_number, context.attached) == ("30220250012345", {"ticket"})


@pytest.mark.parametrize("hook", ["check_invoice", "required_attachments"])
def test_check_that_breaks_is_never_a_pass(unsaved, hook):
    office = Office()
    setattr(office, hook, lambda invoice, context: 1 / 0)
    evaluation = unsaved.evaluate(plugins=office)
    with pytest.raises(ZeroDivisionError):
        _ready = evaluation.is_ready


def test_warnings_let_pass_and_those_for_the_office_are_not_shown(unsaved):
    payee = {"account": "other", "iban": "CH9300762011623852957", "account_holder": "Rosa Muster"}
    evaluation = unsaved.evaluate(unsaved.answers(JOURNEY | {"km": "301"}, payee=payee))
    assert {issue.code for issue in evaluation.issues} == {"G9", "km"}
    assert [issue.code for issue in evaluation.warnings] == ["km"]
    assert evaluation.is_ready


def test_document_is_missing_until_one_of_its_kind_is_attached(unsaved):
    office = Office(documents=[RequiredAttachment("attendance", _("Date"))])
    answers = unsaved.answers(BY_TRAIN)
    missing = [
        [one.kind for one in unsaved.evaluate(answers, plugins=office, attached=frozenset(kinds)).missing_attachments]
        for kinds in ((), ("ticket",), ("ticket", "attendance", "other"))
    ]
    assert missing == [["ticket", "attendance"], ["attendance"], []]


@pytest.mark.parametrize("details", [None, [], "x", {}, {"lines": "x"}, {"lines": [None]}, {"lines": {"0": {}}}])
def test_answers_of_another_shape_come_to_nothing_and_are_not_sent(unsaved, details):
    evaluation = unsaved.evaluate(unsaved.answers(details=details))
    assert (evaluation.total, evaluation.is_ready) == (0, False)


def test_answer_that_cannot_be_read_counts_as_nothing(unsaved):
    evaluation = unsaved.evaluate(unsaved.answers(JOURNEY | {"km": "viele"}, JOURNEY | {"date": "15.10.2026"}))
    assert evaluation.total == 2025
    assert [issue.path for issue in evaluation.errors] == ["details.lines.0.km"]


def test_evaluating_changes_nothing_and_each_part_is_worked_out_once(unsaved):
    answers = unsaved.answers(BY_TRAIN)
    before, office = copy.deepcopy(answers), Office()
    evaluation = unsaved.evaluate(answers, plugins=office)
    for _look in range(3):
        assert evaluation.errors and not evaluation.is_ready
        assert evaluation.details is evaluation.details
    assert answers == before
    assert len(office.asked) == 1


# Case 03: an answer that the present choices put away is kept, judged by nothing and counts for nothing.


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_junk_in_answers_put_away_changes_nothing(be_plugins, unsaved_module, data):
    """For every question with a condition: in the header, in lines and in the document, of each type of the desk."""
    type_id = data.draw(st.sampled_from(sorted(be_plugins.known_types)))
    details = be_plugins.known_types[type_id].form
    answers = data.draw(_answers(CompanyHeaderForm)) | {"details": data.draw(_answers(details))}
    before = unsaved_module.evaluate(answers, type_id=type_id)
    conditional = {f"details.{pattern}" for pattern in browser_conditions(details)}
    conditional |= browser_conditions(CompanyHeaderForm).keys()
    assert {re.sub(r"\.\d+", ".*", path) for path in before.irrelevant} <= conditional
    with_junk = copy.deepcopy(answers)
    for path in sorted(before.irrelevant):
        _put(with_junk, path.split("."), data.draw(st.sampled_from([JUNK, "", "true", "12.50", None, ["x"]])))
    after = unsaved_module.evaluate(with_junk, type_id=type_id)
    assert (after.header, after.total, after.issues) == (before.header, before.total, before.issues)
    assert after.details.appstruct == before.details.appstruct
    assert after.details.required_attachments == before.details.required_attachments


def _answers(form):
    """Raw answers to any form: each question empty, in order, or junk; each choice and box either way."""
    return st.fixed_dictionaries({name: _raw(question) for name, question in form.fields.items()})


def _raw(question):
    if isinstance(question, Lines):
        return st.lists(_answers(question.line), max_size=3)
    if isinstance(question, Section):
        return _answers(question.content)
    texts = ["", question.sample(date(2026, 11, 14)), JUNK, *getattr(question, "choices", ())]
    return st.sampled_from(["", "true"] if isinstance(question, YesNo) else texts)


def _put(answers, names, value):
    *around, last = names
    for name in around:
        answers = answers[int(name)] if isinstance(answers, list) else answers[name]
    answers[last] = value


@pytest.fixture(scope="module")
def unsaved_module(be_plugins, make_unsaved):
    return make_unsaved(be_plugins)


# Texts of each line beside its questions


def test_line_says_when_what_how_and_what_it_comes_to(unsaved, french):
    times = {"departure_time": "8:15", "return_time": "16:30"}
    ((path, texts),) = line_texts(unsaved.evaluate(unsaved.answers(JOURNEY | times)), french).items()
    assert path == "details.lines.0"
    when, what, how = (text.replace("\u00a0", " ") for text in texts.brief)
    assert (when, what) == ("14 octobre 2026", "3400 Burgdorf – 3008 Bern, Inselspital")
    assert how == "Voiture privée, Aller-retour, 22.5 km, 08:15 – 16:30"
    assert texts.amounts == ("20.25", "19.00", "39.25")
    assert [(formula.replace("\u00a0", " "), amount) for formula, amount in texts.terms] == [
        ("22.5 km × 2 × CHF 0.45", "20.25"),
        ("Repas, absence 8 h 15", "19.00"),
    ]


def test_parts_of_all_lines_add_up_to_the_total(unsaved, french):
    evaluation = unsaved.evaluate(unsaved.answers(details={"lines": [JOURNEY, JOURNEY | {"km": "45"}]}))
    assert list_sums(evaluation, french) == {"details.lines": ("60.75", "0.00", "60.75")}
    assert french.amount(evaluation.total) == "60.75"


def test_line_that_lacks_an_answer_says_so(unsaved, french):
    (texts,) = line_texts(unsaved.evaluate(unsaved.answers(JOURNEY | {"km": ""})), french).values()
    assert (texts.complete, texts.state, texts.terms) == (False, "À compléter", ())


def test_term_of_the_document_belongs_to_no_line(unsaved, french):
    line = {"description": "Bus", "day": "14.10.2026", "quantity": "2", "unit_price": "5"}
    answers = unsaved.answers(details={"lines": [line, line | {"own_share": "1"}], "third_party": "3"})
    texts = line_texts(unsaved.evaluate(answers, type_id="318.632"), french)
    assert {path: line.amounts for path, line in texts.items()} == {
        "details.lines.0": ("10.00",),
        "details.lines.1": ("9.00",),
    }


def test_terms_that_no_line_shows_follow_the_sums_of_the_lists(unsaved, french):
    line = {"description": "Bus", "day": "14.10.2026", "quantity": "2", "unit_price": "5"}
    answers = unsaved.answers(details={"lines": [line, line], "third_party": "3"})
    assert other_amounts(unsaved.evaluate(answers, type_id="318.632"), french) == (
        ("Prestations", "20.00"),
        ("Part prise en charge par un tiers", "-3.00"),
    )
    assert other_amounts(unsaved.evaluate(), french) == ()


def test_line_lacks_what_a_line_inside_it_lacks(unsaved, french):
    days = [{"hours": "1"}] * 31
    person = {"name": "Mara", "birth_date": "2.3.1990", "relation": "none", "days": days, "nights": [{"days": "3"}]}
    answers = unsaved.answers(details={"month": "10.2026", "assistants": [person, person | {"nights": []}]})
    texts = line_texts(unsaved.evaluate(answers, type_id="318.536"), french)
    states = {path: line.complete for path, line in texts.items()}
    assert states == {"details.assistants.0": False, "details.assistants.1": True}


# An invoice in the database


def test_saved_answers_are_evaluated_on_a_day_with_their_version(house, clock):
    invoice = house.draft()
    house.save(invoice, house.raw(invoice, km="45"))
    evaluation = house.evaluate(invoice)
    assert (evaluation.total, evaluation.content_digest, str(evaluation.context.today)) == (
        4050,
        invoice.content_digest,
        "2026-11-14",
    )
    assert (evaluation.context.office_code, evaluation.context.birth_date) == ("302", house.anna.birth_date)


def test_answers_that_are_not_saved_have_no_version(house):
    invoice = house.draft()
    assert house.evaluate(invoice, house.raw(invoice)).content_digest == ""


def test_other_answers_leave_those_that_are_saved(house):
    invoice = house.draft()
    house.save(invoice, house.raw(invoice, km="45"))
    assert house.evaluate(invoice, house.raw(invoice, km="10")).total == 900
    assert house.evaluate(invoice).total == 4050


def test_version_changes_with_answers_and_documents(house):
    invoice = house.draft()
    house.save(invoice, house.raw(invoice, km="45"))
    seen = invoice.content_digest
    assert invoice.content_digest == seen
    house.attach(invoice)
    with_document = invoice.content_digest
    house.save(invoice, house.raw(invoice, km="46"))
    assert len({seen, with_document, invoice.content_digest}) == 3
    assert house.draft().content_digest != house.draft().content_digest, "another invoice is never taken for this one"


# Addendum 4: a correction does not move the day that counts (LPGA art. 29 al. 3).
def test_day_of_the_first_sending_counts_for_a_correction(house, clock):
    invoice = house.sent(date="20.11.2025")
    house.ask_for_correction(invoice)
    clock.forward(days=60)
    evaluation = house.evaluate(invoice)
    assert (str(evaluation.context.filed_on), str(evaluation.context.today)) == ("2026-11-14", "2027-01-13")
    assert [issue.code for issue in evaluation.issues] == []


def test_invoice_is_evaluated_as_of_the_day_in_switzerland(house, clock):
    invoice = house.sent()
    clock.forward(hours=11, minutes=30)
    later = house.ask_for_correction(invoice)
    assert str(house.evaluate(later).context.today) == "2026-11-15", "half past midnight, while UTC is still yesterday"


def test_decision_is_compared_as_far_as_it_was_recorded(unsaved):
    def decision():
        return unsaved.evaluate().details.context.decision

    assert decision() is None
    unsaved.anna.set_grant("30220250012345", Grant(date(2026, 1, 1), None, "severe", 240000, "40 trajets"))
    assert decision() == Decision("30220250012345", date(2026, 1, 1), None, "severe", 240000)
    unsaved.anna.set_grant("30220250012345", Grant(night_level="3", nights=5, special_hours="no"))
    assert (decision().night_level, decision().nights, decision().special_hours) == ("3", 5, "no")


def test_form_that_is_gone_is_named(house):
    invoice = house.draft()
    invoice.type_id = "318.999"
    with pytest.raises(MissingInvoiceType, match=r"318\.999"):
        evaluate_invoice(house.operator.desk.plugins, invoice, house.evaluate(house.draft()).context.today)


def test_draft_of_an_older_form_gets_the_initial_answers_of_new_questions(house):
    invoice = house.draft()
    raw = house.raw(invoice)
    del raw["details"]["lines"][0]["round_trip"]
    del raw["decision"]["remember"]
    raw["details"]["gone"] = "kept"
    house.save(invoice, raw)
    answers = current_cstruct(invoice, house.evaluate(invoice).invoice_type)
    assert answers["details"]["lines"][0]["round_trip"] == "true"
    assert answers["decision"]["remember"] == ""
    assert answers["details"]["gone"] == "kept"


def test_travel_without_its_ticket_is_asked_for_it(house):
    invoice = house.draft()
    house.save(invoice, house.raw(invoice, means="public", ticket_price="23.40"))
    assert [(one.path, one.code) for one in house.evaluate(invoice).issues] == [("documents", "G12")]
    house.attach(invoice)
    assert house.evaluate(invoice).issues == ()


def test_evaluation_is_not_changed_by_what_is_saved_later(house):
    invoice = house.draft()
    before = house.evaluate(invoice)
    house.save(invoice, house.raw(invoice, km="45"))
    assert (before.total, before.content_digest == invoice.content_digest) == (0, False)


@pytest.mark.parametrize(
    ("payee", "company"),
    [
        ({}, False),
        ({"account": "own"}, True),
        ({"account": "other", "iban": "CH5604835012345678009"}, True),
        ({"account": "other", "iban": "CH9300762011623852957", "account_holder": "Home-aide Emmental SA"}, True),
        ({"account": "other", "iban": "CH9300762011623852957", "account_holder": "Anna Muster"}, False),
        ({"account": "other"}, False),
    ],
)
def test_checks_know_whether_a_company_is_paid(unsaved, payee, company):
    account = BankAccount(label="Courant", iban="CH5604835012345678009", account_holder="")
    account.id = "own"
    unsaved.company.bank_accounts = (account,)
    assert unsaved.evaluate(unsaved.answers(payee=payee)).details.context.pays_company is company


def test_checks_know_whether_a_company_sends_the_invoice(unsaved):
    assert unsaved.evaluate().details.context.by_company
    insured = unsaved.evaluate(issuer=unsaved.insured()).details.context
    assert (insured.by_company, insured.pays_company) == (False, False)
