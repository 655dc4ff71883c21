"""Static files (style sheets, scripts, fonts, logos) under addresses that contain a hash of their content."""

import hashlib
import re
from importlib.resources import files
from pathlib import Path

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response

from guichet.desk import Desk
from guichet.web.transactions import no_root
from guichet.web.view_permissions import PUBLIC

SHARED = "guichet.themes:base/"
STYLE = "style"
"""Name of the route of the desk's style sheet."""
FONTS = b"url(fonts/"
LEFT_OUT = re.compile(rb"/\*.*?\*/\s*|(?<=[,{};}>])\s+|(?<=[\w)*\]>]) (?=[{>])|(?<=[a-z]:) |;(?=\s*\})", re.DOTALL)
"""Comments, indentation, and blanks that a style sheet is written with for people to read."""
YEAR = 365 * 24 * 3600
"""Seconds that a browser may keep a file."""


def includeme(config: Configurator) -> None:
    """Serves the shared theme and the canton's own; browsers keep the files, since a new version has a new address."""
    desk: Desk = config.registry.desk
    theme: str = desk.plugins.branding.theme
    look, canton = fingerprint(SHARED), fingerprint(theme.rpartition("/")[0] + "/")
    config.registry.style_sheet = style_sheet(theme, look)
    # Both hashes: the sheet is made of files in both folders. Before the static view, whose pattern matches it as well.
    config.add_route(STYLE, f"canton/{canton}/{look}.css", factory=no_root)
    config.add_view(show_style_sheet, route_name=STYLE, request_method="GET", permission=PUBLIC, http_cache=YEAR)
    # The hash is of the whole folder and stands in the path: a style sheet's relative ``url()`` of a font then has it
    # too, which Pyramid's cache buster for single files cannot do.
    for name, asset, mark in (("look", SHARED, look), ("canton", theme.rpartition("/")[0] + "/", canton)):
        config.add_static_view(f"{name}/{mark}", asset, cache_max_age=YEAR, factory=no_root)


def style_sheet(theme: str, look: str) -> bytes:
    """The shared style sheet and the canton's in one, which saves a page's first visit a request.

    It has its address in the canton's folder, so the shared fonts are found from there.
    """
    shared = (folder(SHARED) / "desk.css").read_bytes().replace(FONTS, f"url(../../look/{look}/fonts/".encode())
    # A kilobyte of a first visit: a style sheet has nothing else that looks like these, and no string with blanks.
    return LEFT_OUT.sub(b"", shared + folder(theme).read_bytes())


def show_style_sheet(request: Request) -> Response:
    """The style sheet of the desk."""
    return Response(body=request.registry.style_sheet, content_type="text/css", charset="utf-8")


def folder(asset: str) -> Path:
    """The folder or file on disk of an asset path such as ``"guichet.themes:base/"``."""
    package, _, path = asset.partition(":")
    return Path(str(files(package))) / path


def fingerprint(asset: str) -> str:
    """Twelve hexadecimal digits of SHA-256 over names and contents of all files of a folder."""
    digest = hashlib.sha256()
    for file in sorted(folder(asset).rglob("*")):
        if file.is_file():
            digest.update(file.relative_to(folder(asset)).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:12]
