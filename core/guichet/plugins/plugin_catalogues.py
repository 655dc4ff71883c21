"""Message catalogues of plugins: the folder ``locales`` of a plugin's package, with one domain, the package's name."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from guichet.plugins.errors import PluginError


def catalogues_of(packages: Iterable[str]) -> Iterator[Path]:
    """The folders ``locales`` of the plugins' packages.

    Raises :class:`PluginError` for a catalogue of another domain than the package's name, which would change the
    texts of the core or of another plugin.
    """
    for package in sorted(packages):
        # The core's catalogues are loaded in any case; a plugin that is one module has no folder.
        places = [] if package == "guichet" else getattr(sys.modules.get(package), "__path__", [])
        for locales in (Path(place) / "locales" for place in places):
            for catalogue in locales.glob("*/LC_MESSAGES/*.[pm]o"):
                if catalogue.stem != package:
                    raise PluginError(f"plugin {package}: {catalogue} is no catalogue of its own; name it {package}.po")
            if locales.is_dir():
                yield locales
