"""One printable PDF of a form and the documents attached to it."""

import io
from collections.abc import Iterable
from typing import BinaryIO

CLAIMS = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")
"""Metadata that promise PDF/A and PDF/UA."""


def append_documents(form: bytes, documents: Iterable[BinaryIO]) -> bytes:
    """The pages of ``form``, then those of each PDF of ``documents``; without documents ``form`` as it is.

    The documents are cleaned ones: a hostile file never reaches this process as it was received. They may be no PDF/A,
    so that the result promises neither PDF/A nor PDF/UA. Layers stay as they were shown: which of them are hidden is
    said by the document, not by its pages. The same input gives the same bytes.
    """
    # On first use: the web process knows the jobs of the worker, and needs none of these 6 MB.
    import pikepdf

    from guichet.documents.cleaning.pdf_layers import PROPERTIES, layer_properties, layers_of

    with pikepdf.open(io.BytesIO(form)) as pdf:
        # QPDF reads what it copies when it saves: the sources stay open until then.
        sources = [pikepdf.open(document) for document in documents]
        if not sources:
            return form
        layers, hidden = layers_of(pdf.Root)
        for source in sources:
            pdf.pages.extend(source.pages)
            # Copied once: those of a page that was copied are the same objects.
            own, off = ([pdf.copy_foreign(one) for one in found] for found in layers_of(source.Root))
            layers, hidden = layers + own, hidden + off
        if layers:
            pdf.Root[PROPERTIES] = pdf.make_indirect(layer_properties(layers, hidden))
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            for claim in CLAIMS:
                if claim in metadata:
                    del metadata[claim]
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True)
        for source in sources:
            source.close()
    return written.getvalue()
