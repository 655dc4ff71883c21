"""The frame every room's pages stand in."""

from pyramid.config import Configurator
from pyramid.csrf import CookieCSRFStoragePolicy

TWEENS = (
    "guichet.web.headers.secure",
    "guichet.web.headers.refuse_junk",
    "guichet.web.transactions.serialize_writes",
    "pyramid_tm.tm_tween_factory",
    "guichet.web.transactions.doom_reads",
    # Inside the transaction, unlike Pyramid's default: an error page may then read who is signed in.
    "pyramid.tweens.excview_tween_factory",
)


def includeme(config: Configurator) -> None:
    """Includes what belongs to every page."""
    config.include("pyramid_chameleon")
    config.include("guichet.web.transactions")
    config.include("guichet.web.view_permissions")
    config.include("guichet.web.requests")
    config.include("guichet.web.page_context")
    config.include("guichet.web.assets")
    config.include("guichet.web.errors")
    config.include("guichet.web.pages")
    config.include("guichet.web.form_view")
    config.include("guichet.web.plugin_pages")
    cookie = config.registry.desk.cookie("csrf")
    config.set_csrf_storage_policy(
        CookieCSRFStoragePolicy(cookie["name"], secure=cookie["secure"], httponly=True, samesite="Lax")
    )
