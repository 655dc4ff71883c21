"""What a plugin adds to a form, to its checks and to the documents it needs."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from guichet.action_context import ActionContext
from guichet.declaration import Amount, RequiredAttachment, Text, YesNo
from guichet.documents.cleaning.outcome import CleanFile
from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.invoices.evaluation import evaluate_invoice
from guichet.invoices.revision_findings import passed_checks
from guichet.issuers.models import Beneficiary, Company
from guichet.plugins import PluginError, Plugins
from guichet.store.database import write_transaction
from guichet.users.models import User

FORM = "test.1"
NOW = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
HERE = {"street": "Rue 1", "postcode": "9999", "town": "Zz"}
ANSWERS = {"day": "14.10.2026", "price": "12.50", "cost_centre": "4711"}


@pytest.fixture
def at_work(desk):
    """A company's manager about to send something, and the draft of an invoice of CHF 12.50."""
    with write_transaction(desk.db) as portal:
        user = User(
            email="a@b.example",
            first_name="Lea",
            last_name="Rochat",
            phone="+41791234567",
            password_hash="",
            language="fr",
            now=NOW,
        )
        user_id = portal["users"].put(user)
        company = Company(name="Home-Aide", gln="7601000000002", now=NOW, **HERE)
        company.members[user_id] = "manager"
        portal["issuers"].put(company)
        person = Beneficiary(
            first_name="Anna", last_name="Muster", birth_date=date(1984, 3, 12), avs="7561234567897", **HERE
        )
        company.beneficiaries.put(person)
        ctx = ActionContext(portal, desk, user_id, (f"user:{user_id}",), NOW)
        invoice = invoice_actions.start_draft(ctx, company, person, desk.plugins.invoice_types[FORM])
        answers = {
            "payee": {"iban": "CH9300762011623852957"},
            "decision": {"number": "31620250012345"},
            "issue": {"number": "R-1", "date": "14.11.2026"},
            "remark": "",
            "details": ANSWERS,
        }
        evaluation = evaluate_invoice(desk.plugins, invoice, TODAY, answers)
        invoice_actions.save_answers(ctx, invoice, evaluation, invoice.draft_version)
        yield ctx, invoice


def found(desk, invoice):
    """Level, path and code of each issue of the saved answers."""
    issues = evaluate_invoice(desk.plugins, invoice, TODAY).issues
    return [(issue.level, issue.path, issue.code) for issue in issues]


def test_hook_amend_form_adds_a_question_to_the_form_of_this_desk(desk, canton):
    (original,) = canton.guichet_invoice_types()
    assert list(desk.plugins.invoice_types[FORM].form.fields) == ["day", "price", "cost_centre"]
    assert list(original.form.fields) == ["day", "price"]


