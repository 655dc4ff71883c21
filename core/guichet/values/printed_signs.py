"""Signs that a copy on paper can show, so that a form refuses the others where they are typed.

The table holds what the typefaces of `guichet.documents.noto_fonts` draw (Debian's Noto of 2020), in the Basic
Multilingual Plane: every script that is written in names today. Emoji and rare ideographs stand beyond it. The
typefaces of one machine are not asked, since every node of a desk has to judge an answer alike; a test compares the
table with them. Positions without a character (Unicode category Cn) are not left out: see :func:`first_unprinted`.
"""

import re
import unicodedata

_PRINTED = (
    r"\u0020-\u007E\u00A0-\u03E1\u03F0-\u05EA\u05F0-\u061B\u061E-\u07FF\u08A0-\u08B4\u08B6-\u08BE\u08D3-\u0B4D"
    r"\u0B56-\u0C39\u0C3D-\u0C5A\u0C60-\u0CD6\u0CDE-\u0E84\u0E87-\u0E88\u0E8A\u0E8D\u0E94-\u0E97\u0E99-\u0E9F"
    r"\u0EA1-\u0EA7\u0EAA-\u0EAB\u0EAD-\u0EB9\u0EBB-\u167F\u1780-\u180D\u1810-\u18F5\u19E0-\u19FF\u1AB0-\u1AC0"
    r"\u1C50-\u1CBF\u1CD0-\u1CF9\u1D00-\u1DF9\u1DFB-\u20BF\u20D0-\u23B6\u23BE-\u23EA\u23ED-\u23EF\u23F1-\u2704"
    r"\u2706-\u2709\u270B-\u2727\u2729-\u274B\u274D\u274F-\u2753\u2756-\u2794\u2798-\u27AF\u27B1-\u27BE\u27C0-\u2BFF"
    r"\u2C60-\u2C7F\u2D00-\u2E52\u2E80-\u31BB\u31C0-\u332B\u332D-\u4DB5\u4DC0-\u9FEF\uA000-\uA4C6\uA640-\uA69F"
    r"\uA700-\uA7BF\uA7C2-\uA7CA\uA7F5-\uA7FF\uA830-\uA839\uA8E0-\uA8FF\uA92E\uA960-\uA97C\uA9E0-\uA9FE\uAA60-\uAA7F"
    r"\uAB01-\uABBF\uAC00-\uD7FB\uF900-\uFA6D\uFB00-\uFBC1\uFBD3-\uFD3F\uFD50-\uFDC7\uFDF0-\uFDFD\uFE10-\uFFEE"
)
"""The runs of signs, as they stand in a character class."""

# Line ends and tabulators are laid out, not drawn.
_UNPRINTED = re.compile(rf"[^\n\t{_PRINTED}]")


def first_unprinted(text: str) -> str | None:
    """The first sign of ``text`` that no copy can show; None where it shows all of them."""
    beyond = _UNPRINTED.search(text)
    if beyond:
        return beyond.group()
    # True of nearly every text: it holds neither unassigned characters nor controls.
    if text.isprintable():
        return None
    return next((sign for sign in text if unicodedata.category(sign) in ("Cn", "Co")), None)
