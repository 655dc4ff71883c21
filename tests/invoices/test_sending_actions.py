"""Sending: who may change and send an invoice in which state, and what is stored with it."""

import pytest

from guichet.action_context import ANONYMOUS, NotAllowed
from guichet.invoices import invoice_actions
from guichet.invoices.case_index import work_list
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.lists import history_of
from guichet.issuers.models import BankAccount
from guichet.messages.enqueue import outbox_of
from guichet.office.decisions import decision_actions
from guichet.testing.people import BEAT, beneficiary_of
from guichet.values import reference

CLERK = "clerk@be.example"
RIVAL = "rival@be.example"


def row(house, invoice):
    return history_of(house.company).row(invoice.id)


# Who, and when


def save(house, ctx, invoice):
    invoice_actions.save_answers(ctx, invoice, house.evaluate(invoice, {}), invoice.draft_version)


def submit(house, ctx, invoice):
    invoice_actions.submit(ctx, invoice, house.evaluate(invoice), language="fr", confirmed=True)


CHANGES = {
    "save": save,
    "attach": lambda house, ctx, invoice: invoice_actions.attach(ctx, invoice, None, "ticket"),
    "detach": lambda house, ctx, invoice: invoice_actions.detach(ctx, invoice, (*invoice.attached, "x")[0]),
    "submit": submit,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("fate", ["submitted", "accepted", "refused", "withdrawn"])
def test_invoice_at_the_office_is_not_changed_any_more(house, change, fate):
    invoice = house.draft()
    house.attach(invoice)
    house.send(invoice)
    invoice.state = fate
    before = dict(vars(invoice))
    with pytest.raises(WrongState):
        CHANGES[change](house, house.as_(), invoice)
    assert vars(invoice) == before


@pytest.mark.parametrize("who", [RIVAL, CLERK, "insured@be.example", ANONYMOUS])
@pytest.mark.parametrize("change", [*CHANGES, "withdraw", "discard", "start"])
def test_only_the_people_of_the_issuer_change_an_invoice(house, change, who):
    invoice = house.draft()
    house.attach(invoice)
    before, lists = dict(vars(invoice)), row(house, invoice)
    more = {
        "withdraw": lambda house, ctx, invoice: invoice_actions.withdraw(ctx, invoice),
        "discard": lambda house, ctx, invoice: invoice_actions.discard(ctx, invoice),
        "start": lambda house, ctx, invoice: invoice_actions.start_draft(ctx, house.company, house.anna, None),
    }
    with pytest.raises(NotAllowed):
        (CHANGES | more)[change](house, house.as_(who), invoice)
    assert (vars(invoice), row(house, invoice)) == (before, lists)


# Sending


def send(house, invoice, raw):
    """Saves answers and sends them."""
    house.save(invoice, raw)
    submit(house, house.as_(), invoice)


def test_invoice_with_an_error_is_not_sent_even_when_no_page_has_shown_it(house):
    invoice = house.draft()
    house.save(invoice, house.raw(invoice, km="0"))
    with pytest.raises(invoice_actions.NotReady):
        submit(house, house.as_(), invoice)
    assert (invoice.state, invoice.revisions, invoice.reference) == ("draft", (), "")
    assert list(outbox_of(house.operator.portal)) == []


def test_warning_has_to_be_confirmed(house):
    invoice = house.draft()
    house.save(invoice, house.raw(invoice, km="301"))
    evaluation = house.evaluate(invoice)
    with pytest.raises(invoice_actions.NotReady):
        invoice_actions.submit(house.as_(), invoice, evaluation, language="fr", confirmed=False)
    assert invoice.revisions == ()
    invoice_actions.submit(house.as_(), invoice, evaluation, language="fr", confirmed=True)
    assert [issue.code for issue in invoice.latest.frozen.issues] == ["km"]


def test_invoice_without_warnings_needs_no_confirmation(house):
    invoice = house.draft()
    house.save(invoice, house.raw(invoice))
    invoice_actions.submit(house.as_(), invoice, house.evaluate(invoice), language="fr", confirmed=False)
    assert invoice.state == "submitted"


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda house, invoice: house.save(invoice, house.raw(invoice, km="46"), "collaborator@be.example"),
        lambda house, invoice: house.attach(invoice),
    ],
    ids=["answers", "documents"],
)
def test_evaluation_of_what_was_changed_since_is_not_sent(house, meanwhile):
    invoice = house.draft()
    house.save(invoice, house.raw(invoice, km="45"))
    evaluation = house.evaluate(invoice)
    meanwhile(house, invoice)
    with pytest.raises(invoice_actions.StaleDraft):
        invoice_actions.submit(house.as_(), invoice, evaluation, language="fr", confirmed=True)
    assert invoice.revisions == ()


def test_answers_that_are_not_saved_are_not_sent(house):
    invoice, other = house.draft(), house.draft()
    house.save(other, house.raw(other))
    for evaluation in (house.evaluate(invoice, house.raw(invoice)), house.evaluate(other)):
        with pytest.raises(invoice_actions.StaleDraft):
            invoice_actions.submit(house.as_(), invoice, evaluation, language="fr", confirmed=True)
    assert invoice.revisions == ()


