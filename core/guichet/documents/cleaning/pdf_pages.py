"""A PDF whose pages are drawn or read, with what was filled into its form: all pictures of PDFs are made of it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2


@contextmanager
def pages_to_draw(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, closed at the end of the block. Only in the cleaning process."""
    with pypdfium2.PdfDocument(content) as pdf:
        # Else PDFium draws fields empty: an officer would decide on another page than the sender has filled in. There
        # are fields until cleaning has made them part of the pages, and in what was stored before it did. Nothing
        # runs: this PDFium has no JavaScript, and cleaning has taken scripts out.
        pdf.init_forms()
        yield pdf
