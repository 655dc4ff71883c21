"""The audit log: which user did what to which object, and when."""

from guichet.audit.audit_log import AuditLog, entries, record
from guichet.store.models import Portal


def install(portal: Portal) -> None:
    """Adds the audit log to a new desk."""
    portal.add("audit", AuditLog())


__all__ = ["AuditLog", "entries", "install", "record"]
