"""Typefaces for names in every script of `guichet.values.printed_signs`: Debian's Noto, found on the machine.

Not shipped with the desk: they take 80 MB, and most copies need none of them. A copy with such a name is drawn with
Debian's Noto Sans instead of the desk's typeface, since WeasyPrint confuses two files of one family.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

PACKAGES = "fonts-noto-core fonts-noto-cjk"
"""Of Debian and Ubuntu. « core » holds one file per script and weight, « cjk » Chinese, Japanese and Korean."""
FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

_BOTH_WEIGHTS = """
    NotoSans NotoSansArabic NotoSansArmenian NotoSansBengali NotoSansCanadianAboriginal NotoSansCherokee
    NotoSansDevanagari NotoSansEthiopic NotoSansGeorgian NotoSansGujarati NotoSansGurmukhi NotoSansHebrew
    NotoSansKannada NotoSansKhmer NotoSansLao NotoSansMalayalam NotoSansMyanmar NotoSansOlChiki NotoSansOriya
    NotoSansSinhala NotoSansSymbols NotoSansTamil NotoSansTelugu NotoSansThaana NotoSansThai NotoSerifTibetan
"""
_ONE_WEIGHT = """
    NotoSansMath NotoSansMongolian NotoSansNKo NotoSansSymbols2 NotoSansSyriac NotoSansTifinagh NotoSansYi
"""
"""Pango makes the bold of these by drawing the outline, too."""
FILES = frozenset(
    [f"{name}-{weight}.ttf" for name in _BOTH_WEIGHTS.split() for weight in ("Regular", "Bold")]
    + [f"{name}-Regular.ttf" for name in _ONE_WEIGHT.split()]
    + ["NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"]
)
"""Names of the files, all of which are needed."""


class MissingFonts(Exception):
    """A copy holds a script that no typeface of this machine draws."""


@cache
def installed() -> Mapping[str, Path]:
    """The files that this machine has, by name."""
    return {path.name: path for folder in FOLDERS for path in sorted(folder.rglob("Noto*")) if path.name in FILES}


def problem() -> str | None:
    """What is missing, with the remedy; None when nothing is."""
    missing = sorted(FILES - installed().keys())
    if not missing:
        return None
    return f"copies cannot show every name, {', '.join(missing)} missing: apt install {PACKAGES}"


def needed() -> list[Path]:
    """All files. Raises :class:`MissingFonts` when one is missing."""
    if found := problem():
        raise MissingFonts(found)
    return sorted(installed().values())
