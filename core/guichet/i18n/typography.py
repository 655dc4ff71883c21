"""No-break blanks, set when catalogues are updated, so that authors type plain ones.

French, after the rules of the Imprimerie nationale adapted to the web: U+00A0 before ``; : ! ? »`` and after ``«``.
The narrow U+202F would be finer, but the fonts that were tried lack it, so it is replaced everywhere.
German and Italian in Switzerland write «…» without blanks.
"""

import re
from functools import lru_cache

NBSP = "\u00a0"
NARROW = "\u202f"

_UNTOUCHED = (
    r"(?:https?://|www\.)[^\s»<>]+"  # addresses
    r"|\$\{[^}]*\}"  # placeholders
    r"|&\#?\w+;"  # HTML entities
    r"|</?[a-zA-Z][^>]*>"  # tags
)
_FRENCH = re.compile(
    rf"""(?P<untouched>{_UNTOUCHED})
    | (?P<opening>«[ {NBSP}]*)
    | [ {NBSP}]+(?=[;:!?»])
    # No blank was typed: only where the sign ends a word, so that 7:30, a?b=c and :-) stay as they are.
    | (?<=[\w)\]}}…%»”"’.])(?=»|[;:!?]+(?:\s|$|[)\]»”"]))""",
    re.VERBOSE,
)
_BLANKS_IN_GUILLEMETS = re.compile(rf"(?<=«)[ {NBSP}]+|[ {NBSP}]+(?=»)")


def without_narrow_blanks(text: str) -> str:
    """``text`` with U+00A0 in place of U+202F, which Babel and some keyboards write."""
    return text.replace(NARROW, NBSP)


@lru_cache(maxsize=4096)
def french(text: str) -> str:
    """``text`` with the blanks of French punctuation; idempotent."""
    return _FRENCH.sub(_french_blank, without_narrow_blanks(text))


def _french_blank(match: re.Match[str]) -> str:
    if match["untouched"]:
        return match["untouched"]
    return f"«{NBSP}" if match["opening"] else NBSP


def swiss_guillemets(text: str) -> str:
    """``text`` with «…» closed up, as German and Italian are set in Switzerland."""
    return _BLANKS_IN_GUILLEMETS.sub("", without_narrow_blanks(text))


def typeset(language: str, text: str) -> str:
    """``text`` as it is printed in ``language``."""
    if language == "fr":
        return french(text)
    if language in ("de", "it"):
        return swiss_guillemets(text)
    return without_narrow_blanks(text)
