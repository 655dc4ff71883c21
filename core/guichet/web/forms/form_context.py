"""`FormContext`: what all fields of one form share, and what is drawn beside them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from translationstring import TranslationString

from guichet.declaration.form_checks import ID_SUFFIXES
from guichet.i18n import Localizer
from guichet.web.forms.renderer import Renderer
from guichet.web.html_frames import Html

RESERVED = ID_SUFFIXES | {"add", "remove", "repeat", "csrf_token", "shown", "__start__", "__end__"}
"""Names no question may have: they would give the id of a neighbour's hint or error, or the name of a form's own
control. A browser posts all controls in one flat list, so this holds at every depth."""


@dataclass(frozen=True)
class LineTexts:
    """What is printed of a line beside its questions, all as text."""

    brief: tuple[str, ...] = ()
    """When, what and how: what the line says when it is folded."""
    amounts: tuple[str, ...] = ()
    """In the columns of the list; the amount of the line comes last."""
    terms: tuple[tuple[str, str], ...] = ()
    """Formula and amount of each term."""
    state: str = ""
    """« Complet »; empty for a line without a state."""
    complete: bool = False


@dataclass(frozen=True)
class FormLock:
    """What may be changed in a form of which the rest is shown as text."""

    is_open: Callable[[str], bool]
    """By path of a question or list."""
    may_remove: Callable[[str], bool]
    """By path of a line."""


@dataclass
class FormContext:
    """What all fields of one form share."""

    renderer: Renderer
    localize: Localizer
    prefix: str = ""
    line_texts: Mapping[str, LineTexts] = field(default_factory=dict)
    """By path of a line."""
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Path of a list → the sums under the amounts of its lines."""
    open_line: str = ""
    """Path of a line that is not folded, whatever it holds."""
    proposed: Collection[str] = frozenset()
    """Paths of questions whose answers were read on a document and are not confirmed: they are marked."""
    lock: FormLock | None = None
    """None where every answer may be changed."""
    beside: Mapping[str, Html] = field(default_factory=dict)
    """By path of a field: what is drawn before it, or inside a line or section above its questions."""
    reserved: frozenset[str] = RESERVED
    """Names no question of this form may have."""
    has_errors: bool = field(default=False, init=False)
    """Whether a field has an error: most forms have none, and then no field is looked at."""
    lines: int = field(default=0, init=False)
    """How many lines the form shows, in all its lists together."""
    posted_lines: int = field(default=0, init=False)
    """How many lines were read from the posted controls."""

    def text(self, text: str) -> str:
        """``text`` in the reader's language; a plain string, such as a person's name, stays as it is."""
        return self.localize(text) if isinstance(text, TranslationString) else text

    def require_free(self, name: str) -> None:
        """Raise ``ValueError`` for a name that no question of this form may have."""
        if name in self.reserved:
            raise ValueError(f"a question cannot be named {name!r}, see {__name__}.RESERVED")

    def is_open(self, path: str) -> bool:
        """Whether the answer at a path may be changed."""
        return self.lock is None or self.lock.is_open(path)

    def may_remove(self, path: str) -> bool:
        """Whether a line may be removed."""
        return self.lock is None or self.lock.may_remove(path)

    def draw(self, template: str, **values: Any) -> Html:
        """The template ``template`` with plain ``values``, in the reader's language."""
        return self.renderer(template, localize=self.localize, **values)
