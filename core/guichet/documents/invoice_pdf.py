"""The copy of an invoice that its sender keeps: every question asked, the answers, the documents, what comes next."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from chameleon import PageTemplateFile

from guichet.documents.pdf import render_pdf
from guichet.i18n import Localizer, _

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
HASH_SHOWN = 16
"""Characters of a SHA-256 on paper: 64 bits, enough to compare a file with what was sent."""
DATA_NAME = "demande.json"


@dataclass(frozen=True)
class Letterhead:
    """Whose desk it is."""

    office: str
    logo: Path
    """An SVG that stands alone: text in it would be drawn with our fonts, links to other files are refused."""
    brand_colour: str
    """As ``#rrggbb``."""
    address: tuple[str, ...]
    """Lines below the office's name."""
    phone: str

    def __post_init__(self) -> None:
        """Refuses what could be anything but a colour: it is written into a style."""
        if not COLOUR.fullmatch(self.brand_colour):
            raise ValueError(f"brand colour {self.brand_colour!r} is not of the form #rrggbb")


@dataclass(frozen=True)
class PdfRow:
    """One question and its answer."""

    label: str
    values: tuple[str, ...]
    """Lines of text; empty when nothing was answered."""


@dataclass(frozen=True)
class PdfSection:
    """A group of answers under a heading, as on the form; a text alone where its question is the heading."""

    heading: str
    rows: tuple[PdfRow, ...]

    @property
    def text(self) -> bool:
        """True for one answer under its own question."""
        return len(self.rows) == 1 and self.rows[0].label == self.heading


@dataclass(frozen=True)
class PdfLine:
    """One line of a list with its amounts, all as text."""

    label: str
    values: tuple[str, ...]
    amounts: tuple[str, ...]


@dataclass(frozen=True)
class PdfLines:
    """A list of lines as a table: each part of an amount keeps its column."""

    heading: str
    columns: tuple[str, ...]
    """Headings of the parts of an amount, without that of the amount."""
    lines: tuple[PdfLine, ...]
    sums: tuple[str, ...]
    whole: bool
    """True where the last sum is the total of the invoice."""


@dataclass(frozen=True)
class PdfAttachment:
    """An attached file; the copy lists it and does not contain it."""

    filename: str
    size: int
    """In bytes."""
    sha256: str
    """In hexadecimal, of the file as it is kept."""
    findings: tuple[str, ...] = ()
    """What cleaning took out of the file or made invalid."""


@dataclass(frozen=True)
class InvoicePdf:
    """One revision of an invoice as it is put on paper. All texts are in the reader's language."""

    letterhead: Letterhead
    title: str
    form_number: str
    reference: str
    version: int
    """Number of the revision, from 1."""
    sent: datetime
    """Aware. It is also the file's date, so the copy of a revision never changes."""
    sections: tuple[PdfSection | PdfLines, ...]
    total: int
    """In Rappen."""
    documents: tuple[PdfAttachment, ...]
    data: bytes
    """The answers as JSON, attached to the file for machines."""
    next_steps: tuple[str, ...] = ()
    completed: "PdfCompleted | None" = None
    """On the copy of an accepted invoice."""


@dataclass(frozen=True)
class PdfCompleted:
    """Amounts that the office has completed."""

    rows: tuple[PdfRow, ...]
    explanation: str
    accepted: int
    """In Rappen: the total with these amounts."""


def render_invoice_pdf(copy: InvoicePdf, localize: Localizer) -> bytes:
    """The copy as PDF, in the language of ``localize``; the same to the byte whenever it is made."""
    return render_pdf(
        page(copy, localize),
        attachment=copy.data,
        attachment_name=DATA_NAME,
        attachment_description=localize(_("Données de la demande (JSON)")),
        moment=copy.sent,
        files={"logo.svg": copy.letterhead.logo},
        stylesheet=_stylesheet(),
    )


def page(copy: InvoicePdf, localize: Localizer) -> str:
    """The copy as HTML."""
    description = localize(_("Copie de la demande ${reference}", mapping={"reference": copy.reference}))
    html: str = _template()(
        pdf=copy, localize=localize, description=description, hash_shown=HASH_SHOWN, translate=localize.translate
    )
    return html


@cache
def _template() -> PageTemplateFile:
    return PageTemplateFile(str(files("guichet.documents") / "templates" / "invoice_pdf.pt"))


@cache
def _stylesheet() -> str:
    return (files("guichet.documents") / "invoice_pdf.css").read_text(encoding="utf-8")
