"""What the journeys and the tests of bad input share: files, a filled-in invoice."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from PIL import Image

from guichet import clock
from guichet.testing.browser import DeskBrowser
from guichet.testing.desks import Desks
from guichet.testing.people import beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel


@pytest.fixture(scope="session")
def pdf() -> bytes:
    """A PDF of one empty page."""
    document, file = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(file)
    return file.getvalue()


@pytest.fixture(scope="session")
def papers() -> Callable[[int], list[bytes]]:
    """As many different PDFs."""

    def make(number: int) -> list[bytes]:
        files = []
        for width in range(200, 200 + number):
            document, file = pikepdf.new(), io.BytesIO()
            document.add_blank_page(page_size=(width, 300))
            document.save(file)
            files.append(file.getvalue())
        return files

    return make


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A small JPEG."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture(scope="session")
def start_invoice() -> Callable[..., DeskBrowser]:
    """From the guichet to the form of a new travel invoice."""

    def start(browser: DeskBrowser, beneficiary: str = "") -> DeskBrowser:
        browser.follow("Nouvelle facture")
        if beneficiary:
            browser.fill("Bénéficiaire", beneficiary)
        return browser.tick("Frais de voyage et nourriture").press("Continuer")

    return start


@pytest.fixture(scope="session")
def fill_journey() -> Callable[..., DeskBrowser]:
    """Fills in one journey by a necessary car, 45 km there and back; ``changes`` by label."""

    def fill(browser: DeskBrowser, number: int = 1, **changes: str) -> DeskBrowser:
        trip = f"Trajet {number}"
        answers = {
            "Date": "14.10.2026",
            "De": "3400 Burgdorf",
            "À": "3010 Bern",
            "Lieu ou établissement": "Inselspital",
            "Motif du trajet": "Mesure médicale",
            "Kilomètres, trajet simple": "45",
            "Pourquoi ce moyen de transport": "Fauteuil roulant électrique",
        }
        browser.fill_all(answers | changes, trip)
        return browser.tick("Voiture privée", trip).tick("Voiture nécessaire en raison de l’invalidité", trip)

    return fill


@pytest.fixture
def sent_invoice(desks: Desks) -> Callable[..., str]:
    """The path of an invoice that a user of a desk has sent through the actions."""

    def send(tenant_id: str, email: str, avs: str, days_ago: int = 20) -> str:
        with desks.acting(tenant_id, email) as ctx:
            issuer = issuer_of(ctx, email)
            day = clock.today() - timedelta(days=days_ago)
            invoice = send_travel(ctx, issuer, beneficiary_of(issuer, avs), day)
            return f"/issuers/{issuer.id}/invoices/{invoice.id}/"

    return send


@pytest.fixture
def in_production(make_desks: Any) -> Desks:
    """Both desks as an office runs them."""
    desks: Desks = make_desks(["be", "ne"], settings={"environment": "production"})
    return desks


@pytest.fixture
def confirm_company(desks: Desks) -> Callable[[str], DeskBrowser]:
    """``confirm_company(address)``: the reader of the mailbox opens the newest link and confirms the registration."""

    def confirm(address: str) -> DeskBrowser:
        mail = desks.outbox().to(address)[-1]
        return desks.browser("be").open(mail.link).press("Confirmer mon inscription")

    return confirm
