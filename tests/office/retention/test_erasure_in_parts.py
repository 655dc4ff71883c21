"""A person's request with much to erase: bounded transactions, each with a minute, and nothing is left in the end."""

from datetime import timedelta

import pytest

from guichet import clock
from guichet.app import daily_tasks
from guichet.invoices.invoice_actions import start_draft
from guichet.office.retention import erasure_actions, person_erasure
from guichet.office.retention.models import retention
from guichet.office.retention.person_erasure import REST, erase_person, records_of
from guichet.testing.people import ANNA, CHIARA, ZOE, beneficiary_of, issuer_of
from guichet.users.tasks import MAX_AGE
from invoice_types.travel.demo import TRAVEL, send_travel

INSURED, MANAGER, RIVAL, SUPERVISOR = (f"{name}@be.example" for name in ("insured", "manager", "rival", "supervisor"))


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(erasure_actions, "MAX_ERASED", 2)
    monkeypatch.setattr(person_erasure, "MAX_ROWS", 1)


def drafts(desks, email, avs, number):
    with desks.acting("be", email) as ctx:
        issuer = issuer_of(ctx, email)
        for _turn in range(number):
            start_draft(ctx, issuer, beneficiary_of(issuer, avs), ctx.desk.plugins.invoice_type(TRAVEL))


def parts(desks, do):
    """What each transaction has erased: the first, and those of the worker."""
    with desks.acting("be") as ctx:
        finished = do(ctx)
    queue = desks.task_queue("be")
    while queue.run_due(clock.now()):
        pass
    with desks.looking("be") as ctx:
        assert not [task for task in ctx.portal["tasks"].values() if task.kind == REST.name]
        found = [minute for _number, minute in retention(ctx.portal).minutes()][::-1]
        assert {minute.cause for minute in found} == {"request"}
        return finished, [dict(minute.counts) for minute in found]


def test_drafts_of_a_person_are_erased_a_few_in_a_transaction(desks):
    drafts(desks, MANAGER, ANNA, 5)
    finished, counts = parts(desks, lambda ctx: erase_person(ctx, ANNA))
    assert not finished
    assert counts == [{"draft": 2}, {"draft": 2}, {"beneficiary": 1, "draft": 1}]
    with desks.looking("be") as ctx:
        assert records_of(ctx.portal, ANNA).entries == ()


def test_a_sender_of_many_is_taken_out_of_the_history_in_parts(desks):
    day = clock.today() - timedelta(days=30)
    with desks.acting("be", INSURED) as ctx:
        issuer, user_id = issuer_of(ctx, INSURED), ctx.actor
        sent = {send_travel(ctx, issuer, beneficiary_of(issuer, ZOE), day - timedelta(days=one)).id for one in range(3)}
    with desks.acting("be") as ctx:
        assert not erase_person(ctx, ZOE)
        # Closed with the first part: nothing more is sent in this name.
        assert ctx.portal["users"][user_id].state == "closed" and ctx.portal["users"][user_id].email
    queue, rounds = desks.task_queue("be"), 0
    while queue.run_due(clock.now()):
        rounds += 1
    assert rounds >= 3
    with desks.looking("be") as ctx:
        found = records_of(ctx.portal, ZOE)
        assert set(found.sent) == sent and found.accounts == ()
        assert ctx.portal["users"][user_id].email == ""
        rows = ctx.portal["invoice_history"][found.entries[0][0].id].behind(f"by:{user_id}")
        assert len(rows) >= 3 and {row.submitted_by for _place, row in rows} == {""}


def test_drafts_that_no_account_can_send_any_more_go_in_parts(desks):
    drafts(desks, RIVAL, CHIARA, 5)
    with desks.acting("be") as ctx:
        issuer = issuer_of(ctx, RIVAL)
        issuer_id = issuer.id
        issuer.members.clear()
    [walk] = [task for task in daily_tasks(desks["be"]) if task.name == "records_left"]
    walk.run(desks["be"].db, clock.now())
    with desks.looking("be") as ctx:
        found = [dict(minute.counts) for _number, minute in retention(ctx.portal).minutes()][::-1]
        assert found == [{"draft": 2}, {"draft": 2}, {"beneficiary": 1, "draft": 1, "issuer": 1}]
        assert issuer_id not in ctx.portal["issuers"]


def test_the_rest_of_an_erasure_is_never_too_old(desks):
    drafts(desks, MANAGER, ANNA, 5)
    with desks.acting("be") as ctx:
        erase_person(ctx, ANNA)
    desks.clock.forward(seconds=10 * MAX_AGE.total_seconds())
    queue = desks.task_queue("be")
    while queue.run_due(clock.now()):
        pass
    with desks.looking("be") as ctx:
        assert records_of(ctx.portal, ANNA).entries == ()


def test_the_page_says_that_the_rest_follows(desks, sign_in):
    drafts(desks, MANAGER, ANNA, 5)
    browser = sign_in(desks.browser("be"), SUPERVISOR)
    browser.open("/erase-person").fill("Numéro AVS", ANNA).press("Chercher")
    assert browser.page.summary()["Brouillons à effacer"] == "5"
    browser.tick("L’identité de la personne est vérifiée, et sa demande est dans le dossier").press("Effacer")
    assert browser.page.notice == "Une première partie est effacée. Le reste suit dans les minutes qui viennent."
