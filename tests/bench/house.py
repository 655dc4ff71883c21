"""The two desks that are measured: one with many invoices, one with few."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from browser import Browser, open_session
from filling import Filled, fill_desk
from list_size import bytes_per_invoice
from serve import read_settings

from guichet.app import close, open_desks
from guichet.desk import Desk


@dataclass(frozen=True)
class FilledDesk:
    """A desk with its invoices, its database closed again for the server, and who is signed in there."""

    name: str
    desk: Desk
    filled: Filled
    sessions: dict[str, str]
    list_bytes: float
    """Bytes per invoice in the lists of invoices."""

    @classmethod
    def make(
        cls, folder: Path, invoices: int, drafts: int, progress: Callable[[int], None], senders: int = 0
    ) -> "FilledDesk":
        """Makes the desk in an empty folder."""
        folder.mkdir(parents=True)
        [desk] = open_desks(read_settings(folder.absolute(), f"{folder.name}.localhost", "development"))
        filled = fill_desk(desk, invoices, drafts, progress, senders)
        people = {"company": filled.user, "clerk": filled.clerk, "sender": filled.sender, "writer": filled.writer}
        people["employer"] = filled.employer
        people["supervisor"] = filled.supervisor
        people |= {path: user for user, path in filled.senders}
        sessions = {who: open_session(desk, user) for who, user in people.items()}
        list_bytes = bytes_per_invoice(desk)
        close(desk.db)
        return cls(folder.name, desk, filled, sessions, list_bytes)

    def browser(self, port: int, who: str = "") -> Browser:
        """A browser in which ``company``, ``clerk``, ``supervisor``, ``sender``, ``writer``, ``employer`` or no user is
        signed in."""
        session = (self.desk, self.sessions[who]) if who else None
        return Browser(port, f"{self.name}.localhost", session)
