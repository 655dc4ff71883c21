"""The answers that a page of a draft shows when it is opened, as a hidden input of its form.

When another page has saved meanwhile, they tell which of the two has changed an answer. They stay with the page, as the
database would otherwise have to keep each version of a draft for every page that may still be open
(docs/decisions/0013-two-pages-of-one-record.md).
"""

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any

from guichet.declaration.reading import MAX_LINES
from guichet.invoices.models import MAX_CSTRUCT

CONTROL = "answers_shown"
"""Name of the hidden input."""
MAX_BYTES = 4 * MAX_CSTRUCT
"""Of JSON in UTF-8."""
WINDOW = 12
"""Lines repeat each other within 4 kB; making ready zlib's usual 32 kB takes longer than packing the answers."""
MEMORY = 4
"""Of zlib's table of what it has seen, 4 kB; its usual 8, 64 kB, packs 31 journeys no shorter and takes longer."""
_encode = json.JSONEncoder(ensure_ascii=False).encode


def write(cstruct: Mapping[str, Any]) -> str:
    """Raw answers as the text of the input; 50 journeys take 1.6 kB."""
    packing = zlib.compressobj(wbits=WINDOW, memLevel=MEMORY)
    return base64.b64encode(packing.compress(_encode(cstruct).encode()) + packing.flush()).decode()


def read(text: str) -> dict[str, Any] | None:
    """The raw answers in a posted text; None for anything else, so that each difference is asked about."""
    unpacking = zlib.decompressobj()
    try:
        packed = unpacking.decompress(base64.b64decode(text, validate=True), MAX_BYTES)
    except (ValueError, zlib.error):
        return None
    return parse(packed) if unpacking.eof else None


def parse(text: str | bytes) -> dict[str, Any] | None:
    """The raw answers in posted JSON; None for what no form can have sent, e.g. more lines than it shows.

    Lines are compared with each other, so that a few kilobytes of empty ones would cost seconds.
    """
    try:
        answers = json.loads(text)
    except (ValueError, RecursionError):  # the second for brackets without end
        return None
    return answers if isinstance(answers, dict) and _number_of_lines(answers) <= MAX_LINES else None


def _number_of_lines(answers: dict[str, Any]) -> int:
    number, parts = 0, list[Any]([answers])
    while parts:
        part = parts.pop()
        number += len(part) if isinstance(part, list) else 0
        inside = part.values() if isinstance(part, dict) else part
        parts += [one for one in inside if isinstance(one, dict | list)]
    return number
