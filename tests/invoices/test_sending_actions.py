"""Drafts, documents and sending: what each action stores, for whom, and in which state."""

import json
from dataclasses import replace

import pytest
from guichet.invoices.facts import read_facts

from guichet.action_context import NotAllowed
from guichet.invoices import invoice_actions
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.lists import WORK, history_of
from guichet.issuers.models import BankAccount
from guichet.messages.enqueue import outbox_of
from guichet.office.decisions import decision_actions
from guichet.store.blobs import read_blob
from guichet.testing.people import BEAT, beneficiary_of
from guichet.values import reference

CLERK = "clerk@be.example"
RIVAL = "rival@be.example"


def row(house, invoice):
    return history_of(house.company).row(invoice.id)


# A draft


def test_a_new_draft_proposes_what_is_known(house):
    invoice = house.draft()
    raw = json.loads(invoice.answers)
    assert (raw["payee"]["account"], raw["decision"]["choice"]) == ("kept", "30220250012345")
    assert (invoice.state, invoice.reference, invoice.revisions) == ("draft", "", ())
    assert row(house, invoice).state == "draft"


def test_a_draft_belongs_to_the_holder_of_its_beneficiary(house):
    invoice = house.draft("collaborator@be.example")
    assert invoice.__parent__ is house.company.invoices
    assert row(house, invoice).submitted_by == "Marc Favre"


def test_wrong_answers_are_kept_as_they_were_typed(house, clock):
    invoice = house.draft()
    raw = house.raw(invoice, km="viele", date="31.2.2026")
    clock.forward(minutes=5)
    invoice_actions.save_answers(house.as_(), house.reading(invoice), raw)
    assert json.loads(invoice.answers)["details"]["lines"][0]["km"] == "viele"
    assert (invoice.saved, row(house, invoice).moment) == (clock.now, clock.now)


def test_the_list_shows_the_running_total_of_a_draft(house):
    invoice = house.draft()
    invoice_actions.save_answers(house.as_(), house.reading(invoice), house.raw(invoice, km="45"))
    assert row(house, invoice).total == 4050


def test_a_draft_is_thrown_away_for_good(house):
    invoice = house.draft()
    invoice_actions.discard(house.as_(), invoice)
    assert row(house, invoice) is None
    assert invoice.id not in house.company.invoices


def test_what_was_sent_is_not_thrown_away(house):
    invoice = house.sent()
    with pytest.raises(WrongState):
        invoice_actions.discard(house.as_(), invoice)
    assert invoice.id in house.company.invoices


# Documents


def test_a_document_is_stored_with_its_kind_and_comes_back_as_it_was(house, clock):
    invoice = house.draft()
    first, second = house.attach(invoice), house.attach(invoice, "taxi")
    assert invoice.attached == (first, second)
    assert [(one.filename, one.kind, one.size) for one in invoice.documents] == [
        ("billet.pdf", "ticket", 17),
        ("billet.pdf", "taxi", 17),
    ]
    assert read_blob(invoice.documents[0].blob) == b"%PDF-1.7 a ticket"
    assert invoice.documents[0].received == clock.now


def test_a_document_that_was_never_sent_is_deleted(house):
    invoice = house.draft()
    document = house.attach(invoice)
    invoice_actions.detach(house.as_(), invoice, document)
    assert invoice.attached == ()
    assert document not in invoice.attachments


def test_a_document_that_was_sent_stays_with_its_revision(house):
    invoice = house.draft()
    document = house.attach(invoice)
    house.ask_for_correction(house.send(invoice))
    invoice_actions.detach(house.as_(), invoice, document)
    assert invoice.documents == []
    assert invoice.latest.attachments == (document,)
    assert read_blob(invoice.attachments[document].blob) == b"%PDF-1.7 a ticket"
    house.send(invoice)
    assert [revision.attachments for revision in invoice.revisions] == [(document,), ()]


def test_taking_a_document_off_twice_or_one_that_is_not_there_changes_nothing(house):
    invoice = house.draft()
    kept, gone = house.attach(invoice), house.attach(invoice)
    for document in (gone, gone, "nowhere", ""):
        invoice_actions.detach(house.as_(), invoice, document)
    assert invoice.attached == (kept,)


