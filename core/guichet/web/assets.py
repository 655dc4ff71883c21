"""Static files (style sheets, scripts, fonts, logos) under addresses that contain a hash of their content."""

import hashlib
from importlib.resources import files
from pathlib import Path

from pyramid.config import Configurator

from guichet.desk import Desk
from guichet.web.transactions import no_root

SHARED = "guichet.themes:base/"
YEAR = 365 * 24 * 3600
"""Seconds that a browser may keep a file."""


def includeme(config: Configurator) -> None:
    """Serves the shared theme and the canton's own; browsers keep the files, since a new version has a new address."""
    desk: Desk = config.registry.desk
    # The hash is of the whole folder and stands in the path: a style sheet's relative ``url()`` of a font then has it
    # too, which Pyramid's cache buster for single files cannot do.
    for name, asset in (("look", SHARED), ("canton", desk.plugins.branding.theme.rpartition("/")[0] + "/")):
        config.add_static_view(f"{name}/{fingerprint(asset)}", asset, cache_max_age=YEAR, factory=no_root)


def folder(asset: str) -> Path:
    """The folder on disk of an asset path such as ``"guichet.themes:base/"``."""
    package, _, path = asset.partition(":")
    return Path(str(files(package))) / path


def fingerprint(asset: str) -> str:
    """Twelve hexadecimal digits of SHA-256 over names and contents of all files of a folder."""
    digest = hashlib.sha256()
    for file in sorted(folder(asset).rglob("*")):
        if file.is_file():
            digest.update(file.relative_to(folder(asset)).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:12]
