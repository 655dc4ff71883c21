"""View deriver: every view must declare a permission (checked at start, ASVS 8.2.1)."""

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.security import NO_PERMISSION_REQUIRED

PUBLIC = NO_PERMISSION_REQUIRED
"""The permission of a page that anyone may see."""


def includeme(config: Configurator) -> None:
    """Refuses views without a permission, and requires a CSRF token for every unsafe request (ASVS 3.5.1)."""
    # Not ``set_default_permission``: a view would then be closed without a word, and a public one would look the same.
    config.add_view_deriver(require_permission, "require_permission")
    config.set_default_csrf_options(require_csrf=True)


def require_permission(view: Callable[..., Any], info: Any) -> Callable[..., Any]:
    """View deriver: raises ``ConfigurationError`` at start for a view without a permission."""
    if info.options.get("permission") is None:
        raise ConfigurationError(f"the view {info.original_view!r} names no permission")
    return view


require_permission.options = ("permission",)  # type: ignore[attr-defined]  # Pyramid reads it there
