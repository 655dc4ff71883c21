"""A copy to print, and the parts it is made of."""

import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from guichet.documents.invoice_pdf import InvoicePdf, Letterhead, PdfAttachment, PdfRow, PdfSection
from guichet.i18n import Localizer

# The hostile files, and cleaning as it is served.
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "samples")]

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path d="M0 0h40v40H0z" fill="#8c1420"/></svg>'
DATA = {"traveller": "Zoë Šćepanović", "trips": [{"km": "22.5"}]}


@pytest.fixture
def letterhead(tmp_path: Path) -> Letterhead:
    logo = tmp_path / "logo.svg"
    logo.write_text(LOGO)
    return Letterhead(
        office="Office AI Canton de Berne",
        logo=logo,
        brand_colour="#8c1420",
        address=("Scheibenstrasse 70", "3001 Berne"),
        phone="058 219 77 20",
    )


@pytest.fixture
def make_copy(letterhead: Letterhead) -> Callable[..., InvoicePdf]:
    """A copy of a travel invoice with some of its facts replaced."""
    beneficiary = PdfSection(
        "Bénéficiaire",
        (PdfRow("Nom", ("Zoë Šćepanović",)), PdfRow("Numéro AVS", ("756.1234.5678.97",)), PdfRow("Remarque", ())),
    )
    trips = tuple(PdfRow(f"Trajet {n}", (f"{n} octobre 2026, Le Locle – Neuchâtel", "CHF 20.25")) for n in range(1, 4))
    document = PdfAttachment("billet.jpg", 412_000, hashlib.sha256(b"ticket").hexdigest())
    usual = InvoicePdf(
        letterhead=letterhead,
        title="Frais de voyage et nourriture",
        form_number="318.632.1",
        reference="BE-2026-7K3M-Q2XW",
        version=1,
        sent=datetime(2026, 11, 14, 20, 47, tzinfo=UTC),
        sections=(beneficiary, PdfSection("Trajets", trips)),
        total=20650,
        documents=(document,),
        data=json.dumps(DATA).encode(),
        next_steps=("L’office contrôle votre demande.", "Il vous écrit par e-mail."),
    )

    def make(**facts: Any) -> InvoicePdf:
        return replace(usual, **facts)

    return make


@pytest.fixture
def french() -> Localizer:
    return Localizer("fr")
