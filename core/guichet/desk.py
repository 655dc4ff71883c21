"""A desk: the running portal of one canton, with its own database, plugins and keys.

A request reaches one desk through its registry and has no path to another: isolation by construction, without a filter
that could be forgotten (docs/decisions/0001-zodb-per-tenant.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from ZODB import DB

from guichet.i18n import Localizer
from guichet.keys import Keys
from guichet.messages.mail_letterhead import MailLetterhead
from guichet.plugins import Plugins
from guichet.plugins.fact_checks import asset_path
from guichet.settings import Settings, TenantSettings
from guichet.tenants import Tenant

_shared_localizer = cache(Localizer)
"""One localizer per set of arguments in the process: it is part of the keys of the caches of drawn parts."""


@dataclass(frozen=True)
class BrokenDesk:
    """A desk that cannot run because of an error in one of its plugins; the other desks run."""

    tenant_settings: TenantSettings
    reason: str
    """The text of the :class:`~guichet.plugins.PluginError`."""


@dataclass(frozen=True)
class Desk:
    """What the application of one canton is built from; ``registry.desk`` in that application."""

    settings: Settings
    tenant_settings: TenantSettings
    plugins: Plugins
    db: DB
    keys: Keys = field(repr=False)

    @property
    def tenant(self) -> Tenant:
        """The canton's facts."""
        return self.plugins.tenant

    @cached_property
    def _localizers(self) -> Mapping[str, Localizer]:
        first, *others = self.tenant.languages
        known = {first: _shared_localizer(first, self.plugins.locales)}
        # A language the core or a plugin has not been translated into shows the desk's first one; French is the source.
        for language in others:
            fallback = None if language == "fr" else known[first]
            known[language] = _shared_localizer(language, self.plugins.locales, fallback)
        return known

    @cached_property
    def letterhead(self) -> MailLetterhead:
        """Mark, colour, name and contact of the office, for mails."""
        branding = self.plugins.branding
        logo = asset_path(branding.mail_logo)
        return MailLetterhead(
            names=self.tenant.names,
            tagline=branding.tagline,
            contacts=self.plugins.contacts,
            colour=branding.brand_colour,
            logo=logo.read_bytes() if logo else b"",
        )

    def localizer(self, language: str) -> Localizer:
        """Texts and formats in a language, with the catalogues of the desk's plugins.

        For a language that the desk does not offer, or no longer, the desk's first language.
        """
        return self._localizers.get(language, self._localizers[self.tenant.languages[0]])

    def url(self, *path: str) -> str:
        """A public address of this desk, for mails.

        Built from the settings: with the Host header of the request, a forged one would send the recipient of a
        password reset to another site (OWASP Forgot Password Cheat Sheet).
        """
        return "/".join((self.tenant_settings.url, *path))

    def cookie_name(self, name: str) -> str:
        """The name under which a browser has a cookie.

        Development runs on http, where browsers reject the ``__Host-`` prefix, so names lack it there.
        """
        # ASVS 3.3.4: it binds a cookie to this host and to https (RFC 6265bis, 4.1.3.2), so that no other host of the
        # domain can plant one.
        return name if self.settings.development else f"__Host-{name}"

    def cookie(self, name: str) -> dict[str, Any]:
        """Name and flags of a cookie, as arguments of ``response.set_cookie``."""
        # ASVS 3.3.1 to 3.3.3. Lax and not Strict: a link in a mail has to arrive signed in.
        return {
            "name": self.cookie_name(name),
            "secure": not self.settings.development,
            "httponly": True,
            "samesite": "Lax",
            "path": "/",
        }
