"""The core's message domain, in a module without Pyramid: the rooms that may not import it mark texts too."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from translationstring import TranslationString, TranslationStringFactory

MAX_KEPT = 4096
"""Messages that are kept, more than the core has; a text that is no message must not fill the memory."""
_make = TranslationStringFactory("guichet")


def _(
    msgid: str, mapping: Mapping[str, object] | None = None, default: str | None = None, context: str | None = None
) -> Any:
    """Marks a French source text for translation; it is translated when a localizer is called with it.

    One without a mapping is made once: a page asks for twenty inside of functions, and its translation is then found
    without hashing the text again.
    """
    # A translation string is equal to one with another mapping, so that it cannot be a key.
    if mapping is None and default is None and type(msgid) is str:
        return _kept(msgid, context)
    return _make(msgid, mapping, default, context)


@lru_cache(MAX_KEPT)
def _kept(msgid: str, context: str | None) -> TranslationString:
    return _make(msgid, context=context)
