"""The typefaces of the copies: ours only, so that the bytes are the same on every server."""

import os
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont

FAMILIES = ("Atkinson Hyperlegible Next", "Noto Sans")
"""The only families a copy may embed, in order of preference."""

# The web fonts beside the TTFs carry the same names: WeasyPrint prints wrong letters when it meets both.
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <selectfont><rejectfont><glob>*.woff2</glob></rejectfont></selectfont>
</fontconfig>
"""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
SPELLED_OTHERWISE = {
    "\N{NARROW NO-BREAK SPACE}": "\N{NO-BREAK SPACE}",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{LINE SEPARATOR}": "\n",
    "\N{PARAGRAPH SEPARATOR}": "\n",
}
LAYOUT = frozenset("\t\n")
INVISIBLE = ("Cc", "Cf", "Cs")
"""Unicode categories that print nothing: control, format (right-to-left overrides, zero-width), surrogates."""


def folder() -> Path:
    """Where the font files live."""
    return Path(str(files("guichet.themes"))) / "base" / "fonts"


@cache
def _workspace() -> tempfile.TemporaryDirectory[str]:
    """A private folder for fontconfig's file and cache; it goes when the process ends."""
    space = tempfile.TemporaryDirectory(prefix="guichet-fonts-")
    text = CONFIGURATION.format(fonts=folder(), cache=Path(space.name) / "cache")
    (Path(space.name) / "fonts.conf").write_text(text, encoding="utf-8")
    return space


@contextmanager
def private_fontconfig() -> Iterator[None]:
    """While it lasts, fontconfig knows our folder and nothing else of the machine.

    Fontconfig reads its address at each load, so the setting is taken back afterwards: a program started
    by this process later on finds the fonts it is used to.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(Path(_workspace().name) / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@cache
def covered() -> frozenset[str]:
    """Every visible character that each of our weights can draw in at least one family."""
    by_style: dict[str, set[str]] = {}
    for path in sorted(folder().glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            characters = map(chr, font.getBestCmap())
            by_style.setdefault(path.stem.rpartition("-")[2], set()).update(characters)
    drawn = set.intersection(*by_style.values())
    return frozenset(character for character in drawn if unicodedata.category(character) not in INVISIBLE)


def printable(text: str) -> str:
    """``text`` with only the characters that can be drawn.

    Letters are composed (NFC). What prints nothing is dropped, what no font of ours draws becomes U+FFFD, since
    PDF/A forbids the empty box that would stand there; the data attached to the copy keep the exact text.
    """
    composed = unicodedata.normalize("NFC", text)
    strange = set(composed) - covered() - LAYOUT
    return composed.translate({ord(character): _substitute(character) for character in strange})


def _substitute(character: str) -> str:
    if character in SPELLED_OTHERWISE:
        return SPELLED_OTHERWISE[character]
    return "" if unicodedata.category(character) in INVISIBLE else REPLACEMENT
