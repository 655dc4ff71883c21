"""A desk: one canton, running. Everything that a request may reach hangs on it, and nothing of another canton does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from ZODB import DB

from guichet.i18n import Localizer
from guichet.keys import Keys
from guichet.plugins import Plugins
from guichet.settings import Settings, TenantSettings
from guichet.tenants import Tenant

_shared_localizer = cache(Localizer)
"""One for the same arguments in the process, so that what was drawn in its language can be kept under it."""


@dataclass(frozen=True)
class BrokenDesk:
    """A desk that could not be opened, since one of its plugins is wrong; the other desks run."""

    tenant_settings: TenantSettings
    reason: str
    """The text of the :class:`~guichet.plugins.PluginError`."""


@dataclass(frozen=True)
class Desk:
    """What one canton's application is built from; kept in its registry as ``registry.desk``."""

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

    def localizer(self, language: str) -> Localizer:
        """Texts and formats in a language of the desk, with its plugins' own catalogues; else in its first language.

        The first answers too for a user whose language the desk no longer offers.
        """
        return self._localizers.get(language, self._localizers[self.tenant.languages[0]])

    def url(self, *path: str) -> str:
        """A public address of this desk, for mails: built from the settings, never from the Host header."""
        return "/".join((self.tenant_settings.url, *path))

    def cookie(self, name: str) -> dict[str, Any]:
        """Name and flags of a cookie, as arguments of ``response.set_cookie``.

        The ``__Host-`` prefix binds it to this host and to https; development runs on http and goes without.
        """
        secure = not self.settings.development
        return {
            "name": f"__Host-{name}" if secure else name,
            "secure": secure,
            "httponly": True,
            "samesite": "Lax",
            "path": "/",
        }
