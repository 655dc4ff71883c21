"""People at work behind nginx: each opens pages, fills in invoices and sends them, until they are told to stop."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import webtest

from guichet import clock
from guichet.testing.browser import DeskBrowser

JOURNEY = {
    "De": "3400 Burgdorf",
    "À": "3010 Bern",
    "Lieu ou établissement": "Inselspital",
    "Motif du trajet": "Mesure médicale",
    "Kilomètres, trajet simple": "45",
    "Pourquoi ce moyen de transport": "Fauteuil roulant électrique",
}


@dataclass
class Work:
    """What people have done so far."""

    sent: int = 0
    """Invoices whose sending was acknowledged."""
    failed: list[str] = field(default_factory=list)
    """Pages that were not those of the desk, in short."""
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _over: bool = False

    def wait_for(self, more: int) -> None:
        """Until so many more invoices have been sent. Raises ``AssertionError`` when none arrives for a minute."""
        for _number in range(more):
            with self._changed:
                before = self.sent
                assert self._changed.wait_for(lambda before=before: self.sent > before, 60), self.failed

    def wait_for_failures(self, number: int) -> None:
        """Until so many pages were not there. Raises ``AssertionError`` when it takes a minute."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.failed) >= number, 60), "nothing failed"

    def done(self, problem: str = "") -> None:
        """Counts an invoice that was sent, or a page that was not there."""
        with self._changed:
            if problem:
                self.failed.append(problem)
            else:
                self.sent += 1
            self._changed.notify_all()

    def go_on(self, browser: DeskBrowser, first: int) -> None:
        """Sends invoices with the numbers ``first``, ``first + 1`` … until the block of :func:`at_work` ends."""
        number = first
        while not self._over:
            number += 1
            try:
                draft(browser, number)
                answer = send(browser)
                # Or an invoice of the other person has changed what the checks say, and the page has to be read again.
                if answer.status_int != 409:
                    arrived = answer.status_int == 303 and answer.location.endswith("/sent")
                    self.done("" if arrived else f"{answer.status} instead of the page after sending")
            except (AssertionError, OSError, webtest.AppError) as problem:
                self.done(f"{type(problem).__name__}: {problem}"[:500])


@contextmanager
def at_work(browsers: Iterable[DeskBrowser]) -> Iterator[Work]:
    """Lets signed-in people send invoices at the same time, until the block ends."""
    work = Work()
    threads = [
        threading.Thread(target=work.go_on, args=(browser, 1000 * number)) for number, browser in enumerate(browsers)
    ]
    for thread in threads:
        thread.start()
    try:
        yield work
    finally:
        work._over = True
        for thread in threads:
            thread.join()


def draft(browser: DeskBrowser, number: int) -> None:
    """A travel invoice, filled in up to the last check."""
    browser.open("/").follow("Nouvelle facture").tick("Frais de voyage et nourriture")
    browser.fill("Bénéficiaire", "Anna Muster").press("Continuer")
    browser.fill("Numéro de facture", f"Z-{number}")
    day = {"Date": f"{clock.today() - timedelta(days=50 + number % 300):%d.%m.%Y}"}
    browser.fill_all(day | JOURNEY, "Trajet 1").tick("Voiture privée", "Trajet 1")
    browser.tick("Voiture nécessaire en raison de l’invalidité", "Trajet 1").press("Envoyer ma demande")


def send(browser: DeskBrowser) -> Any:
    """Presses the last button, having confirmed what the checks warn of."""
    if "J’ai vérifié" in browser.page:
        browser.tick("J’ai vérifié, ces indications sont exactes")
    return browser.send("Envoyer la demande")
