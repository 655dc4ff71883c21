"""A list of paid invoices, pasted or as a CSV file: in each line one reference, the amount paid and anything else."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from translationstring import TranslationString

from guichet.i18n import _
from guichet.invoices.case_index import work_list
from guichet.invoices.models import Invoice
from guichet.issuers.beneficiary_import.csv_rows import MAX_CELLS, SEPARATORS, UnreadableFile, read_rows
from guichet.office.batches.paid_amounts import RefusedLine, amount_columns, paid_amount
from guichet.store.models import Portal
from guichet.values import ParseError, reference

MAX_LINES = 1000
"""Lines of one list: all its invoices are noted in one transaction."""
_SEPARATOR = re.compile(f"[{SEPARATORS}]")
NO_REFERENCE = _("aucune référence de demande")
MISREAD = _("un caractère de la référence ne correspond pas")
UNKNOWN = _("aucune demande n’a cette référence")
TWICE = _("déjà plus haut dans la liste")
PAID = _("déjà notée comme payée")
NOT_HANDED_OVER = _("pas encore transmise à la Centrale")
STATES = {"": UNKNOWN, "paid": PAID}
"""Problem by the state of the invoice; in every other one it is not handed over yet."""
TOO_LONG = _(
    "La liste a plus de ${most} lignes. Répartissez-la en plusieurs listes", mapping={"most": Decimal(MAX_LINES)}
)


class WrongLine(NamedTuple):
    """A line that is not taken."""

    number: int
    """As Excel counts it, from 1."""
    text: str
    problem: TranslationString


class Payment(NamedTuple):
    """An invoice that the list says is paid."""

    issuer_id: str
    invoice_id: str
    reference: str
    total: int
    """Of the invoice, in Rappen."""
    amount: int | None
    """What was paid, in Rappen; None where the list does not say."""

    @property
    def differs(self) -> bool:
        """Whether another amount than that of the invoice was paid."""
        return self.amount not in (None, self.total)

    def invoice(self, portal: Portal) -> Invoice:
        """The invoice itself."""
        found: Invoice = portal["issuers"][self.issuer_id].invoices[self.invoice_id]
        return found


@dataclass(frozen=True)
class PaymentList:
    """What a list says, compared with the invoices of the desk."""

    payments: tuple[Payment, ...]
    wrong: tuple[WrongLine, ...]

    @property
    def fitting(self) -> list[Payment]:
        """Those of the invoice's amount, or of none that is stated."""
        return [one for one in self.payments if not one.differs]

    @property
    def differing(self) -> list[Payment]:
        """Those of another amount, which a person has to look at."""
        return [one for one in self.payments if one.differs]


def text_of(content: bytes) -> str:
    """A CSV file as text, a line for each row. Raises ``UnreadableFile``."""
    # Without quotes, which would begin a cell when the text is read.
    return "\n".join(
        "\t".join(" ".join(cell.replace('"', " ").split()) for cell in row.cells) for row in read_rows(content, _rating)
    )


def read_payments(portal: Portal, text: str) -> PaymentList:
    """Reads and compares a list. Raises ``UnreadableFile`` for what is no list, or is too long.

    A first line without any digit is a heading.
    """
    rows = read_rows(text.encode(), _rating)
    columns: tuple[int, ...] = ()
    if rows and not any(sign.isdigit() for cell in rows[0].cells for sign in cell):
        columns, rows = amount_columns(rows[0].cells), rows[1:]
    if len(rows) > MAX_LINES:
        raise UnreadableFile(TOO_LONG)
    payments: dict[str, Payment] = {}
    wrong = []
    for row in rows:
        try:
            payment = _compared(portal, row.cells, columns)
            if payment.invoice_id in payments:
                raise RefusedLine(TWICE)
            payments[payment.invoice_id] = payment
        except RefusedLine as refused:
            text = " ".join(cell.strip() for cell in row.cells).strip()
            wrong.append(WrongLine(row.number, text, refused.problem))
    return PaymentList(tuple(payments.values()), tuple(wrong))


def _compared(portal: Portal, cells: Sequence[str], columns: Sequence[int]) -> Payment:
    """What a line says of an invoice that is handed over. Raises `RefusedLine`."""
    problem = NO_REFERENCE
    # A heading has no reference by which the separator could be told: every one is tried.
    parts = _SEPARATOR.split("\t".join(cells))
    for place, cell in enumerate(parts):
        try:
            invoice_id = portal["references"].invoice_id(reference.parse(cell)) or ""
        except ParseError as error:
            problem = MISREAD if error.reason == "check-character" else problem
            continue
        listed = work_list(portal).row(invoice_id)
        if listed is None or listed.state != "handed_over":
            raise RefusedLine(STATES.get(listed.state if listed else "", NOT_HANDED_OVER))
        amount = paid_amount(cells if columns else parts, columns, parts[place + 1 :])
        return Payment(listed.issuer_id, invoice_id, listed.reference, listed.total, amount)
    raise RefusedLine(problem)


def _rating(cells: list[str]) -> int:
    """How many cells of a row are references, then how many cells it has: a heading has no reference."""
    found = 0
    for cell in cells:
        with suppress(ParseError):
            found += bool(reference.parse(cell))
    return found * MAX_CELLS + len(cells)
