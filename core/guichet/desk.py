"""A desk: one canton, running. Everything that a request may reach hangs on it, and nothing of another canton does."""

from dataclasses import dataclass, field
from typing import Any

from ZODB import DB

from guichet.keys import Keys
from guichet.plugins import Plugins
from guichet.settings import Settings, TenantSettings
from guichet.tenants import Tenant


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
