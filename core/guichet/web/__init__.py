"""Parts of all pages: tweens, transactions, permissions, page context, form views, directives for rooms and plugins."""

from pyramid.config import Configurator
from pyramid.csrf import CookieCSRFStoragePolicy
from pyramid.request import Request

from guichet.web import template_scope
from guichet.web.errors import SENT_COOKIES

# From the outside in. Named as a whole (``pyramid.tweens``), since the order that Pyramid derives from the order of
# includes would change with an include.
TWEENS = (
    # Outermost, so that what any other logs has the id of the request.
    "guichet.web.request_ids.with_id",
    # Around those that answer, so that all answers carry the headers, errors included.
    "guichet.web.headers.secure",
    # Outside the transaction: nothing is held while a page is compressed.
    "guichet.web.compression.compress",
    "guichet.web.request_bounds.refuse_junk",
    # Around the transaction: the lock is released after the commit.
    "guichet.web.transactions.serialize_writes",
    "pyramid_tm.tm_tween_factory",
    "guichet.web.transactions.doom_reads",
    # Inside the transaction, unlike Pyramid's default: an error page may then read who is signed in.
    "pyramid.tweens.excview_tween_factory",
)


class CsrfCookie(CookieCSRFStoragePolicy):
    """The CSRF token in a cookie; whether the browser has sent any cookie stays known."""

    def new_csrf_token(self, request: Request) -> str:
        """Makes a token. Pyramid also puts it among the cookies of the request, as if the browser had sent it."""
        request.environ.setdefault(SENT_COOKIES, tuple(request.cookies))
        token: str = super().new_csrf_token(request)
        return token


def includeme(config: Configurator) -> None:
    """Includes what every page uses, and sets the CSRF cookie of the desk."""
    template_scope.install()
    config.include("guichet.web.page_renderers")
    config.include("guichet.web.transactions")
    config.include("guichet.web.view_permissions")
    config.include("guichet.web.personal_data")
    config.include("guichet.web.form_body")
    config.include("guichet.web.requests")
    config.include("guichet.web.reader_language")
    config.include("guichet.web.page_context")
    config.include("guichet.web.page_layout")
    config.include("guichet.web.assets")
    config.include("guichet.web.errors")
    config.include("guichet.web.pages")
    config.include("guichet.web.well_known")
    config.include("guichet.web.typed_forms")
    config.include("guichet.web.form_view")
    config.include("guichet.web.plugin_pages")
    config.include("guichet.web.streams")
    if config.registry.desk.settings.monitoring.listen:
        config.include("guichet.web.request_metrics")
    if config.registry.desk.settings.development:
        config.include("guichet.web.development")
    # A cookie and not the session: forms before sign-in need a token, and there is no session yet (ASVS 3.5.1).
    cookie = config.registry.desk.cookie("csrf")
    config.set_csrf_storage_policy(CsrfCookie(cookie["name"], secure=cookie["secure"], httponly=True, samesite="Lax"))
