"""« Télécharger mes données »: what the desk stores about a person, in one file.

Access and data portability: data protection act, LPD art. 25 and 28.
"""

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.i18n import _
from guichet.profile.directives import AccountEntry


def includeme(config: Configurator) -> None:
    """The pages of this room."""
    # The notice names the limit `export_pages.DOWNLOADS`.
    config.add_notice("too-many-downloads", _("Vous avez téléchargé vos données cinq fois. Réessayez dans une heure."))
    config.add_account_entry(entries)
    config.scan("guichet.data_export")


def entries(request: Request) -> list[AccountEntry]:
    """The row on « Mon compte »."""
    path = request.resource_path(request.root, "my-data")
    return [AccountEntry(_("Mes données"), "", _("Télécharger mes données"), path, "data")]