def test_correction_goes_through_the_same_checks_as_a_first_sending(house):
    invoice = house.ask_for_correction(house.sent())
    house.save(invoice, house.raw(invoice, km="0"))
    with pytest.raises(invoice_actions.NotReady):
        submit(house, house.as_(), invoice)
    house.save(invoice, house.raw(invoice, km="301"))
    with pytest.raises(invoice_actions.NotReady):
        invoice_actions.submit(house.as_(), invoice, house.evaluate(invoice), language="fr", confirmed=False)
    assert (invoice.state, len(invoice.revisions)) == ("correction_requested", 1)


def test_first_sending_gives_a_reference_of_its_own(house):
    one, other = house.sent(), house.sent()
    assert reference.parse(one.reference) == one.reference
    assert one.reference.startswith("BE-2026-")
    assert one.reference != other.reference
    references = house.operator.portal["references"]
    assert references.invoice_id(one.reference) == one.id
    assert not references.take(one.reference, "another")


def test_reference_that_is_taken_is_not_given_again(house, monkeypatch):
    first = house.sent()
    offered = iter([first.reference, first.reference, "BE-2026-0000-0000"])
    monkeypatch.setattr(reference, "make", lambda tenant_id, year: next(offered))
    assert house.sent().reference == "BE-2026-0000-0000"
    assert house.operator.portal["references"].invoice_id(first.reference) == first.id


def test_revision_says_what_was_sent_by_whom_and_at_which_rates(house):
    ctx = house.as_("collaborator@be.example")
    revision = house.sent("collaborator@be.example", km="45").latest
    assert (revision.number, revision.sent, revision.sent_by) == (1, ctx.now, ctx.actor)
    frozen = revision.frozen
    assert (revision.total, frozen.rates, revision.language) == (4050, ("car-km@2020-01-01",), "fr")
    assert (frozen.languages[0], frozen.total) == ("fr", 4050)
    assert str(frozen.answers.lines("lines")[0]["km"]) == "45"
    assert frozen.header.issuer == "Home-Aide Emmental SA"


def test_correction_is_a_new_revision_under_the_same_reference(house, clock):
    invoice = house.sent()
    before = invoice.reference, dict(vars(invoice.latest))
    house.ask_for_correction(invoice, "details.lines.0")
    clock.forward(hours=2)
    house.send(invoice, "collaborator@be.example", km="45")
    assert [revision.number for revision in invoice.revisions] == [1, 2]
    assert (invoice.reference, dict(vars(invoice.revisions[0]))) == before
    (mark,) = invoice.corrections[-1].marks
    assert (invoice.latest.total, mark.path, mark.changed) == (4050, "details.lines.0", True)
    assert [event.transition for event in invoice.events] == ["submit", "request_correction", "resubmit"]
    assert row(house, invoice).submitted_by == "Marc Favre"


def test_revision_stays_as_it_was_when_the_beneficiary_changes_later(house):
    invoice = house.sent()
    anna, frozen = house.anna, dict(vars(invoice.latest))
    anna.first_name, anna.iban, anna.avs, anna.decisions = "Anita", "CH4431999123000889012", "7569217076985", ()
    assert dict(vars(invoice.latest)) == frozen
    header = invoice.latest.frozen.header
    assert (header.beneficiary, header.avs) == ("Anna Muster", "7561234567897")
    assert (header.iban, header.decision_number) == ("CH9300762011623852957", "30220250012345")


def test_revision_stays_as_it_was_while_the_correction_is_typed(house):
    invoice = house.ask_for_correction(house.sent(km="45"))
    frozen = dict(vars(invoice.latest))
    house.save(invoice, house.raw(invoice, km="99"))
    assert dict(vars(invoice.latest)) == frozen
    assert row(house, invoice).total == 4050, "the list tells what was sent"


def test_pdf_is_queued_with_each_revision(house):
    invoice = house.sent()
    house.send(house.ask_for_correction(invoice))
    waiting = list(house.operator.portal["pdf_queue"].waiting)
    assert waiting == [(house.company.id, invoice.id, number) for number in (1, 2)]


def test_sender_gets_the_confirmation(house):
    invoice = house.sent("collaborator@be.example")
    (mail,) = outbox_of(house.operator.portal).values()
    assert mail.recipient == "collaborator@be.example"
    assert invoice.reference in mail.subject
    assert mail.link == f"http://be.localhost/issuers/{house.company.id}/invoices/{invoice.id}/"
    assert "Muster" not in mail.subject + mail.text


def test_typed_account_is_offered_next_time_where_none_was_saved(house):
    beat = beneficiary_of(house.company, BEAT)
    house.sent(person=beat)
    assert beat.iban == "CH9300762011623852957"
    assert house.draft(person=beat).cstruct["payee"]["account"] == "saved"


