"""A desk made by an earlier version gets the folders and lists it lacks."""

from BTrees.OOBTree import OOBTree

from guichet.identity.actions import Person, new_account
from guichet.identity.evolution import complete_accounts
from guichet.identity.links import new_link
from guichet.identity.models import Session
from guichet.store.models import Folder
from guichet.testing.people import PASSWORD, account_of

MIA = Person("mia@exemple.example", "Mia", "Robert", "+41795551234", PASSWORD, "fr")


def make_old(portal):
    """The tree as it was: plain folders, no errands, no list of pending registrations."""
    for name in ("sessions", "links", "errands"):
        portal.remove(name)
    portal.add("sessions", Folder())
    portal.add("links", Folder())
    del portal["accounts"]._pending


def test_an_old_desk_works_like_a_new_one_after_the_step(desks):
    with desks.acting("ne") as act:
        mia = new_account(act, MIA)
        make_old(act.portal)
        act.portal["sessions"].put(Session(mia.id, "full", act.now))
        complete_accounts(act.portal)
    with desks.acting("ne") as act:
        accounts = act.portal["accounts"]
        assert [account.email for account in accounts.pending_with(MIA.email)] == [MIA.email]
        assert accounts.with_email("insured@ne.example") is account_of(act, "insured@ne.example")
        assert list(act.portal["sessions"]) == [], "everybody signs in anew"
        act.portal["sessions"].put(Session(mia.id, "full", act.now))
        assert len(list(act.portal["sessions"].of(mia.id))) == 1
        new_link(act.portal, "reset", mia, act.now)
        assert isinstance(act.portal["links"].newest, OOBTree)
        assert list(act.portal["errands"]) == []


def test_an_active_account_is_not_among_the_pending(desks):
    with desks.acting("ne") as act:
        make_old(act.portal)
        complete_accounts(act.portal)
        assert act.portal["accounts"].pending_with("insured@ne.example") == []
