"""What plugins store at a desk: a folder for each of them, in the desk's own database."""

from typing import Any

from guichet.store.models import Folder, portal_of

NAME = "plugins"
"""Of the folder of these folders, in the portal."""


class PluginFolders(Folder):
    """Folders by the name of their plugin; a plugin that has stored nothing at this desk has none yet."""


def plugin_folder(item: Any, name: str) -> Folder:
    """The folder in which the plugin ``name`` stores objects of its own, made when it is first asked for.

    ``item`` is the portal, or any object that stands in it. Two plugins never see each other's names. A page that reads
    (GET) stores nothing, so an empty folder that it was given is gone with its request.
    """
    folders: PluginFolders = portal_of(item)[NAME]
    if name not in folders:
        folders.add(name, Folder())
    found: Folder = folders[name]
    return found
