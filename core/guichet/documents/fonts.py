"""The typefaces of the copies: the same on each server, so that the bytes are the same.

A copy with a name that these lack, in Arabic or Chinese, is drawn with Debian's Noto beside them
(`guichet.documents.noto_fonts`).
"""

import os
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

from guichet.documents import noto_fonts
from guichet.values import unicode_forms
from guichet.values.printed_signs import first_unprinted

# Files are named one by one: the web fonts beside the TTFs carry the same names, and WeasyPrint prints wrong letters
# when it meets both.
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  {folders}
  <cachedir>{cache}</cachedir>
  <selectfont>{files}<rejectfont><glob>*</glob></rejectfont></selectfont>
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
JOINERS = frozenset("\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")
"""They print nothing, and decide on the shape of the letters beside them, in Persian and in Sinhala."""
INVISIBLE = ("Cc", "Cf", "Cs")
"""Unicode categories that print nothing: control, format (right-to-left overrides, zero-width), surrogates."""


def folder() -> Path:
    """Where the font files live."""
    return Path(str(files("guichet.themes"))) / "base" / "fonts"


@cache
def _workspace(every_script: bool) -> tempfile.TemporaryDirectory[str]:
    """A private folder for fontconfig's file and cache; it goes when the process ends."""
    space = tempfile.TemporaryDirectory(prefix="guichet-fonts-")
    text = CONFIGURATION.format(
        folders=_tags("<dir>{}</dir>", {path.parent for path in _files(every_script)}),
        files=_tags("<acceptfont><glob>{}</glob></acceptfont>", _files(every_script)),
        cache=Path(space.name) / "cache",
    )
    (Path(space.name) / "fonts.conf").write_text(text, encoding="utf-8")
    return space


def _files(every_script: bool) -> list[Path]:
    ours = sorted(folder().glob("*.ttf"))
    if not every_script:
        return ours
    return [path for path in ours if path.name not in noto_fonts.FILES] + noto_fonts.needed()


def _tags(tag: str, paths: Iterable[Path]) -> str:
    return "".join(tag.format(escape(str(path))) for path in sorted(paths))


@contextmanager
def private_fontconfig(every_script: bool = False) -> Iterator[None]:
    """While it lasts, fontconfig knows the typefaces of the copies and nothing else of the machine.

    Fontconfig reads its address at each load, so the setting is taken back afterwards: a program started
    by this process later on finds the fonts it is used to. With ``every_script`` it raises
    :class:`~guichet.documents.noto_fonts.MissingFonts` when the machine lacks one of them.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(Path(_workspace(every_script).name) / "fonts.conf")
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


def beyond_ours(text: str) -> bool:
    """Whether ``text`` as :func:`printable` leaves it holds a sign that our own files lack."""
    return not covered().issuperset(set(text) - LAYOUT - {REPLACEMENT})


def printable(text: str) -> str:
    """``text`` with only the characters that can be drawn.

    Letters are composed (NFC). What prints nothing is dropped. What no typeface draws has been refused at its field;
    where it stands all the same, in a text of a plugin, it becomes U+FFFD, since PDF/A forbids the empty box. The data
    attached to the copy keep the exact text.
    """
    composed = unicode_forms.composed(text)
    strange = set(composed) - covered() - LAYOUT
    return composed.translate({ord(character): _substitute(character) for character in strange})


def _substitute(character: str) -> str:
    if character in SPELLED_OTHERWISE:
        return SPELLED_OTHERWISE[character]
    if unicodedata.category(character) in INVISIBLE:
        return character if character in JOINERS else ""
    return REPLACEMENT if first_unprinted(character) else character
