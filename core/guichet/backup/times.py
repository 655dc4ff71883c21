"""When a desk was last backed up, and when a restore of it was last proved: for the page « À traiter » and monitoring.

Both are read from the folder of the backups and not from a database, which a restore would set back.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from guichet.backup.points import points
from guichet.settings import BackupSettings

PROOF = "proved-restore.json"
"""File beside the backups of a desk. `guichet restore` writes it after a verification without a fault."""


@dataclass(frozen=True)
class BackupTimes:
    """Moments in UTC; None for what never was, or cannot be read."""

    backup: datetime | None = None
    """Of the last whole backup."""
    proved_restore: datetime | None = None
    """When a restored copy was last verified and found without fault."""
    proved_backup: datetime | None = None
    """Of the backup that was restored then."""


def desk_folder(settings: BackupSettings, tenant_id: str) -> Path:
    """The folder with the backups of a desk."""
    return Path(settings.folder) / tenant_id


def backup_times(settings: BackupSettings, tenant_id: str) -> BackupTimes:
    """The times of a desk; all None without a folder in the settings. Reads names of files and one small file."""
    if not settings.folder:
        return BackupTimes()
    folder = desk_folder(settings, tenant_id)
    try:
        made = points(folder)
    except OSError:  # it cannot be read from here: as good as none
        made = []
    return BackupTimes(made[-1].moment if made else None, *_proof(folder / PROOF))


def record_proof(folder: Path, proved: datetime, backup: datetime) -> None:
    """Notes that the backup of a moment was restored and verified; ``folder`` holds the backups of the desk."""
    text = json.dumps({"proved": proved.isoformat(), "backup": backup.isoformat()})
    unfinished = folder / f".{PROOF}"
    unfinished.write_text(text)
    unfinished.replace(folder / PROOF)


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
