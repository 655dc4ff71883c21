"""The audit trail: who did what to which object."""

from guichet.audit.audit_log import AuditLog, entries, record
from guichet.store.models import Portal


def install(portal: Portal) -> None:
    """The folders of this room in a new desk."""
    portal.add("audit", AuditLog())


__all__ = ["AuditLog", "entries", "install", "record"]
