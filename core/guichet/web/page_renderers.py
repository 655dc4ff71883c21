"""The renderers of the templates of views, looked up once for each application."""

from typing import Any

import pyramid_chameleon.zpt
from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Makes Pyramid draw files that end with ``.pt`` with the renderers of pyramid_chameleon."""
    config.include("pyramid_chameleon")
    config.registry.page_renderers = {}
    config.add_renderer(".pt", page_renderer)


def page_renderer(info: Any) -> Any:
    """Pyramid's renderer factory: the renderer of the template ``info.name``, as a view of ``info.package`` names it.

    Pyramid asks for it in each request, and pyramid_chameleon makes a path and an asset name of the name each time: 100
    calls. A changed template is read again in development all the same, which the renderer does itself.
    """
    known, key = info.registry.page_renderers, (info.package, info.name)
    if key not in known:
        known[key] = pyramid_chameleon.zpt.renderer_factory(info)
    return known[key]
