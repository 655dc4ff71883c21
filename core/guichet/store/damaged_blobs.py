"""What is to be said of a blob that is not what was stored: an alarm in the log, and the page « À traiter »."""

from datetime import datetime

import structlog
from ZODB import DB

from guichet.store.blobs import BlobDamaged
from guichet.store.database import write_transaction
from guichet.store.job_reports import job_reports

log = structlog.get_logger()


def report_damaged(db: DB, problem: BlobDamaged, now: datetime) -> None:
    """Logs it and stores it in a transaction of its own. Never raises: the reader has to be answered."""
    log.error("blob_damaged", desk=db.database_name, blob=problem.oid, reason=problem.reason)
    try:
        with write_transaction(db) as portal:
            job_reports(portal).note_damaged(problem.oid, now)
    except Exception as unstored:  # e.g. another reader reports the same, or the disk is full; the log has it
        log.error("blob_damage_not_stored", desk=db.database_name, blob=problem.oid, exc_info=unstored)
