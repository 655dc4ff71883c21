"""Messages outside a correction: bounded for the sender, marked for the office, answered once, not in the audit log."""

from dataclasses import replace

import pytest

from guichet.action_context import NotAllowed
from guichet.audit import entries
from guichet.data_export.export_contents import invoice_data
from guichet.invoices import conversation_actions, invoice_actions
from guichet.invoices.case_index import MESSAGE, work_list
from guichet.invoices.conversation_actions import MAX_A_DAY, MAX_MESSAGES, TooManyMessages, write_to_office
from guichet.invoices.lifecycle import WrongState
from guichet.office.cases import case_actions
from guichet.office.cases.message_actions import NewMessage, answer_sender, file_messages
from guichet.office.decisions import decision_actions

QUESTION, ANSWER = "Le taxi du 14 est-il compris ?", "Oui, il est compris."
DAY = 24 * 60


def write(scenario, invoice, later=60, text=QUESTION):
    write_to_office(scenario.ctx(scenario.sender, later), invoice, text, language="fr")


def waiting(scenario):
    return work_list(scenario.portal).count(MESSAGE)


def test_a_message_waits_from_the_first_one_on_until_it_is_answered(scenario):
    invoice, other = scenario.invoice(), scenario.invoice()
    write(scenario, invoice, 60)
    write(scenario, invoice, 90)
    assert waiting(scenario) == 1
    assert work_list(scenario.portal).row(invoice.id).message_since == scenario.ctx(scenario.sender, 60).now
    answer_sender(scenario.office_ctx, invoice, ANSWER, language="fr", seen=2)
    assert (waiting(scenario), len(invoice.conversation), other.conversation) == (0, 3, None)
    mail = scenario.mails()[-1]
    assert (mail.recipient, ANSWER in mail.text) == (scenario.sender.email, True)
    said = [one["text"] for one in invoice_data(scenario.portal, invoice)["messages"]]
    assert said == [QUESTION, QUESTION, ANSWER]


def test_what_needs_no_answer_is_filed_without_a_mail(scenario):
    invoice = scenario.invoice()
    write(scenario, invoice)
    before = len(scenario.mails())
    for _twice in range(2):
        file_messages(scenario.office_ctx, invoice, seen=1)
    assert (waiting(scenario), len(scenario.mails())) == (0, before)
    actions = [entry.action for entry in entries(scenario.portal)]
    assert (actions.count("invoice.message_sent"), actions.count("invoice.messages_filed")) == (1, 1)


def test_an_answer_to_less_than_was_written_is_not_sent(scenario):
    invoice = scenario.invoice()
    write(scenario, invoice)
    with pytest.raises(NewMessage):
        answer_sender(scenario.office_ctx, invoice, ANSWER, seen=0)
    assert (waiting(scenario), len(invoice.conversation)) == (1, 1)


def test_a_sender_writes_so_often_a_day_and_so_often_in_all(scenario, monkeypatch):
    invoice = scenario.invoice()
    for minutes in range(MAX_A_DAY):
        write(scenario, invoice, minutes, f"{QUESTION} {minutes}")
    with pytest.raises(TooManyMessages):
        write(scenario, invoice, 200)
    write(scenario, invoice, DAY)
    assert MAX_MESSAGES > MAX_A_DAY + 1
    monkeypatch.setattr(conversation_actions, "MAX_MESSAGES", MAX_A_DAY + 1)
    with pytest.raises(TooManyMessages):
        write(scenario, invoice, 2 * DAY)


def test_neither_side_writes_about_a_draft_or_without_its_permission(scenario):
    form = scenario.desk.plugins.invoice_types["318.632.1"]
    draft = invoice_actions.start_draft(scenario.ctx(scenario.sender), scenario.company, scenario.beneficiary, form)
    sent = scenario.invoice()
    with pytest.raises(WrongState):
        write(scenario, draft)
    with pytest.raises(WrongState):
        answer_sender(scenario.office_ctx, draft, ANSWER, seen=0)
    with pytest.raises(NotAllowed):
        write_to_office(scenario.office_ctx, sent, QUESTION, language="fr")
    for act in (lambda ctx: answer_sender(ctx, sent, ANSWER, seen=0), lambda ctx: file_messages(ctx, sent, seen=0)):
        with pytest.raises(NotAllowed):
            act(scenario.ctx(scenario.sender))


def test_an_office_may_keep_its_words_out_of_every_mail(scenario):
    plugins = scenario.desk.plugins
    plugins.tenant = replace(plugins.tenant, messages_in_mails=False)
    asked, refused, written = (scenario.invoice() for _each in range(3))
    ctx, words = scenario.office_ctx, "Il manque le billet."
    marks = {"details.lines.0": {"fr": words}}
    decision_actions.request_correction(ctx, asked, words, marks, revision_number=1)
    decision_actions.refuse(ctx, refused, words, revision_number=1)
    answer_sender(ctx, written, words, seen=0)
    mails = {mail.subject: mail for mail in scenario.mails()[-3:]}
    assert len(mails) == 3
    for mail in mails.values():
        assert words not in mail.text
        assert "au guichet" in mail.text and mail.link


def test_the_officer_who_has_a_case_reads_that_it_is_withdrawn(scenario):
    invoice, free = scenario.invoice(), scenario.invoice()
    case_actions.assign(scenario.office_ctx, invoice, scenario.clerk.id)
    before = len(scenario.mails())
    for one in (invoice, free):
        invoice_actions.withdraw(scenario.ctx(scenario.sender, 180), one)
    sent = scenario.mails()[before:]
    assert [mail.recipient for mail in sent].count(scenario.clerk.email) == 1
    assert [mail.recipient for mail in sent].count(scenario.sender.email) == 2
