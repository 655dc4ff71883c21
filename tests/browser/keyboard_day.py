"""A day of an officer who decides on cases one after the other with the keyboard alone; what it takes is counted."""

import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from deskbrowser.keyboard import MAX_STOPS, WHERE
from playwright.sync_api import Page

from guichet.testing.desks import Desks
from guichet.testing.people import ANNA, beneficiary_of, issuer_of, user_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK = "manager@be.example", "clerk@be.example"
ACCEPT, CORRECT, REFUSE = "accepted", "sent back with a mark", "refused"
PLAN = (ACCEPT, CORRECT, ACCEPT, REFUSE, ACCEPT)
"""What happens to five cases in a row."""
WORDS = {"Raison du refus": "Prestation hors décision.", "Base légale": "art. 51 LAI"}
MESSAGE = "Merci de corriger."


@dataclass
class Effort:
    """What cases took."""

    cases: int = 0
    keys: int = 0
    typed: int = 0
    """Characters of words, which no page could spare."""
    pages: int = 0
    seconds: float = 0

    def __str__(self) -> str:
        keys, typed, pages = (f"{value / self.cases:.1f}" for value in (self.keys, self.typed, self.pages))
        seconds = f"{self.seconds / self.cases:.2f}"
        return f"{self.cases} cases: {keys} keys, {typed} characters, {pages} pages, {seconds} s each"


def send_cases(desks: Desks, number: int) -> None:
    """Sends cases for one person; two in five are about the same days, which is found against both."""
    for case in range(number):
        with desks.acting("be", MANAGER) as ctx:
            issuer = issuer_of(ctx, MANAGER)
            person = beneficiary_of(issuer, ANNA)
            person.account_holder = person.name
            day = ctx.now.date() - timedelta(days=30 + 3 * (case - (case % 5 == 2)))
            send_travel(ctx, issuer, person, day)
    with desks.acting("be", CLERK) as ctx:
        user_of(ctx, CLERK).shortcuts = True


class KeyboardDay:
    """The officer, who begins on the work list."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.typed = self.pages = 0
        self.effort: dict[str, Effort] = defaultdict(Effort)
        page.on("load", self._count_page)

    def work(self) -> None:
        """Decides until the list is empty."""
        self._press_on("Traiter ces dossiers à la suite")
        for case in range(10_000):
            if self.page.url.partition("?")[0].endswith("/work-list"):
                return
            kind = PLAN[case % len(PLAN)]
            before, began = (self.keys, self.typed, self.pages), time.perf_counter()
            self._decide(kind)
            took = self.effort[kind]
            took.cases += 1
            took.keys += self.keys - before[0]
            took.typed += self.typed - before[1]
            took.pages += self.pages - before[2]
            took.seconds += time.perf_counter() - began

    def _decide(self, kind: str) -> None:
        if kind == ACCEPT:
            self._accept()
        elif kind == REFUSE:
            self._open("r")
            for label, words in WORDS.items():
                self._type(label, words)
            self._press_on("Voir l’e-mail avant de décider")
            self._press_on("Refuser la demande")
        else:
            self._reach("Signaler Trajet 1")
            self._press("Space")
            self._open("c")
            self._reach("Motif")
            self._press("ArrowDown")
            self._type("Message à l’expéditeur", MESSAGE)
            self._press_on("Voir l’e-mail avant de décider")
            self._press_on("Demander la correction")

    def _accept(self) -> None:
        if self.page.locator("button[form=accept]").count():
            self._press("a")
            self._open("Enter")
        else:
            self._open("a")
            self._press_on("Accepter la demande")

    def _press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def _open(self, key: str) -> None:
        """Presses a key that leads to another page."""
        with self.page.expect_navigation(wait_until="load"):
            self._press(key)

    def _press_on(self, words: str) -> None:
        self._reach(words)
        self._open("Enter")

    def _type(self, label: str, words: str) -> None:
        self._reach(label)
        self.typed += len(words)
        self.page.keyboard.type(words)

    def _reach(self, label: str) -> None:
        for _stop in range(MAX_STOPS):
            found = self.page.evaluate(WHERE)
            # A heading or a message with the focus says the same words as its button.
            if found["label"].startswith(label) and found["type"] not in ("H1", "H2", "DIV"):
                return
            self._press("Tab")
        raise AssertionError(f"no key leads to {label!r} on {self.page.url}")

    def _count_page(self, _page: Page) -> None:
        self.pages += 1
