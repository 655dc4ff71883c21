"""A night at a large desk: many short transactions, each of which reads a bounded number of objects."""

from datetime import timedelta

import pytest

from guichet import clock
from guichet.app import daily_tasks
from guichet.invoices import search_terms
from guichet.invoices.search_terms import TERMS
from guichet.office.decisions import decision_actions
from guichet.office.retention import due_invoices, nightly, unused_accounts
from guichet.office.retention.models import Hold, retention
from guichet.store.database import read_transaction, write_transaction
from guichet.store.retention_terms import retention_terms
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
OTHERS = 4000


@pytest.fixture
def refused(desks):
    """Ids of three invoices that were refused long ago; the first of them is kept."""
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        days = (clock.today() - timedelta(days=20 + number) for number in range(3))
        ids = [send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), day).id for day in days]
    with desks.acting("be", CLERK) as ctx:
        for one in ids:
            invoice = issuer_of(ctx, MANAGER).invoices[one]
            decision_actions.refuse(ctx, invoice, "Sans droit.", language="fr", revision_number=1)
    with desks.acting("be", SUPERVISOR) as ctx:
        retention_terms(ctx.portal).change({"refused": 400}, ("refused",), offer_days=0)
        retention(ctx.portal).hold(ids[0], Hold(ctx.now, ctx.actor, "Recours"))
    desks.clock.forward(days=401)
    return ids


def night(desks, *names):
    for task in daily_tasks(desks["be"]):
        if not names or task.name in names:
            task.run(desks["be"].db, clock.now())


def test_every_invoice_is_erased_however_few_a_transaction_looks_at(desks, refused, monkeypatch):
    monkeypatch.setattr(due_invoices, "MAX_LOOKED_AT", 1)
    monkeypatch.setattr(nightly, "MAX_PEOPLE", 1)
    night(desks)
    with desks.looking("be") as ctx:
        invoices = issuer_of(ctx, MANAGER).invoices
        assert [one in invoices for one in refused] == [True, False, False]
        assert len(list(retention(ctx.portal).minutes())) == 2


def test_an_erasure_reads_no_search_terms_of_others(desks, refused):
    with desks.acting("be") as ctx:
        terms = ctx.portal[TERMS]
        for number in range(OTHERS):
            terms.put(f"avs:{number}", (f"autre{number}",))
        terms.put(f"avs:{beneficiary_of(issuer_of(ctx, MANAGER), ANNA).avs}", ("Ancien Nom",))
    assert loaded(desks, "invoices_past_term") < 200
    with desks.looking("be") as ctx:
        found = {facet for _term, facet in ctx.portal[TERMS].behind(())}
        assert not {f"id:{one}" for one in refused[1:]} & found


def test_the_earlier_name_of_a_person_is_swept_up_in_parts(desks, refused, monkeypatch):
    with desks.acting("be") as ctx:
        retention(ctx.portal).release(refused[0])
        ctx.portal[TERMS].put(f"avs:{beneficiary_of(issuer_of(ctx, MANAGER), ANNA).avs}", ("Ancienneté",))
    monkeypatch.setattr(search_terms, "MAX_SWEPT", 2)
    night(desks)
    with desks.looking("be") as ctx:
        assert not [term for term, _facet in ctx.portal[TERMS].behind(()) if term.startswith("anciennet")]
    assert loaded(desks, "search_terms") < 10


def loaded(desks, name):
    """Objects that one daily task loads, with nothing in memory."""
    db = desks["be"].db
    db.cacheMinimize()
    counts = []
    db.setActivityMonitor(Counting(counts))
    night(desks, name)
    return sum(counts)


class Counting:
    """ZODB's activity monitor: notes what each connection has loaded."""

    def __init__(self, counts):
        self.counts = counts

    def closedConnection(self, connection):  # noqa: N802
        self.counts.append(connection.getTransferCounts(clear=True)[0])


def test_a_sender_of_many_is_forgotten_in_parts_and_then_erased(desks, refused, monkeypatch):
    monkeypatch.setattr(unused_accounts, "MAX_ROWS", 1)
    with write_transaction(desks["be"].db) as portal:
        user = portal["users"].with_email(MANAGER)
        user.state = "closed"
        user_id, issuer_id = user.id, user.issuer_id
        retention(portal).closed_accounts[user_id] = clock.now() - timedelta(days=400)
        retention(portal).closed_accounts["0" * 16] = clock.now()
    night(desks, "closed_accounts")
    with read_transaction(desks["be"].db) as portal:
        rows = portal["invoice_history"][issuer_id].behind(f"by:{user_id}", size=100)
        assert len(rows) >= 3 and {row.submitted_by for _place, row in rows} == {""}
        assert portal["users"][user_id].email == ""
        assert list(retention(portal).closed_accounts) == ["0" * 16]
