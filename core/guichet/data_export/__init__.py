"""« Télécharger mes données »: what the desk keeps of a person, in one file (data protection act, LPD art. 25, 28)."""

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.i18n import _
from guichet.profile.directives import AccountEntry


def includeme(config: Configurator) -> None:
    """The pages of this room."""
    config.add_notice("too-many-downloads", _("Vous avez téléchargé vos données cinq fois. Réessayez dans une heure."))
    config.add_account_entry(entries)
    config.scan("guichet.data_export")


def entries(request: Request) -> list[AccountEntry]:
    """The row on « Mon compte »."""
    path = request.resource_path(request.root, "my-data")
    return [AccountEntry(_("Mes données"), "", _("Télécharger mes données"), path, "data")]
