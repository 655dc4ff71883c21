"""Desks with nothing but a long work list: rows without their invoices, which its pages never load."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from browser import Browser, open_session
from serve import read_settings

from guichet.action_context import ActionContext, system
from guichet.app import close, create_desk, open_desks
from guichet.demo import fill
from guichet.desk import Desk
from guichet.invoices.case_index import CaseRow, index_case, work_list
from guichet.store.database import write_transaction
from guichet.store.models import new_id
from guichet.values import reference
from invoice_types.travel.demo import TRAVEL

PER_COMMIT = 5000
SHARE = 0.5
"""Of travel invoices, and of cases without an assignee."""
APART = timedelta(minutes=5)
"""Between two first sendings: 100,000 are a year, as in a large office."""
STATES = ("submitted", "submitted", "accepted", "correction_requested", "accepted", "refused")
"""A third is new, so that the short list fills a page under its filters too."""


@dataclass(frozen=True)
class ListedDesk:
    """A desk with so many rows, its database closed again for the server, and its clerk's session."""

    name: str
    desk: Desk
    session: str

    @classmethod
    def make(cls, folder: Path, rows: int, progress: Callable[[int], None]) -> "ListedDesk":
        """Makes the desk in an empty folder; ``progress`` is told how many rows were added since the last time."""
        folder.mkdir(parents=True)
        [desk] = open_desks(read_settings(folder.absolute(), f"{folder.name}.localhost", "development"))
        create_desk(desk)
        fill(desk)
        for begin in range(0, rows, PER_COMMIT):
            with write_transaction(desk.db) as portal:
                added = range(begin, min(begin + PER_COMMIT, rows))
                _add_rows(system(portal, desk), added)
            progress(len(added))
        with write_transaction(desk.db) as portal:
            clerk = portal["users"].with_email("office@be.example").id
        session = open_session(desk, clerk)
        close(desk.db)
        return cls(folder.name, desk, session)

    def browser(self, port: int) -> Browser:
        """A browser in which the clerk is signed in."""
        return Browser(port, f"{self.name}.localhost", (self.desk, self.session))


def _add_rows(ctx: ActionContext, numbers: range) -> None:
    """Copies of a row of the demo, each with a day, form, state and assignee of its own."""
    listing, colleagues = work_list(ctx.portal), [user.id for user in ctx.portal["users"].values() if user.at_office]
    [(_id, pattern)] = listing.page(size=1).rows
    chance, others = Random(numbers.start), list(ctx.desk.plugins.invoice_types)  # noqa: S311  # figures, no secrets
    for number in numbers:
        form = TRAVEL if chance.random() < SHARE else chance.choice(others)
        assignee = "" if chance.random() < SHARE else chance.choice(colleagues)
        row = _row(ctx, pattern, number, chance.choice(STATES))
        index_case(ctx.portal, new_id(), row._replace(type_id=form, assignee=assignee))


def _row(ctx: ActionContext, pattern: CaseRow, number: int, state: str) -> CaseRow:
    sent = ctx.now - number * APART
    decided = None if state == "submitted" else sent + timedelta(days=4)
    return pattern._replace(
        reference=reference.make(ctx.desk.tenant.id, sent.year),
        state=state,
        received=sent,
        stays=((sent, decided),),
        revisions=1,
    )
