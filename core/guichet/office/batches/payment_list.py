"""A list of paid invoices, pasted or as a CSV file: one reference in each line, beside anything else."""

import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from translationstring import TranslationString

from guichet.i18n import _
from guichet.invoices.case_index import CaseRow, work_list
from guichet.invoices.models import Invoice
from guichet.issuers.beneficiary_import.csv_rows import MAX_CELLS, SEPARATORS, Row, UnreadableFile, read_rows
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


@dataclass(frozen=True)
class PaymentList:
    """What a list says, compared with the invoices of the desk."""

    paid: tuple[tuple[str, str], ...]
    """Ids of issuer and invoice."""
    total: int
    """In Rappen."""
    wrong: tuple[WrongLine, ...]

    def invoices(self, portal: Portal) -> list[Invoice]:
        """The invoices themselves."""
        return [portal["issuers"][issuer_id].invoices[invoice_id] for issuer_id, invoice_id in self.paid]


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
    if rows and not any(sign.isdigit() for cell in rows[0].cells for sign in cell):
        rows = rows[1:]
    if len(rows) > MAX_LINES:
        raise UnreadableFile(TOO_LONG)
    paid: dict[str, str] = {}
    total, wrong = 0, []
    for row in rows:
        invoice_id, listed, problem = _compared(portal, row)
        problem = problem or (TWICE if invoice_id in paid else None)
        if problem is not None:
            wrong.append(WrongLine(row.number, " ".join(cell.strip() for cell in row.cells).strip(), problem))
        elif listed is not None:
            paid[invoice_id] = listed.issuer_id
            total += listed.total
    return PaymentList(tuple((issuer, invoice) for invoice, issuer in paid.items()), total, tuple(wrong))


def _compared(portal: Portal, row: Row) -> tuple[str, CaseRow | None, TranslationString | None]:
    """Id and row of the invoice that a line names, or what is wrong with it."""
    problem = NO_REFERENCE
    # A heading has no reference by which the separator could be told: every one is tried.
    for cell in _SEPARATOR.split("\t".join(row.cells)):
        try:
            invoice_id = portal["references"].invoice_id(reference.parse(cell)) or ""
        except ParseError as error:
            problem = MISREAD if error.reason == "check-character" else problem
            continue
        listed = work_list(portal).row(invoice_id)
        state = listed.state if listed is not None else ""
        return invoice_id, listed, None if state == "handed_over" else STATES.get(state, NOT_HANDED_OVER)
    return "", None, problem


def _rating(cells: list[str]) -> int:
    """How many cells of a row are references, then how many cells it has: a heading has no reference."""
    found = 0
    for cell in cells:
        with suppress(ParseError):
            found += bool(reference.parse(cell))
    return found * MAX_CELLS + len(cells)
