"""Gives a hash to the blobs of invoices that were stored before every blob had one."""

from hashlib import sha256
from typing import Any

from guichet.store.blobs import open_blob
from guichet.store.evolution import EvolutionStep

ATTRIBUTES = (("thumbnail", "thumbnail_sha256"), ("unscanned", "unscanned_sha256"), ("pdf", "pdf_sha256"))
"""A blob of an attachment or of a revision, and its hash."""


def store_hashes(invoice: Any) -> None:
    """Computes the hashes that an invoice lacks. What is stored now counts as whole: nothing says otherwise."""
    for holder in (*invoice.attachments.values(), *invoice.revisions):
        for blob_name, hash_name in ATTRIBUTES:
            blob = getattr(holder, blob_name, None)
            if blob is not None and not getattr(holder, hash_name):
                with open_blob(blob, "") as file:
                    setattr(holder, hash_name, sha256(file.read()).hexdigest())


BLOB_HASHES = EvolutionStep("core.2026_11_blob_hashes", store_hashes, over="issuers/*/invoices/*", batch_size=20)
