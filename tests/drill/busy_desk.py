"""A desk at work as in `tests/killed`, which also draws copies, removes documents from drafts, and packs."""

import os
import threading
from hashlib import sha256
from pathlib import Path

from working_desk import forever, work

from guichet import clock
from guichet.action_context import system
from guichet.demo import acting_as
from guichet.desk import Desk
from guichet.documents.cleaning.outcome import CleanFile
from guichet.invoices import invoice_actions
from guichet.invoices.pdf_queue import PdfJob
from guichet.store.blobs import BlobFiles
from guichet.store.database import write_transaction
from guichet.testing.people import issuer_of, user_of

INSURED = "insured@be.example"
SECONDS_BETWEEN_PACKS = 6.0
KEPT_SECONDS = 3
"""What is older is packed; a desk keeps days."""


def work_and_pack(desk: Desk, pipe: int, relay: Path) -> None:
    """Works until the process is killed; ``pipe`` takes the acknowledgements."""
    copies, pause = PdfJob(desk), threading.Event()

    def pack(_number: int) -> None:
        pause.wait(SECONDS_BETWEEN_PACKS)
        desk.db.pack(clock.now().timestamp() - KEPT_SECONDS)

    jobs = [lambda _number: copies.run_due(clock.now()), lambda number: change_mind(desk, number)]
    # RelStorage's packing is not ours, and waits for the tables that pg_dump reads.
    for job in [*jobs, pack] if isinstance(desk.db.storage, BlobFiles) else jobs:
        threading.Thread(target=forever, args=(job,), daemon=True).start()
    work(desk, pipe, relay)


def change_mind(desk: Desk, number: int) -> None:
    """Attaches a document to a draft, and removes it in the next transaction: its blob leaves the disk at once."""
    with write_transaction(desk.db) as portal:
        ctx = acting_as(system(portal, desk), user_of(system(portal, desk), INSURED))
        issuer = issuer_of(ctx, INSURED)
        invoice_type = desk.plugins.invoice_type("318.632")
        draft = invoice_actions.start_draft(ctx, issuer, issuer.beneficiaries[issuer.self_id], invoice_type)
        content = os.urandom(20_000)
        file = CleanFile("brouillon.pdf", "application/pdf", content, 1, sha256(content).hexdigest())
        document_id = invoice_actions.attach(ctx, draft, file, invoice_type.attachments[0].kind).id
    with write_transaction(desk.db) as portal:
        ctx = acting_as(system(portal, desk), user_of(system(portal, desk), INSURED))
        draft = issuer_of(ctx, INSURED).invoices[draft.id]
        invoice_actions.detach(ctx, draft, document_id)
        invoice_actions.discard(ctx, draft)
