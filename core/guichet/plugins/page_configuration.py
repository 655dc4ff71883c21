"""Adds a plugin's own pages to a desk: all below ``/p/NAME/``, none in place of a page of the core."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from pyramid.config import Configurator

from guichet.plugins.errors import PluginError
from guichet.tenants import Tenant

HOOK = "guichet_configure"
Introspected = dict[str, dict[Any, Any]]


def configure_pages(
    config: Configurator, name: str, package: str, configure: Callable[..., None], tenant: Tenant
) -> None:
    """Calls ``configure`` with a configurator whose routes begin with ``/p/NAME/``.

    ``config`` must have no pending actions. Raises :class:`PluginError` for any error, a view outside the prefix
    and a route that replaces another.
    """
    before = _introspected(config)
    try:
        with config.route_prefix_context(f"p/{name}"):
            # Relative asset paths are those of the plugin's package.
            own = config.with_package(import_module(package))
            # Makes this registry the current one of the thread, which some libraries look up while they are configured.
            own.begin()
            try:
                configure(config=own, tenant=tenant)
            finally:
                own.end()
        config.commit()
    except Exception as error:  # Pyramid raises what the plugin raises, and a dozen kinds of its own
        raise PluginError(f"plugin {name}: {HOOK} raised {error!r}; see guichet docs hooks") from error
    _refuse_outside(name, before, _introspected(config))


def _introspected(config: Configurator) -> Introspected:
    """Every view and every route by its discriminator."""
    found: Introspected = {}
    for category in ("views", "routes"):
        items = config.introspector.get_category(category) or ()
        found[category] = {item["introspectable"].discriminator: item["introspectable"] for item in items}
    return found


def _refuse_outside(name: str, before: Introspected, after: Introspected) -> None:
    routes = _added(before["routes"], after["routes"])
    replaced = [route["name"] for route in routes if route.discriminator in before["routes"]]
    if replaced:
        raise PluginError(f"plugin {name}: {HOOK} names a route {replaced[0]}, which is there already; choose another")
    own = {route["name"] for route in routes if route["pattern"].lstrip("/").startswith(f"p/{name}/")}
    for view in _added(before["views"], after["views"]):
        if view["route_name"] not in own:
            raise PluginError(
                f"plugin {name}: {HOOK} adds the view {view['callable']!r} outside /p/{name}/; use config.add_page"
            )


def _added(before: dict[Any, Any], after: dict[Any, Any]) -> list[Any]:
    return [item for key, item in after.items() if before.get(key) is not item]
