"""Pages for authors of plugins, on a development machine only: what a form is made of, which hooks were called.

They are in English, like the documentation, and no desk in production includes them.
"""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Adds the pages below ``/_dev/``. Raises :class:`RuntimeError` in production."""
    if not config.registry.desk.settings.development:
        raise RuntimeError("the pages below /_dev/ show how the desk works and belong to development only")
    config.include("guichet.web.development.forms_page")
    config.include("guichet.web.development.hooks_page")
