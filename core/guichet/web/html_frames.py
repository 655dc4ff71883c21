"""HTML that is drawn once, with placeholders for what changes, and then filled."""

import html
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NewType

# Placeholders in a kept drawing for what changes, such as id and value of a field. Random, so that no text in a label
# can be mistaken for one of them.
ID = f"id{secrets.token_hex(8)}"
VALUE = f"value{secrets.token_hex(8)}"
_MARKS_UP = re.compile("[&<>\"']").search
Html = NewType("Html", str)
"""HTML of a part of a form. Only the type checker tells it from a text, since `Markup`, which a page's template wants,
copies the text when it is made and again when it is printed: the journeys of a month, 350 kB, stand in six parts, one
inside the other. `guichet.web.forms.form.Form` hands `Markup` to the page.
"""


def place(name: str) -> str:
    """The placeholder that `Frame.filled` fills with the text ``name``."""
    return f"{VALUE}-{name}-"


def escape(text: str) -> str:
    """As `html.escape`, which looks for five signs one by one: in a third of the time where a text has none of them."""
    return html.escape(text) if _MARKS_UP(text) else text


def escaped(texts: Mapping[str, str]) -> dict[str, str]:
    """The ``texts`` by name, each escaped."""
    return {name: escape(text) for name, text in texts.items()}


class Frame:
    """A drawing with placeholders, taken apart once: it is filled for each line of a form and each reader of a page."""

    def __init__(self, drawn: str) -> None:
        self.parts = re.split(f"{VALUE}-(.*?)-", drawn)
        """HTML and the name of a placeholder, in turn; HTML comes first and last."""
        self._names = self.parts[1::2]

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def filled(self, texts: Mapping[str, str]) -> Html:
        """The drawing with the escaped ``texts`` by name, or other HTML, in their places."""
        return Html("".join(self._filled(texts)))

    def filled_around(self, name: str, texts: Mapping[str, str]) -> tuple[Html, Html]:
        """What is before the place ``name`` and what is behind it; ``texts`` as for `filled`."""
        parts, middle = self._filled({**texts, name: ""}), 2 * self._names.index(name) + 1
        return Html("".join(parts[:middle])), Html("".join(parts[middle:]))

    def _filled(self, texts: Mapping[str, str]) -> list[str]:
        parts = self.parts.copy()
        parts[1::2] = [texts[name] for name in self._names]
        return parts


def frame_of(draw: Callable[..., str], names: Iterable[str], facts: Iterable[tuple[str, Any]]) -> Frame:
    """What a template draws that is given ``facts``, a placeholder for each of ``names``, and these as ``places``."""
    places = {name: place(name) for name in names}
    return Frame(draw(places=places, **places, **dict(facts)))
