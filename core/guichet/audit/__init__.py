"""The audit log: which user did what to which object, in which role, and when; a hash chain that can be verified."""

from guichet.audit.audit_log import entries, record
from guichet.audit.models import AuditLog
from guichet.audit.readings import FOLDER, Readings
from guichet.store.models import Portal


def install(portal: Portal) -> None:
    """Adds the audit log and the list of readings to a new desk."""
    portal.add("audit", AuditLog())
    portal.add(FOLDER, Readings())


__all__ = ["AuditLog", "entries", "install", "record"]
