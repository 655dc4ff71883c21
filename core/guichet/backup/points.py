"""The backups of a desk: one folder each, named by its moment, whole as soon as it has its name."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

Kind = Literal["full", "increment"]
NAME = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-(full|increment)")
MOMENT = "%Y%m%dT%H%M%S.%fZ"
MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"
"""Ending of the folder of a backup that is being made, or was stopped."""


@dataclass(frozen=True, order=True)
class Point:
    """A moment to which a desk can be restored. Sorts by time."""

    moment: datetime
    kind: Kind
    folder: Path

    @property
    def is_full(self) -> bool:
        """Whether it needs no other backup."""
        return self.kind == "full"


def folder_name(moment: datetime, kind: Kind) -> str:
    """Name of the folder of a backup, e.g. ``20261129T211500.000000Z-full``."""
    return f"{moment.astimezone(UTC).strftime(MOMENT)}-{kind}"


def points(folder: Path) -> list[Point]:
    """The backups of a desk in its folder, the oldest first; none where there is no folder."""
    try:
        return sorted(point for entry in folder.iterdir() if (point := point_of(entry)) is not None)
    except FileNotFoundError:
        return []


def point_of(folder: Path) -> Point | None:
    """The backup in a folder; None where there is no whole one."""
    match = NAME.fullmatch(folder.name)
    # A folder without the manifest, which is written last, was copied in part.
    if match is None or not (folder / MANIFEST).exists():
        return None
    moment = datetime.strptime(match[1], MOMENT).replace(tzinfo=UTC)
    return Point(moment, "full" if match[2] == "full" else "increment", folder)
