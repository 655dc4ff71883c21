"""Words with hyphens, « e-mail » and references, that no line of a heading or first sentence ends within."""

import re
from html import escape

from chameleon.utils import Markup

# With a further hyphen, at which a line may end: « E-Mail-Adresse ».
_WORD = re.compile(r"\b(?P<mail>[Ee]-[Mm]ails?\b-?)|\b[A-Z]{2}-[0-9]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def unbroken(text: str) -> Markup:
    """The text for a template, escaped, with such words in elements that the style sheet holds together.

    In text of twice the size a reference may be wider than a phone: there it is broken after all.
    """
    parts, end = [], 0
    for word in _WORD.finditer(text):
        style = "together" if word["mail"] else "num together"
        parts += [escape(text[end : word.start()]), f'<span class="{style}">{word[0]}</span>']
        end = word.end()
    return Markup("".join((*parts, escape(text[end:]))))
