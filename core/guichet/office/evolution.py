"""What desks made before this room had folders have to catch up on."""

from collections.abc import Iterable
from typing import Any

from guichet.hookspecs import hookimpl
from guichet.identity import staff
from guichet.office.lists import note_decision
from guichet.office.models import usual_reasons
from guichet.office.rows import DECIDED
from guichet.store.evolution import EvolutionStep
from guichet.store.listing import Listing


@hookimpl
def guichet_evolution_steps() -> Iterable[EvolutionStep]:
    """The steps of this room."""
    return [
        EvolutionStep("core.2026_11_staff", list_staff),
        EvolutionStep("core.2026_11_reasons", add_reasons),
    ]


def list_staff(portal: Any) -> None:
    """The list of the office's people."""
    portal.add(staff.LIST, Listing())
    for account in portal["accounts"].values():
        if account.at_office:
            staff.put_on_list(portal, account)


def add_reasons(portal: Any) -> None:
    """The list of reasons, and that of decided registrations with those refused until now."""
    portal.add("reasons", usual_reasons())
    portal.add(DECIDED, Listing())
    for account in portal["accounts"].values():
        if account.state == "refused" and account.home[:1] == ("holders",):
            note_decision(portal, account, account.created)
