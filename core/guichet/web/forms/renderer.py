"""Draws forms with our own templates only. One renderer serves all threads and languages."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chameleon.utils import Markup
from deform.template import ZPTRendererFactory, ZPTTemplateLoader

from guichet.i18n import Localizer

TEMPLATES = Path(__file__).parent / "templates"


class Renderer(ZPTRendererFactory):
    """deform's renderer without deform's templates: theirs bring inline script, ours are safe under a strict policy.

    The language is an argument of each call, since threads share the renderer and the compiled templates.
    """

    def __init__(self, *, folders: Sequence[Path] = (), reload: bool = False) -> None:
        """:param folders: looked through before our own, for a desk that draws a part in its own way.
        :param reload: read changed templates again, in development.
        """
        self.translate = None
        self.loader = ZPTTemplateLoader(
            search_path=[str(folder) for folder in (*folders, TEMPLATES)],
            auto_reload=reload,
        )

    def __call__(self, template_name: str, *, localize: Localizer, **kw: Any) -> Markup:
        """The template ``template_name`` with ``kw``, in the language of ``say``."""
        return Markup(self.load(template_name)(translate=localize.translate, **kw))
