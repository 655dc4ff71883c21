"""Closed by default: a view that names no permission does not start."""

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.security import NO_PERMISSION_REQUIRED

PUBLIC = NO_PERMISSION_REQUIRED
"""The permission of a page that anyone may see, said aloud."""


def includeme(config: Configurator) -> None:
    """Refuses views without a permission; protects every unsafe request against forgery."""
    config.add_view_deriver(require_permission, "require_permission")
    config.set_default_csrf_options(require_csrf=True)


def require_permission(view: Callable[..., Any], info: Any) -> Callable[..., Any]:
    """View deriver: raises ``ConfigurationError`` at start for a view that does not say who may use it."""
    if info.options.get("permission") is None:
        raise ConfigurationError(f"the view {info.original_view!r} names no permission")
    return view


require_permission.options = ("permission",)  # type: ignore[attr-defined]  # Pyramid reads it there
