"""Style sheets, scripts, fonts and logos, under addresses that change with their content."""

import hashlib
from importlib.resources import files
from pathlib import Path

from pyramid.config import Configurator

from guichet.desk import Desk
from guichet.web.transactions import no_root

SHARED = "guichet.themes:base/"
YEAR = 365 * 24 * 3600


def includeme(config: Configurator) -> None:
    """Serves the shared theme and the canton's own, for ever: a new version has a new address."""
    desk: Desk = config.registry.desk
    for name, asset in (("look", SHARED), ("canton", desk.plugins.branding.theme.rpartition("/")[0] + "/")):
        config.add_static_view(f"{name}/{fingerprint(asset)}", asset, cache_max_age=YEAR, factory=no_root)


def folder(asset: str) -> Path:
    """The folder on disk of an asset path such as ``"guichet.themes:base/"``."""
    package, _, path = asset.partition(":")
    return Path(str(files(package))) / path


def fingerprint(asset: str) -> str:
    """A short hash over all files of a folder."""
    digest = hashlib.sha256()
    for file in sorted(folder(asset).rglob("*")):
        if file.is_file():
            digest.update(file.relative_to(folder(asset)).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:12]