def test_a_document_of_an_earlier_revision_is_not_taken_off_twice(house):
    invoice = house.draft()
    document = house.attach(invoice)
    house.ask_for_correction(house.send(invoice))
    for _click in range(2):
        invoice_actions.detach(house.as_(), invoice, document)
    assert document in invoice.attachments


def test_an_invoice_holds_twenty_documents(house):
    invoice = house.draft()
    for _number in range(invoice_actions.MAX_FILES):
        house.attach(invoice)
    with pytest.raises(invoice_actions.TooMuch):
        house.attach(invoice)
    assert len(invoice.attached) == len(list(invoice.attachments)) == invoice_actions.MAX_FILES


def test_an_invoice_holds_more_than_anybody_types_and_no_more(house):
    invoice = house.draft()
    kept = invoice.answers
    for size, fits in ((invoice_actions.MAX_ANSWERS, False), (invoice_actions.MAX_ANSWERS // 2, True)):
        raw = house.raw(invoice) | {"remark": "x" * size}
        if fits:
            invoice_actions.save_answers(house.as_(), house.reading(invoice), raw)
            assert json.loads(invoice.answers)["remark"] == "x" * size
        else:
            with pytest.raises(invoice_actions.TooMuch):
                invoice_actions.save_answers(house.as_(), house.reading(invoice), raw)
            assert invoice.answers == kept


# Who, and when


CHANGES = {
    "save": lambda house, ctx, invoice: invoice_actions.save_answers(ctx, house.reading(invoice), {}),
    "attach": lambda house, ctx, invoice: invoice_actions.attach(ctx, invoice, None, "ticket"),
    "detach": lambda house, ctx, invoice: invoice_actions.detach(ctx, invoice, (*invoice.attached, "x")[0]),
    "submit": lambda house, ctx, invoice: invoice_actions.submit(ctx, house.reading(invoice), {}, "fr"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("fate", ["submitted", "accepted", "refused", "withdrawn"])
def test_what_the_office_has_is_not_changed_any_more(house, change, fate):
    invoice = house.draft()
    house.attach(invoice)
    house.send(invoice)
    invoice.state = fate
    before = dict(vars(invoice))
    with pytest.raises(WrongState):
        CHANGES[change](house, house.as_(), invoice)
    assert vars(invoice) == before


@pytest.mark.parametrize("who", [RIVAL, CLERK, "insured@be.example", "nobody"])
@pytest.mark.parametrize("change", [*CHANGES, "withdraw", "discard", "start"])
def test_only_the_holder_s_own_people_change_an_invoice(house, change, who):
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


def test_what_a_check_blocks_is_not_sent_even_when_no_page_has_shown_it(house):
    invoice = house.draft()
    reading = house.reading(invoice)
    answers = reading.schema.deserialize(house.raw(invoice, km="0"))
    with pytest.raises(invoice_actions.Unsendable):
        invoice_actions.submit(house.as_(), reading, answers, "fr")
    assert (invoice.revisions, invoice.reference) == ((), "")
    assert list(outbox_of(house.operator.portal)) == []


def test_the_first_sending_gives_a_reference_that_is_nobody_else_s(house):
    one, other = house.sent(), house.sent()
    assert reference.parse(one.reference) == one.reference
    assert one.reference.startswith("BE-2026-")
    assert one.reference != other.reference
    references = house.operator.portal["references"]
    assert references.invoice_id(one.reference) == one.id
    assert not references.take(one.reference, "another")


def test_a_reference_that_is_taken_is_not_given_again(house, monkeypatch):
    first = house.sent()
    offered = iter([first.reference, first.reference, "BE-2026-0000-0000"])
    monkeypatch.setattr(reference, "make", lambda tenant_id, year: next(offered))
    assert house.sent().reference == "BE-2026-0000-0000"
    assert house.operator.portal["references"].invoice_id(first.reference) == first.id


def test_a_revision_says_what_was_sent_by_whom_and_at_which_rates(house):
    ctx = house.as_("collaborator@be.example")
    revision = house.sent("collaborator@be.example", km="45").latest
    assert (revision.number, revision.sent, revision.sent_by) == (1, ctx.now, ctx.actor)
    assert (revision.total, revision.rates, revision.language) == (4050, ("car-km@2020-01-01",), "fr")
    assert json.loads(revision.answers)["lines"][0]["km"] == "45"
    assert read_facts(revision.facts).issuer == "Home-Aide Emmental SA"


def test_a_correction_is_a_new_revision_under_the_same_reference(house, clock):
    invoice = house.sent()
    before = invoice.reference, dict(vars(invoice.latest))
    house.ask_for_correction(invoice)
    clock.forward(hours=2)
    house.send(invoice, "collaborator@be.example", km="45")
    assert [revision.number for revision in invoice.revisions] == [1, 2]
    assert (invoice.reference, dict(vars(invoice.revisions[0]))) == before
    assert (invoice.latest.total, invoice.marked) == (4050, ())
    assert [name for _moment, _actor, name, _words in invoice.history] == ["submit", "request_correction", "resubmit"]
    assert row(house, invoice).submitted_by == "Marc Favre"


def test_a_revision_stays_as_it_was_when_the_beneficiary_changes_later(house):
    invoice = house.sent()
    anna, frozen = house.anna, dict(vars(invoice.latest))
    anna.first_name, anna.iban, anna.avs, anna.decisions = "Anita", "CH4431999123000889012", "7569217076985", ()
    assert dict(vars(invoice.latest)) == frozen
    facts = read_facts(invoice.latest.facts)
    assert (facts.beneficiary, facts.avs) == ("Anna Muster", "7561234567897")
    assert (facts.iban, facts.decision_number) == ("CH9300762011623852957", "30220250012345")


def test_a_revision_stays_as_it_was_while_the_correction_is_typed(house):
    invoice = house.ask_for_correction(house.sent(km="45"))
    frozen = dict(vars(invoice.latest))
    invoice_actions.save_answers(house.as_(), house.reading(invoice), house.raw(invoice, km="99"))
    assert dict(vars(invoice.latest)) == frozen
    assert row(house, invoice).total == 4050, "the list tells what was sent"


def test_a_copy_is_asked_for_with_each_revision(house):
    invoice = house.sent()
    house.send(house.ask_for_correction(invoice))
    waiting = list(house.operator.portal["pdf_queue"].waiting)
    assert waiting == [(house.company.id, invoice.id, number) for number in (1, 2)]


def test_whoever_sends_gets_the_confirmation(house):
    invoice = house.sent("collaborator@be.example")
    (mail,) = outbox_of(house.operator.portal).values()
    assert mail.recipient == "collaborator@be.example"
    assert invoice.reference in mail.subject
    assert mail.link == f"http://be.localhost/issuers/{house.company.id}/invoices/{invoice.id}/"
    assert "Muster" not in mail.subject + mail.text


def test_an_account_that_was_typed_is_offered_next_time_where_none_was_kept(house):
    beat = beneficiary_of(house.company, BEAT)
    house.sent(person=beat)
    assert beat.iban == "CH9300762011623852957"
    assert json.loads(house.draft(person=beat).answers)["payee"]["account"] == "kept"


def test_another_account_is_used_once_and_the_kept_one_stays(house):
    invoice = house.draft()
    reading, raw = house.reading(invoice), house.raw(invoice)
    raw["payee"] |= {"account": "other", "iban": "CH5604835012345678009"}
    invoice_actions.submit(house.as_(), reading, reading.schema.deserialize(raw), "fr")
    assert read_facts(invoice.latest.facts).iban == "CH5604835012345678009"
    assert house.anna.iban == "CH9300762011623852957"


def test_a_company_is_paid_on_its_own_account_and_what_was_typed_before_is_not_kept(house):
    beat = beneficiary_of(house.company, BEAT)
    house.company.bank_accounts = (BankAccount(label="Courant", iban="CH5604835012345678009", account_holder=""),)
    invoice = house.draft(person=beat)
    reading, raw = house.reading(invoice), house.raw(invoice)
    raw["payee"] |= {"account": house.company.bank_accounts[0].id, "iban": "CH9300762011623852957"}
    invoice_actions.submit(house.as_(), reading, reading.schema.deserialize(raw), "fr")
    facts = read_facts(invoice.latest.facts)
    assert (facts.iban, facts.account_holder) == ("CH5604835012345678009", "Home-Aide Emmental SA")
    assert beat.iban == ""


def test_a_company_s_qr_iban_waits_for_the_beneficiary_s_reference(house):
    house.company.bank_accounts = (BankAccount(label="QR", iban="CH4431999123000889012", account_holder=""),)
    invoice = house.draft()
    reading, raw = house.reading(invoice), house.raw(invoice)
    raw["payee"] |= {"account": house.company.bank_accounts[0].id}
    answers = reading.schema.deserialize(raw)
    with pytest.raises(invoice_actions.Unsendable):
        invoice_actions.submit(house.as_(), reading, answers, "fr")
    house.anna.payment_reference = "210000000003139471430009017"
    invoice_actions.submit(house.as_(), reading, answers, "fr")
    assert read_facts(invoice.latest.facts).payment_reference == "210000000003139471430009017"


def test_the_reference_for_the_company_s_account_outlives_an_account_that_is_typed(house):
    beat = beneficiary_of(house.company, BEAT)
    beat.payment_reference = "210000000003139471430009017"
    house.sent(person=beat)
    assert (beat.iban, beat.payment_reference) == ("CH9300762011623852957", "210000000003139471430009017")


def test_a_kept_account_that_was_changed_since_is_what_the_next_sending_says(house):
    account = BankAccount(label="Courant", iban="CH5604835012345678009", account_holder="")
    house.company.bank_accounts = (account,)
    invoice = house.draft()
    raw = house.raw(invoice)
    raw["payee"] |= {"account": account.id}
    reading = house.reading(invoice)
    invoice_actions.submit(house.as_(), reading, reading.schema.deserialize(raw), "fr")
    account.iban = "CH9300762011623852957"
    assert read_facts(invoice.latest.facts).iban == "CH5604835012345678009", "what was sent stays"


@pytest.mark.parametrize("remember", ["true", ""])
def test_another_decision_number_is_kept_if_one_wants_it(house, remember):
    invoice = house.draft()
    reading, raw = house.reading(invoice), house.raw(invoice)
    raw["decision"] |= {"choice": "other", "number": "30220240000001", "label": "Ergothérapie", "remember": remember}
    invoice_actions.submit(house.as_(), reading, reading.schema.deserialize(raw), "fr")
    kept = ("30220240000001", "Ergothérapie") in house.anna.decisions
    assert kept is (remember == "true")


def test_a_number_typed_before_choosing_a_kept_one_is_not_kept(house):
    invoice = house.draft()
    reading, raw = house.reading(invoice), house.raw(invoice)
    raw["decision"] |= {"choice": "30220250012345", "number": "30220240000001", "remember": "true"}
    invoice_actions.submit(house.as_(), reading, reading.schema.deserialize(raw), "fr")
    assert len(house.anna.decisions) == 1
    assert read_facts(invoice.latest.facts).decision_number == "30220250012345"


def test_an_invoice_of_somebody_taken_off_the_list_is_corrected_and_sent(house):
    invoice = house.ask_for_correction(house.sent())
    house.company.beneficiaries.drop(house.anna)
    raw = house.raw(invoice)
    raw["decision"] |= {"choice": "other", "number": "30220240000001", "remember": "true"}
    reading = house.reading(invoice)
    invoice_actions.submit(house.as_(), reading, reading.schema.deserialize(raw), "fr")
    assert (invoice.state, len(invoice.revisions)) == ("submitted", 2)
    assert row(house, invoice).beneficiary == "Anna Muster"


def test_a_withdrawn_invoice_leaves_the_office_s_queue(house):
    invoice = house.sent()
    invoice_actions.withdraw(house.as_(), invoice)
    work = house.operator.portal[WORK]
    assert (work.count("state:submitted"), work.count("state:withdrawn")) == (0, 1)


def test_sending_and_deciding_at_once_lets_one_of_them_through(house):
    invoice = house.sent()
    invoice_actions.withdraw(house.as_(), invoice)
    with pytest.raises(WrongState):
        decision_actions.accept(house.as_(CLERK), invoice, revision_number=1)
    assert invoice.state == "withdrawn"


def test_an_invoice_is_written_about_in_the_sender_s_language(house):
    ctx = house.as_()
    ctx.portal["users"][ctx.actor].language = "de"
    invoice = house.draft()
    reading, raw = house.reading(invoice), house.raw(invoice)
    invoice_actions.submit(replace(ctx), reading, reading.schema.deserialize(raw), "de")
    (mail,) = outbox_of(ctx.portal).values()
    assert (mail.language, invoice.latest.language) == ("de", "de")
    assert "bien reçue" not in mail.subject
