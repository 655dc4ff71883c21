"""Fills a desk with the invoices of thousands of companies: 50 of each, for one person, over ten years.

Each company, person, case and index entry is made by the code that the actions use; what the copies go without is said
in ``filling``. A run that was stopped goes on where it was.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from browser import Browser, open_session
from companies import FIRST_NAMES, LAST_NAMES, new_company, new_person
from filling import PER_PERSON, Filling, contents_compressed, sent_copy
from serve import read_settings
from stdnum import ean

from guichet import clock
from guichet.action_context import ActionContext, system
from guichet.app import close, create_desk, open_desks, spare_collector
from guichet.demo import fill
from guichet.desk import Desk
from guichet.invoices.pdf_queue import PdfJob
from guichet.store.database import read_transaction, write_transaction
from guichet.users import passwords

TEN_YEARS = timedelta(days=3650)
PER_COMMIT = 100
"""Companies: with all their invoices some 200 MB of objects in memory. Their invoices share the places of the lists,
whose records are written once for all of them."""
CACHE_SIZE = 200_000
"""Objects; a transaction touches about half as many."""
OPEN = 20
"""One invoice in so many waits for a decision; of the others one in eight is refused."""


@dataclass(frozen=True)
class ManySenders:
    """A desk with many companies, its database closed again for the server, and what is looked at there."""

    name: str
    desk: Desk
    sessions: dict[str, str]
    company: str
    """Address of one of them, whose ``company`` is signed in."""
    case: str
    """Address of a case of hers that waits for a decision."""
    searched: dict[str, str]
    """What the office types to find that case, by what it is."""

    @classmethod
    def make(cls, folder: Path, senders: int, progress: Callable[[int], None]) -> "ManySenders":
        """Makes the desk, or goes on with it; ``progress`` is told how many invoices there are more."""
        folder.mkdir(parents=True, exist_ok=True)
        [desk] = open_desks(read_settings(folder.absolute(), f"{folder.name}.localhost", "development"))
        # Companies that follow one another enter the same fifty places of the lists: they stay in memory.
        desk.db.setCacheSize(CACHE_SIZE)
        if create_desk(desk):
            fill(desk)
            copies = PdfJob(desk)
            while copies.run_due(clock.now()):
                pass
        spare_collector()
        for begin in range(0, senders, PER_COMMIT):
            numbers = range(begin, min(begin + PER_COMMIT, senders))
            with one_hash(), write_transaction(desk.db) as portal, contents_compressed() as compress:
                ctx = system(portal, desk)
                for number in numbers:
                    if portal["users"].with_email(email(number)) is None:
                        _company(ctx, number, senders)
                        compress()
            progress(len(numbers) * PER_PERSON)
        return cls._of(folder, desk, senders // 2)

    @classmethod
    def _of(cls, folder: Path, desk: Desk, number: int) -> "ManySenders":
        with read_transaction(desk.db) as portal:
            user = portal["users"].with_email(email(number))
            clerk = portal["users"].with_email("office@be.example").id
            company = portal["issuers"][user.issuer_id]
            [person] = [company.beneficiaries[one] for one, _row in company.beneficiaries.directory.page("all").rows]
            case = next(one for one in company.invoices.values() if one.state == "submitted")
            searched = {"reference": case.reference, "AVS number": person.avs, "name": person.name}
            address = f"/issuers/{company.id}/"
            path, user_id = f"{address}invoices/{case.id}/", user.id
        sessions = {who: open_session(desk, one) for who, one in (("company", user_id), ("clerk", clerk))}
        close(desk.db)
        return cls(folder.name, desk, sessions, address, path, searched)

    def browser(self, port: int, who: str = "") -> Browser:
        """A browser in which ``company``, ``clerk`` or no user is signed in."""
        return Browser(port, f"{self.name}.localhost", (self.desk, self.sessions[who]) if who else None)


def email(number: int) -> str:
    """Address of the account of a company."""
    return f"compagnie-{number}@exemple.example"


def family_name(number: int) -> str:
    """One that no other person of the desk has: how many share a name would depend on the size of the desk."""
    ending = ""
    for _letter in range(4):
        number, letter = divmod(number, 20)
        ending += "abcdefghijklmnoprstu"[letter]
    return LAST_NAMES[number % 20] + ending


def _company(ctx: ActionContext, number: int, senders: int) -> None:
    """A company with a person and its invoices, the latest of them the later the smaller its number is."""
    pattern = Filling.of(ctx).pattern
    gln = f"7601000{number + 100:05d}"
    mine, _user, issuer = new_company(ctx, f"Compagnie {number} SA", email(number), gln + ean.calc_check_digit(gln))
    person = new_person(mine, issuer, number, first_name=FIRST_NAMES[number % 20], last_name=family_name(number))
    for turn in range(PER_PERSON):
        ago = TEN_YEARS * ((turn * senders + number) / (PER_PERSON * senders))
        fate = "submit" if turn % OPEN == 0 else "refuse" if turn % 8 == 0 else "accept"
        sent_copy(mine, pattern, person, turn, ago, fate)


@contextmanager
def one_hash() -> Iterator[None]:
    """Within it all passwords have the same hash: 20,000 of them would take a quarter of an hour."""
    real, made = passwords.hashed, passwords.hashed("not-used-to-sign-in-2026", b"bench")
    passwords.hashed = lambda _password, _pepper: made
    try:
        yield
    finally:
        passwords.hashed = real
