"""What the PDF copy is held against: a page with nothing on it."""

from datetime import UTC, datetime

from guichet.documents.invoice_pdf import _stylesheet
from guichet.documents.pdf import render_pdf

PAGE = '<!DOCTYPE html><html lang="fr"><head><title>Rien</title></head><body><h1>Rien</h1></body></html>'
NOON = datetime(2026, 11, 14, 12, tzinfo=UTC)


def empty_copy() -> bytes:
    """An empty page as our copies are made: tagged, PDF/A-3a and PDF/UA-1, the same style and fonts, data attached."""
    return render_pdf(
        PAGE,
        attachment=b"{}",
        attachment_name="demande.json",
        attachment_description="Données",
        moment=NOON,
        files={},
        stylesheet=_stylesheet(),
    )


def plain_page() -> bytes:
    """The same page by WeasyPrint as it comes: tagged, with whatever fonts the machine has."""
    from weasyprint import HTML

    written: bytes = HTML(string=PAGE).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return written
