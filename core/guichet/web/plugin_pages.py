"""The directives with which a plugin adds its own pages, see ``guichet_configure``."""

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.path import AssetResolver

from guichet.web import assets
from guichet.web.form_view import FormView
from guichet.web.personal_data import NotRecorded, Reads
from guichet.web.transactions import no_root


def includeme(config: Configurator) -> None:
    """Adds the directives, and the set of routes that they have added."""
    config.registry.plugin_routes = set()
    config.add_directive("add_page", add_page)
    config.add_directive("add_form_page", add_form_page)
    config.add_directive("add_files", add_files)


def add_page(
    config: Configurator,
    path: str,
    view: Callable[..., Any],
    *,
    permission: str | None = None,
    method: str = "GET",
    renderer: str | None = None,
    context: type | None = None,
    personal_data: Reads | NotRecorded | None = None,
) -> None:
    """Directive: a page at ``/p/NAME/path``; its route is named ``p/NAME/path``.

    ``permission`` is asked of the desk's root, or of the object that a path ending in ``*traverse`` leads to, which
    has to be a ``context``. One path may have several views of different methods. ``renderer`` is a template of the
    plugin's package; its path is relative to the package. ``personal_data`` is required for a page of the office.
    """
    _require_permission(path, permission)
    _require_template(config, path, renderer)
    name = _route(config, path)
    config.add_view(
        view,
        route_name=name,
        request_method=method,
        permission=permission,
        renderer=renderer,
        context=context,
        personal_data=personal_data,
    )


def add_form_page(
    config: Configurator,
    path: str,
    view: type[FormView],
    *,
    permission: str | None = None,
    renderer: str | None = None,
    context: type | None = None,
    personal_data: Reads | NotRecorded | None = None,
) -> None:
    """Directive: a page with one form, for GET and POST; the rest is as for ``add_page``."""
    _require_permission(path, permission)
    _require_template(config, path, renderer)
    options: dict[str, Any] = {"personal_data": personal_data} | ({"renderer": renderer} if renderer else {})
    config.add_form_view(view, route_name=_route(config, path), permission=permission, context=context, **options)


def add_files(config: Configurator, folder: str) -> None:
    """Directive: serves a folder of the plugin's package, for style sheets, scripts and pictures.

    ``page.asset("canton_ju:static/hours.js")`` is the address of a file in a template; it changes with the content.
    Raises ``ConfigurationError`` for a folder that is not there, or that has Python files in it.
    """
    asset = config.absolute_asset_spec(folder.rstrip("/") + "/")
    place = assets.folder(asset)
    if not place.is_dir() or any(place.rglob("*.py")):
        raise ConfigurationError(f"there is no folder {place} without Python files; the whole folder is served")
    address = f"files/{assets.fingerprint(asset)}"
    config.add_static_view(address, asset, cache_max_age=assets.YEAR, factory=no_root)


def _require_permission(path: str, permission: str | None) -> None:
    if permission is None:
        remedy = "write permission=… with one of guichet docs permissions, or permission=PUBLIC for a page open to all"
        raise ConfigurationError(f"the page {path} names no permission; {remedy}")


def _require_template(config: Configurator, path: str, renderer: str | None) -> None:
    # Pyramid itself looks for a template only when it is first drawn.
    if renderer and not AssetResolver(config.package).resolve(renderer).exists():
        raise ConfigurationError(
            f"there is no template {renderer} for the page {path}; add it, and to the package data of the distribution"
        )


def _route(config: Configurator, path: str) -> str:
    """The name of the path's route, which is added for the path's first view: one path may have several views."""
    name = f"{config.route_prefix}/{path}"
    if name not in config.registry.plugin_routes:
        config.registry.plugin_routes.add(name)
        config.add_route(name, path)
    return name
