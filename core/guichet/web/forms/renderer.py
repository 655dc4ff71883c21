"""Renderer of the form templates in ``templates/``. One renderer serves all threads, desks and languages."""

from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from deform.template import ZPTRendererFactory, ZPTTemplateLoader

from guichet.i18n import Localizer
from guichet.web.html_frames import Frame, Html, escape, frame_of

TEMPLATES = Path(__file__).parent / "templates"
MAX_KEPT = 512
"""Drawings kept of all forms of the process, about 1 kB each, a month of a calendar 12."""


class Renderer(ZPTRendererFactory):
    """deform's renderer without deform's templates, whose inline scripts the content security policy forbids.

    The language is an argument of each call, since threads share the renderer and the compiled templates.
    """

    def __init__(self, *, reload: bool = False) -> None:
        """:param reload: read changed templates again, in development; then no drawing is kept either."""
        self.translate = None
        self.reload = reload
        self.loader = ZPTTemplateLoader(search_path=[str(TEMPLATES)], auto_reload=reload)
        self._templates: dict[str, Any] = {}
        self._kept = lru_cache(MAX_KEPT)(self._draw)
        self._frames = lru_cache(MAX_KEPT)(self._frame)

    def load(self, template_name: str) -> Any:
        """The template of that name. Kept, since the loader searches its folder at each call (10 µs)."""
        found = self._templates.get(template_name)
        if found is None:
            found = self._templates[template_name] = self.loader.load(template_name)
        return found

    def __call__(self, template_name: str, *, localize: Localizer, **kw: Any) -> Html:
        """The template ``template_name`` with ``kw``, in the language of ``localize``."""
        return Html(self.load(template_name)(translate=localize.translate, **kw))

    def once(self, template_name: str, localize: Localizer, **facts: Any) -> Html:
        """The template ``template_name`` with the hashable ``facts`` only: drawn once for the same facts and localizer.

        A desk has one localizer for each language. A TranslationString has to be localized first: two that differ in
        their mapping only are equal as keys.
        """
        draw = self._draw if self.reload else self._kept
        return draw(template_name, localize, tuple(facts.items()))

    def framed(
        self,
        template_name: str,
        localize: Localizer,
        texts: Mapping[str, str],
        inside: Mapping[str, Html],
        *,
        keep: bool = True,
        **facts: Any,
    ) -> Html:
        """The template ``template_name`` around other HTML, drawn once for the same names and hashable ``facts``.

        ``texts`` are escaped and put into the kept drawing, ``inside`` is put in as it is. A list of 31 lines has 31
        frames of 25 variables. Without ``keep`` it is drawn each time: for facts that are of one answer.
        """
        make = self._frames if keep and not self.reload else self._frame
        frame = make(template_name, localize, (*texts, *inside), tuple(facts.items()))
        filled = {name: escape(text) if text else "" for name, text in texts.items()}
        return frame.filled({**filled, **inside})

    def _frame(
        self, template_name: str, localize: Localizer, names: tuple[str, ...], facts: tuple[tuple[str, Any], ...]
    ) -> Frame:
        return frame_of(partial(self, template_name, localize=localize), names, facts)

    def _draw(self, template_name: str, localize: Localizer, facts: tuple[tuple[str, Any], ...]) -> Html:
        return self(template_name, localize=localize, **dict(facts))


def described_by(oid: str, hint: str, message: str, *, read: bool = False) -> str | None:
    """The ids of hint, error and mark « lu sur le document », for ``aria-describedby``."""
    ids = [f"{oid}-{name}" for name, shown in (("hint", hint), ("error", message), ("read", read)) if shown]
    return " ".join(ids) or None