def test_hook_amend_form_is_asked_once_at_start(canton, plugin):
    asked = []
    plugins = Plugins("zz", {"canton_zz": canton, "other": plugin(guichet_amend_form=lambda form: asked.append(form))})
    for _look in range(3):
        plugins.invoice_type(FORM)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("amend", "message"),
    [
        (lambda form: form.remove("day"), "form.day is needed by its type: only what is optional can go"),
        (lambda form: form.add("price", Amount(_("Prix"))), "form already has 'price': choose another name"),
        (lambda form: form.change("prise", required=True), "did you mean 'price'"),
        (lambda form: form.add("send", Text(_("Envoi"))), "'send' is reserved for the page; choose another name"),
        (lambda form: form.add("more", YesNo("Plus")), "label is 'Plus'; wrap it into _()"),
        (lambda form: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_hook_amend_form_that_makes_no_form_stops_the_start(canton, plugin, amend, message):
    with pytest.raises(PluginError, match="guichet_amend_form") as error:
        Plugins("zz", {"canton_zz": canton, "other": plugin(guichet_amend_form=amend)})
    assert message in str(error.value)


def test_hook_amend_form_answers_are_kept_with_what_was_sent(desk, at_work):
    ctx, invoice = at_work
    invoice.attached = (invoice.attachments.put(a_receipt()),)
    evaluation = evaluate_invoice(desk.plugins, invoice, TODAY)
    invoice_actions.submit(ctx, invoice, evaluation, language="fr", confirmed=True)
    frozen = invoice.latest.frozen
    assert frozen.answers["cost_centre"] == "4711"
    assert ("Centre de coûts", ("4711",)) in [(row.label, row.values) for row in frozen.rows("fr")]


def a_receipt():
    file = CleanFile("a.png", "image/png", b"\0", None, "0")
    return invoice_actions.Attachment(file, filename=file.filename, kind="receipt", blob=None, now=NOW)


def test_hook_check_invoice_finds_issues_at_the_questions_of_the_form(desk, at_work):
    _ctx, invoice = at_work
    assert ("warning", "details.price", "ZZ1") in found(desk, invoice)


def test_hook_check_invoice_sees_header_answers_amounts_and_the_day(canton, plugin, desk, at_work):
    _ctx, invoice = at_work
    seen = []
    watching = plugin(guichet_check_invoice=lambda invoice, context: seen.append((invoice, context)))
    plugins = Plugins("zz", {"canton_zz": canton, "watching": watching})
    assert evaluate_invoice(plugins, invoice, TODAY).issues
    ((checked, context),) = seen
    assert (checked.type_id, checked.type_version, checked.amounts.total) == (FORM, 1, 1250)
    assert (checked.header.decision_number, checked.answers.cost_centre) == ("31620250012345", "4711")
    assert (context.today, context.office_code, context.decision_number) == (TODAY, "316", "31620250012345")


def test_hook_check_invoice_that_fails_is_never_a_pass(canton, plugin, at_work):
    _ctx, invoice = at_work
    broken = plugin(guichet_check_invoice=lambda invoice, context: 1 / 0)
    evaluation = evaluate_invoice(Plugins("zz", {"canton_zz": canton, "broken": broken}), invoice, TODAY)
    with pytest.raises(ZeroDivisionError):
        _ready = evaluation.is_ready


@pytest.mark.parametrize("wrong", ["a text", ("error", "price", "X", "text"), RequiredAttachment("x", _("Date"))])
def test_hook_check_invoice_that_returns_something_else_is_never_a_pass(canton, plugin, checked, context, wrong):
    plugins = Plugins("zz", {"canton_zz": canton, "wrong": plugin(guichet_check_invoice=lambda: [wrong])})
    with pytest.raises(PluginError, match=r"plugin wrong: guichet_check_invoice .*return a list of Issue"):
        plugins.check_invoice(checked, context)


def test_hook_declared_checks_are_kept_with_what_was_sent(desk, at_work):
    ctx, invoice = at_work
    invoice.attached = (invoice.attachments.put(a_receipt()),)
    evaluation = evaluate_invoice(desk.plugins, invoice, TODAY)
    invoice_actions.submit(ctx, invoice, evaluation, language="fr", confirmed=True)
    frozen = invoice.latest.frozen
    (own,) = [check for check in frozen.checks if check.code == "ZZ1"]
    assert (own.titles["fr"], own.sources["fr"]) == ("Montant", "Date")
    # It found something, so that it is not among those that passed.
    assert "Montant" not in [one.title for one in passed_checks(frozen, "fr")]


def test_hook_declared_checks_of_another_type_stop_the_sending(canton, plugin, checked):
    plugins = Plugins("zz", {"canton_zz": canton, "wrong": plugin(guichet_declared_checks=lambda: ["a text"])})
    with pytest.raises(PluginError, match=r"plugin wrong: guichet_declared_checks .*return a list of Check"):
        plugins.declared_checks(checked)


def test_checks_of_all_plugins_count_in_the_order_of_their_names(desk, canton, checked, context, plugin):
    (issue,) = desk.plugins.check_invoice(checked, context)
    second = plugin(guichet_check_invoice=lambda invoice: [replace(issue, code="YY1")])
    silent = plugin(guichet_check_invoice=lambda: None)
    plugins = Plugins("zz", {"zz": canton, "second": second, "silent": silent})
    assert [one.code for one in plugins.check_invoice(checked, context)] == ["YY1", "ZZ1"]


def test_hook_required_attachments_stops_sending_until_one_is_attached(desk, at_work):
    _ctx, invoice = at_work
    before = evaluate_invoice(desk.plugins, invoice, TODAY)
    assert [document.kind for document in before.missing_attachments] == ["receipt"]
    assert ("error", "documents", "G12") in found(desk, invoice)
    invoice.attached = (invoice.attachments.put(a_receipt()),)
    after = evaluate_invoice(desk.plugins, invoice, TODAY)
    assert (after.missing_attachments, after.errors) == ((), ())


def test_hook_required_attachments_of_another_class_are_refused(canton, plugin, checked, context):
    wrong = plugin(guichet_required_attachments=lambda: ["receipt"])
    plugins = Plugins("zz", {"canton_zz": canton, "wrong": wrong})
    with pytest.raises(PluginError, match=r"plugin wrong: guichet_required_attachments .*RequiredAttachment"):
        plugins.required_attachments(checked, context)
