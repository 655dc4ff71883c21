"""The hooks called while a request runs."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from guichet.invoices.facts import Facts
from guichet.invoices.form import invoice_schema
from guichet.invoices.reading import Reading

from guichet.action_context import ActionContext
from guichet.invoices import invoice_actions
from guichet.invoices.header_checks import find_problems, required_proofs
from guichet.issuers.models import Beneficiary, Company
from guichet.office import findings
from guichet.plugins import Plugins
from guichet.store.database import write_transaction
from guichet.users.models import User

FORM = "test.1"
NOW = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
HERE = {"street": "Rue 1", "postcode": "9999", "town": "Zz"}
FACTS = Facts(
    beneficiary="Anna Muster",
    avs="7561234567897",
    birth_date="1984-03-12",
    address="Rue 1, 9999 Zz",
    issuer="Home-Aide",
    gln="7601000000002",
    iban="CH9300762011623852957",
    account_holder="Anna Muster",
    payment_reference="",
    decision_number="31620250012345",
    invoice_number="R-1",
    invoice_date="2026-11-14",
    remark="",
)


@pytest.fixture
def details(desk):
    """Builds the type's own part of the form, as for one request."""

    def build():
        company = Company(name="Home-Aide", gln="7601000000002", now=NOW, **HERE)
        person = Beneficiary(
            first_name="Anna", last_name="Muster", birth_date=date(1984, 3, 12), avs="7561234567897", **HERE
        )
        return invoice_schema(desk.plugins, desk.plugins.invoice_types[FORM], company, person)["details"]

    return build


def problems(desk, claim, context):
    return find_problems(desk.plugins, desk.plugins.invoice_types[FORM], claim, context, FACTS, company=True)


def test_hook_amend_form_adds_a_field_to_this_request_only(desk, details):
    assert [node.name for node in details()] == ["price", "cost_centre"]
    assert [node.name for node in details()] == ["price", "cost_centre"]
    assert [node.name for node in desk.plugins.invoice_types[FORM].schema()] == ["price"]


def test_hook_amend_form_answers_are_kept_with_what_was_sent(desk, monkeypatch):
    monkeypatch.setattr(Reading, "problems", lambda self, answers: [])  # the checks are not what this is about
    with write_transaction(desk.db) as portal:
        ctx, company, person = someone_at_work(portal, desk)
        invoice = invoice_actions.start_draft(ctx, company, person, desk.plugins.invoice_types[FORM])
        reading = Reading(desk.plugins, invoice, date(2026, 11, 14))
        raw = reading.raw | {"details": {"price": "12.50", "cost_centre": "4711"}}
        invoice_actions.submit(ctx, reading, reading.schema.deserialize(raw), "fr")
        assert json.loads(invoice.latest.answers)["cost_centre"] == "4711"
        claim, _reading = findings._claim(desk.plugins, invoice)
        assert claim.data["cost_centre"] == "4711"


def someone_at_work(portal, desk):
    """A company's manager about to send something, the company, and its beneficiary."""
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
    return ActionContext(portal, desk, user_id, (f"user:{user_id}",), NOW), company, person


def test_hook_check_invoice_finds_problems_at_the_fields_of_the_form(desk, claim, context):
    found = [problem for problem in problems(desk, claim, context) if problem.code == "ZZ1"]
    assert [(problem.level, problem.field) for problem in found] == [("warn", "details.price")]


def test_an_error_in_a_check_is_never_a_pass(desk, canton, claim, context, plugin):
    broken = plugin(guichet_check_invoice=lambda claim, context: 1 / 0)
    plugins = Plugins("zz", {"canton_zz": canton, "broken": broken})
    with pytest.raises(ZeroDivisionError):
        plugins.check_invoice(claim, context)


def test_the_checks_of_all_plugins_count_in_the_order_of_their_names(desk, canton, claim, context, plugin):
    (problem,) = desk.plugins.check_invoice(claim, context)
    second = plugin(guichet_check_invoice=lambda claim: [replace(problem, code="YY1")])
    silent = plugin(guichet_check_invoice=lambda: None)
    plugins = Plugins("zz", {"zz": canton, "second": second, "silent": silent})
    assert [found.code for found in plugins.check_invoice(claim, context)] == ["YY1", "ZZ1"]


def test_hook_required_attachments_blocks_until_the_proof_is_there(desk, claim, context):
    invoice_type = desk.plugins.invoice_types[FORM]
    assert [proof.kind for proof in required_proofs(desk.plugins, invoice_type, claim, context)] == ["receipt"]
    assert "G12" in [problem.code for problem in problems(desk, claim, context)]
    attached = replace(claim, attachment_kinds=frozenset({"receipt"}))
    assert "G12" not in [problem.code for problem in problems(desk, attached, context)]
