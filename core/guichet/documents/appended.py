"""One printable PDF of a form and the documents attached to it."""

import io
from collections.abc import Iterable
from typing import BinaryIO

CLAIMS = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")
"""Metadata that promise PDF/A and PDF/UA."""


def append_documents(form: bytes, documents: Iterable[BinaryIO]) -> bytes:
    """The pages of ``form``, then those of each PDF of ``documents``; without documents ``form`` as it is.

    The documents are cleaned ones: a hostile file never reaches this process as it was received. They may be no PDF/A,
    so that the result promises neither PDF/A nor PDF/UA. The same input gives the same bytes.
    """
    import pikepdf  # on first use: the web process knows the jobs of the worker, and needs none of these 6 MB

    with pikepdf.open(io.BytesIO(form)) as pdf:
        # QPDF reads what it copies when it saves: the sources stay open until then.
        sources = [pikepdf.open(document) for document in documents]
        if not sources:
            return form
        for source in sources:
            pdf.pages.extend(source.pages)
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            for claim in CLAIMS:
                if claim in metadata:
                    del metadata[claim]
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True)
        for source in sources:
            source.close()
    return written.getvalue()
