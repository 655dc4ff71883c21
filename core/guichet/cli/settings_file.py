"""The settings file of a command, ``--ini`` and ``--define``."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import click
from plaster import parse_uri
from plaster_pastedeploy import Loader

from guichet import settings
from guichet.closed_memory import close_memory
from guichet.plugins import read_settings

DEVELOPMENT = "development.ini"
"""Taken without ``--ini``: of the present folder, else the one that comes with guichet."""
DEFAULTS = {"http_port": "6543", "data": "var"}
"""Values for the ``%(name)s`` of that file."""


@dataclass(frozen=True)
class SettingsFile:
    """An ini file; calling it reads the settings, so ``messages``, ``docs`` and ``--help`` work without one."""

    path: Path
    defined: Mapping[str, str]
    """Values for the ``%(name)s`` in it."""

    def __call__(self) -> settings.Settings:
        """The settings. Ends the command with the reason when they cannot be read."""
        # Not for every command: the catalogues that ``messages compile`` writes are read by the service's user.
        settings.write_for_own_user_only()
        close_memory()
        try:
            # plaster's own search for the loader reads the metadata of every installed distribution, in 27 ms.
            raw = Loader(parse_uri(str(self.path))).get_settings("app:main", dict(self.defined))
            settings.refuse_readable_passwords(str(self.path), raw)
            return read_settings(raw)
        except (OSError, LookupError, settings.SettingsError) as problem:
            raise click.ClickException(str(problem)) from None

    def define(self, **values: str) -> "SettingsFile":
        """The same file with other values for some ``%(name)s``."""
        return replace(self, defined={**self.defined, **values})


def settings_file(ini: Path | None, define: tuple[str, ...]) -> SettingsFile:
    """The file of a command line. Ends the command for a definition that is none."""
    for pair in define:
        if "=" not in pair:
            raise click.ClickException(f"--define {pair}: write NAME=VALUE")
    defined = DEFAULTS | dict(pair.partition("=")[::2] for pair in define)
    # Absolute, since the address of a storage begins with a slash.
    defined["data"] = str(Path(defined["data"]).absolute())
    here = Path(DEVELOPMENT)
    shipped = Path(str(files("guichet.settings"))) / DEVELOPMENT
    return SettingsFile(ini or (here if here.exists() else shipped), defined)
