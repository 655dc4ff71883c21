"""A desk's database: opening it, containers of the tree, sorted indexes, blobs, evolution of stored data."""

from guichet.store.evolution import Evolution
from guichet.store.job_reports import JOB_REPORTS, JobReports
from guichet.store.models import Folder, Portal
from guichet.store.plugin_folders import NAME as PLUGIN_FOLDERS
from guichet.store.plugin_folders import PluginFolders
from guichet.store.retention_terms import NAME as TERMS
from guichet.store.retention_terms import RetentionTerms


def install(portal: Portal) -> None:
    """The folders of this room in a new desk."""
    portal.add("evolution", Evolution())
    portal.add(JOB_REPORTS, JobReports())
    portal.add(TERMS, RetentionTerms())
    portal.add(PLUGIN_FOLDERS, PluginFolders())


__all__ = ["Evolution", "Folder", "Portal", "install"]
