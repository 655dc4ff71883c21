"""Verification of a desk as a whole: objects, blobs, lists, audit log."""

from collections.abc import Callable
from dataclasses import dataclass

from ZODB import DB

from guichet.audit.audit_log import links_of
from guichet.audit.verification import verify
from guichet.verification.index_checks import index_faults
from guichet.verification.object_walk import walk

MAX_FAULTS = 1000
"""Faults that a report names; a damaged disk may make millions."""
Progress = Callable[[str, int], object]
"""Called with what is read, in words, and how many of it were."""


@dataclass(frozen=True)
class Report:
    """What was read, and what was wrong with it."""

    objects: int
    blobs: int
    audit_entries: int
    faults: tuple[str, ...]


def verify_desk(db: DB, progress: Progress = lambda _what, _number: None) -> Report:
    """Reads everything of a desk and changes nothing; beside a running desk, too.

    Damage is found wherever it lies, and no check is left out for what another one has found.
    """
    walked = walk(db, lambda objects, _blobs: progress("objects", objects))
    faults = list(walked.faults.values())
    try:
        faults += index_faults(db, progress)
    except Exception as problem:  # an object that cannot be loaded, which is named above
        faults.append(f"the lists could not be compared: {type(problem).__name__}")
    entries = 0
    try:
        verdict = verify(links_of(db))
        entries = verdict.head.length
        faults += [f"audit log: {fault}" for fault in verdict.faults]
    except Exception as problem:
        faults.append(f"the audit log could not be read: {type(problem).__name__}")
    return Report(walked.objects, walked.blobs, entries, tuple(faults[:MAX_FAULTS]))