def test_other_account_is_used_once_and_the_saved_one_stays(house):
    invoice = house.draft()
    raw = house.raw(invoice)
    raw["payee"] |= {"account": "other", "iban": "CH5604835012345678009"}
    send(house, invoice, raw)
    assert invoice.latest.frozen.header.iban == "CH5604835012345678009"
    assert house.anna.iban == "CH9300762011623852957"


def test_account_typed_before_choosing_that_of_the_company_is_not_saved(house):
    beat = beneficiary_of(house.company, BEAT)
    house.company.bank_accounts = (BankAccount(label="Courant", iban="CH5604835012345678009", account_holder=""),)
    invoice = house.draft(person=beat)
    raw = house.raw(invoice)
    raw["payee"] |= {"account": house.company.bank_accounts[0].id, "iban": "CH9300762011623852957"}
    send(house, invoice, raw)
    header = invoice.latest.frozen.header
    assert (header.iban, header.account_holder) == ("CH5604835012345678009", "Home-Aide Emmental SA")
    assert beat.iban == ""


def test_qr_iban_of_a_company_waits_for_the_reference_of_the_beneficiary(house):
    house.company.bank_accounts = (BankAccount(label="QR", iban="CH4431999123000889012", account_holder=""),)
    invoice = house.draft()
    raw = house.raw(invoice)
    raw["payee"] |= {"account": house.company.bank_accounts[0].id}
    with pytest.raises(invoice_actions.NotReady):
        send(house, invoice, raw)
    house.anna.payment_reference = "210000000003139471430009017"
    send(house, invoice, raw)
    assert invoice.latest.frozen.header.payment_reference == "210000000003139471430009017"


def test_reference_for_the_account_of_the_company_outlives_a_typed_one(house):
    beat = beneficiary_of(house.company, BEAT)
    beat.payment_reference = "210000000003139471430009017"
    house.sent(person=beat)
    assert (beat.iban, beat.payment_reference) == ("CH9300762011623852957", "210000000003139471430009017")


def test_sent_invoice_keeps_the_account_as_it_was(house):
    account = BankAccount(label="Courant", iban="CH5604835012345678009", account_holder="")
    house.company.bank_accounts = (account,)
    invoice = house.draft()
    raw = house.raw(invoice)
    raw["payee"] |= {"account": account.id}
    send(house, invoice, raw)
    account.iban = "CH9300762011623852957"
    assert invoice.latest.frozen.header.iban == "CH5604835012345678009", "what was sent stays"


@pytest.mark.parametrize("remember", ["true", ""])
def test_other_decision_number_is_saved_if_the_box_is_ticked(house, remember):
    invoice = house.draft()
    raw = house.raw(invoice)
    raw["decision"] |= {"choice": "other", "number": "30220240000001", "label": "Ergothérapie", "remember": remember}
    send(house, invoice, raw)
    kept = ("30220240000001", "Ergothérapie") in house.anna.decisions
    assert kept is (remember == "true")


def test_number_typed_before_choosing_a_saved_one_is_not_saved(house):
    invoice = house.draft()
    raw = house.raw(invoice)
    raw["decision"] |= {"choice": "30220250012345", "number": "30220240000001", "remember": "true"}
    send(house, invoice, raw)
    assert len(house.anna.decisions) == 1
    assert invoice.latest.frozen.header.decision_number == "30220250012345"


def test_invoice_of_a_removed_beneficiary_is_corrected_and_sent(house):
    invoice = house.ask_for_correction(house.sent())
    house.company.beneficiaries.drop(house.anna)
    raw = house.raw(invoice)
    raw["decision"] |= {"choice": "other", "number": "30220240000001", "remember": "true"}
    send(house, invoice, raw)
    assert (invoice.state, len(invoice.revisions)) == ("submitted", 2)
    assert row(house, invoice).beneficiary == "Anna Muster"


def test_withdrawn_invoice_leaves_the_queue_of_the_office(house):
    invoice = house.sent()
    invoice_actions.withdraw(house.as_(), invoice)
    work = work_list(house.operator.portal)
    assert (work.count("state:submitted"), work.count("state:withdrawn")) == (0, 1)


def test_withdrawing_and_deciding_at_once_lets_one_of_them_through(house):
    invoice = house.sent()
    invoice_actions.withdraw(house.as_(), invoice)
    with pytest.raises(WrongState):
        decision_actions.accept(house.as_(CLERK), invoice, revision_number=1)
    assert invoice.state == "withdrawn"


def test_sender_is_written_to_in_their_own_language(house):
    ctx = house.as_()
    ctx.portal["users"][ctx.actor].language = "de"
    invoice = house.draft()
    house.save(invoice, house.raw(invoice))
    invoice_actions.submit(ctx, invoice, house.evaluate(invoice), language="de", confirmed=True)
    (mail,) = outbox_of(ctx.portal).values()
    assert (mail.language, invoice.latest.language, invoice.latest.frozen.languages) == ("de", "de", ("de", "fr"))
    assert "bien reçue" not in mail.subject
