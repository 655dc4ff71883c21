"""Bills of fictitious suppliers as `qrbill` draws them: each number gives the same bill on every machine."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pymupdf
from qrbill import QRBill
from stdnum.ch import esr

from guichet.values.qr_bill import QrBill, parse

QR_IBAN, PLAIN_IBAN = "CH4431999123000889012", "CH9300762011623852957"
SUPPLIERS = (
    "Physio Muster AG", "Orthopädie Beispiel GmbH", "Pharmacie de l’Exemple Sàrl", "Ergothérapie Modèle",
    "Sanitätshaus Muster & Söhne", "Audition de l’Exemple SA", "Farmacia dell’Esempio Sagl", "Modèle SA",
)  # fmt: skip
STREETS = ("Hauptstrasse", "Rue de l’Exemple", "Via Esempio", "Chemin du Modèle", "Musterweg")
TOWNS = (("3000", "Bern"), ("2000", "Neuchâtel"), ("2800", "Delémont"), ("6900", "Lugano"), ("8000", "Zürich"))


@dataclass(frozen=True)
class CorpusBill:
    """A bill, and what is to be read of it."""

    drawn: QRBill
    says: QrBill

    def pdf(self) -> bytes:
        """An A4 page of lines of text above the payment part, as an office program writes it."""
        svg = io.StringIO()
        self.drawn.as_svg(svg, full_page=True)
        with pymupdf.open("pdf", pymupdf.open("svg", svg.getvalue().encode()).convert_to_pdf()) as pdf:
            for number in range(18):
                text = f"{number + 1}  Prestation {number + 1:03}, séance du {number + 1}.10.2026     {number * 7}.50"
                pdf[0].insert_text((60, 110 + 22 * number), text, fontsize=10)
            return bytes(pdf.tobytes(deflate=True))


def corpus_bill(number: int) -> CorpusBill:
    """The bill with that number: with each kind of reference, short and full, in francs or euros."""
    random = Random(number)
    kind = ("QRR", "SCOR", "NON")[number % 3]
    digits = f"{random.randrange(1, 10**26):026}"
    creditor = f"{random.randrange(1, 10**9):09}"
    reference = {
        "QRR": digits + esr.calc_check_digit(digits),
        "SCOR": f"RF{98 - int(creditor + '271500') % 97:02}{creditor}",
        "NON": None,
    }[kind]
    postcode, town = random.choice(TOWNS)
    address = {"street": random.choice(STREETS), "house_num": str(random.randrange(1, 200))}
    day = date(2025, 1, 1) + timedelta(random.randrange(600))
    swico = f"//S1/10/{random.randrange(10**7)}/11/{day:%y%m%d}/30/106017086/31/{day:%y%m%d}/40/0:30"
    full = random.random() < 0.6
    drawn = QRBill(
        account=QR_IBAN if kind == "QRR" else PLAIN_IBAN,
        creditor={"name": random.choice(SUPPLIERS), **address, "pcode": postcode, "city": town, "country": "CH"},
        amount=None if number % 11 == 10 else f"{random.randrange(5, 500_000) / 100:.2f}",
        currency="EUR" if number % 13 == 12 else "CHF",
        debtor={"name": "Anna Muster", **address, "pcode": postcode, "city": town, "country": "CH"} if full else None,
        reference_number=reference,
        additional_information="Prestations selon la décision de l’office" if full else "",
        billing_information=swico if number % 4 else "",
        language=random.choice(["de", "fr", "it"]),
    )
    return CorpusBill(drawn, parse(drawn.qr_data()))
