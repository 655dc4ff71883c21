"""Files with secrets: read once at start, refused when other users of the machine can read them (ASVS 13.3.1)."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from guichet.settings.setting import SettingsError

PRIVATE = 0o077
"""Umask of every process that opens a database: what it writes is for its own user alone."""
_OTHERS = stat.S_IROTH | stat.S_IWOTH | stat.S_IWGRP
"""Group may read: a systemd credential shows its access list there, and root:guichet 640 is usual."""


def write_for_own_user_only() -> None:
    """Sets the umask, so that databases and blobs are private in a folder that others may enter, too."""
    os.umask(PRIVATE)


def read_secret(key: str, path: str, remedy: str) -> str:
    """The text of a secret's file, stripped.

    Raises :class:`SettingsError` with the setting's ``key`` and the ``remedy`` when it cannot be read, and with the
    command that mends it when other users can read or change it.
    """
    file = Path(path)
    try:
        text = file.read_text().strip()
    except (OSError, UnicodeDecodeError) as problem:
        # Without the content, which a UnicodeDecodeError would quote.
        shown = problem if isinstance(problem, OSError) else f"{path} is no text"
        raise SettingsError(f"{key}: {shown}; {remedy}") from None
    _refuse_others(key, file)
    return text


def refuse_readable_passwords(path: str, raw: Mapping[str, str]) -> None:
    """Raises :class:`SettingsError` in production for a settings file that holds a password, e.g. of Redis, and that
    other users can read or change.

    ``path`` is empty for settings that come from no file; ``raw`` are the lines of its section.
    """
    if path and raw.get("guichet.environment") != "development":
        for key in filter(lambda key: _holds_password(raw[key]), raw):
            _refuse_others(key, Path(path))


def _holds_password(line: str) -> bool:
    try:
        return urlsplit(line).password is not None
    except ValueError:  # no address
        return False


def _refuse_others(key: str, file: Path) -> None:
    mode, folder = file.stat().st_mode, file.absolute().parent
    if mode & _OTHERS:
        found = f"{stat.S_IMODE(mode):03o}"
        raise SettingsError(f"{key}: other users can read or change {file} (mode {found}); run: chmod 400 {file}")
    # Where the folder is sticky, as /tmp is, others cannot take the place of a file that is not theirs.
    if folder.stat().st_mode & (stat.S_IWOTH | stat.S_ISVTX) == stat.S_IWOTH:
        raise SettingsError(f"{key}: other users can put another file in place of {file}; run: chmod o-w {folder}")
