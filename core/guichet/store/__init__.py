"""A desk's database: opening it, containers of the tree, sorted indexes, blobs, evolution of stored data."""

from guichet.store.evolution import Evolution
from guichet.store.job_reports import JOB_REPORTS, JobReports
from guichet.store.models import Folder, Portal


def install(portal: Portal) -> None:
    """The folders of this room in a new desk."""
    portal.add("evolution", Evolution())
    portal.add(JOB_REPORTS, JobReports())


__all__ = ["Evolution", "Folder", "Portal", "install"]
