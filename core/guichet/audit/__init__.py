"""The audit trail: who did what to which object."""

from guichet.audit.trail import Trail, entries, record
from guichet.store.models import Portal


def install(portal: Portal) -> None:
    """The folders of this room in a new desk."""
    portal.add("audit", Trail())


__all__ = ["Trail", "entries", "install", "record"]
