"""What desks made before this room had all its folders have to catch up on."""

from collections.abc import Iterable
from typing import Any

from BTrees.OOBTree import OOTreeSet

from guichet.hookspecs import hookimpl
from guichet.identity.models import Links, Sessions, _pending_key
from guichet.store.evolution import EvolutionStep
from guichet.store.listing import Listing
from guichet.store.models import Folder


@hookimpl
def guichet_evolution_steps() -> Iterable[EvolutionStep]:
    """The steps of the core."""
    return [
        EvolutionStep("core.2026_11_accounts", complete_accounts),
        EvolutionStep("core.2026_11_lost_phones", add_lost_phones),
    ]


def complete_accounts(portal: Any) -> None:
    """Lists of pending registrations, of sessions by account and of newest links; everybody signs in anew."""
    accounts = portal["accounts"]
    accounts._pending = OOTreeSet()
    for account in accounts.values():
        if account.state not in ("active", "closed"):
            accounts._pending.insert(_pending_key(account))
    for name, folder in (("sessions", Sessions()), ("links", Links())):
        portal.remove(name)
        portal.add(name, folder)
    portal.add("errands", Folder())


def add_lost_phones(portal: Any) -> None:
    """The list of those who have lost their phone."""
    portal.add("lost_phones", Listing())
