"""When a desk was last backed up, and when a restore of it was last proved: for the page « À traiter » and monitoring.

Both are read from the folder of the backups and not from a database, which a restore would set back.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from guichet.backup.encryption import BrokenPiece
from guichet.backup.manifest import read_manifest
from guichet.backup.points import Point, points
from guichet.settings import BackupSettings

PROOF = "proved-restore.json"
"""File beside the backups of a desk. `guichet restore` writes it after a verification without a fault."""
MAX_READ = 50
"""Manifests that are read to find the last one that the desk has signed: others can only be made by who can write into
the folder, who could delete those of the desk as well."""


@dataclass(frozen=True)
class BackupTimes:
    """Moments in UTC; None for what never was, or cannot be read."""

    backup: datetime | None = None
    """Of the last whole backup that the desk has signed."""
    proved_restore: datetime | None = None
    """When a restored copy was last verified and found without fault."""
    proved_backup: datetime | None = None
    """Of the backup that was restored then."""


def desk_folder(settings: BackupSettings, tenant_id: str) -> Path:
    """The folder with the backups of a desk."""
    return Path(settings.folder) / tenant_id


def backup_times(settings: BackupSettings, tenant_id: str, signer: str, now: datetime) -> BackupTimes:
    """The times of a desk, whose backups ``signer`` signs, the public half of its key.

    All None without a folder in the settings. Reads names of files and a few small ones.
    """
    if not settings.folder:
        return BackupTimes()
    folder = desk_folder(settings, tenant_id)
    try:
        made = points(folder)
    except OSError:  # it cannot be read from here: as good as none
        made = []
    return BackupTimes(_last_signed(made, signer, now), *_proof(folder / PROOF))


def record_proof(folder: Path, proved: datetime, backup: datetime) -> None:
    """Notes that the backup of a moment was restored and verified; ``folder`` holds the backups of the desk."""
    text = json.dumps({"proved": proved.isoformat(), "backup": backup.isoformat()})
    unfinished = folder / f".{PROOF}"
    unfinished.write_text(text)
    unfinished.replace(folder / PROOF)


def _last_signed(made: Sequence[Point], signer: str, now: datetime) -> datetime | None:
    """The moment of the last backup that the desk has made: a false one, and one of a clock that was ahead, would hide
    that no further ones are made.
    """
    for point in [point for point in reversed(made) if point.moment <= now][:MAX_READ]:
        with suppress(BrokenPiece):
            read_manifest(point, signer)
            return point.moment
    return None


def _proof(file: Path) -> tuple[datetime | None, datetime | None]:
    try:
        found = json.loads(file.read_text())
        return _moment(found["proved"]), _moment(found["backup"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None, None


def _moment(text: str) -> datetime:
    """The moment in UTC, as it is stored and compared. Raises ``ValueError`` for one without its offset."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("this moment does not say its offset")
    return found.astimezone(UTC)
