"""The index of what is offered to the archive: what « À traiter » reads of it, and a desk from before there was one."""

from datetime import timedelta

import pytest
from BTrees.OOBTree import OOBTree

from guichet import clock
from guichet.office.retention.models import retention
from guichet.office.retention.tonight import retention_alerts
from guichet.store.archive_offers import ADD_OFFERS, INDEX_OFFERS, OFFERED, OFFERS, archive_offers
from guichet.store.database import read_transaction, write_transaction
from guichet.store.evolution import evolve
from guichet.store.retention_terms import retention_terms
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

MANAGER = "manager@be.example"


def alert(db):
    """Number and moment of the alert, and how many objects were read for it with nothing in memory."""
    db.cacheMinimize()
    with read_transaction(db) as portal:
        portal._p_jar.getTransferCounts(clear=True)
        [found] = [one for one in retention_alerts(portal, clock.now()) if one.path == "retention-tonight"]
        return found.title.mapping["n"], found.since, portal._p_jar.getTransferCounts()[0]


def test_the_alert_about_offers_costs_the_same_with_thousands(desks):
    db, oldest, read = desks["be"].db, clock.now() - timedelta(days=50), []
    with write_transaction(db) as portal:
        retention_terms(portal).change({"refused": 400}, ("refused",), offer_days=60)
    for total in (100, 4000):
        with write_transaction(db) as portal:
            for number in range(archive_offers(portal).count(OFFERED), total):
                # Their ids are not in the order of their moments.
                archive_offers(portal).add(f"{number * 7919 % 100_003:016x}", oldest + timedelta(minutes=number))
        count, since, loaded = alert(db)
        assert (count, since) == (total, oldest)
        read.append(loaded)
    assert read[1] - read[0] <= 2, read


@pytest.fixture
def old(desks):
    """A desk that was stored before there was the index: three sent invoices, of which two are offered, by id."""
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        days = (clock.today() - timedelta(days=20 + number) for number in range(3))
        ids = [send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), day).id for day in days]
    offered = {one: clock.now() - timedelta(days=number) for number, one in enumerate(ids[:2])}
    with desks.acting("be") as ctx:
        ctx.portal.remove(OFFERS)
        retention(ctx.portal).offered = OOBTree(offered)
        for step in (ADD_OFFERS, INDEX_OFFERS):
            del ctx.portal["evolution"].done[step.name]
    return offered


def test_offers_from_before_the_index_are_moved_to_it(desks, old):
    desk = desks["be"]
    assert evolve(desk.db, desk.plugins.evolution_steps(), clock.now()) == [ADD_OFFERS.name, INDEX_OFFERS.name]
    with read_transaction(desk.db) as portal:
        rows = archive_offers(portal).between(OFFERED, "")
        assert [(one, row.since) for one, row in rows] == sorted(old.items(), key=lambda item: item[1])
        assert archive_offers(portal).count(OFFERED) == 2
        assert len(retention(portal).offered) == 0
