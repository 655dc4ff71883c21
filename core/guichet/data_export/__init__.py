"""What the desk stores about a person, in one file, and who of the office has read it.

Access and data portability: data protection act, LPD art. 25 and 28.
"""

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.i18n import _
from guichet.issuers import own_issuer
from guichet.profile.directives import AccountEntry


def includeme(config: Configurator) -> None:
    """The pages of this room."""
    # The notice names the limit `export_pages.DOWNLOADS`.
    config.add_notice("too-many-downloads", _("Vous avez téléchargé vos données cinq fois. Réessayez dans une heure."))
    config.add_account_entry(entries)
    config.scan("guichet.data_export")


def entries(request: Request) -> list[AccountEntry]:
    """The rows on « Mon compte »; the office's people have no file that others read."""
    path = request.resource_path(request.root, "my-data")
    rows = [AccountEntry(_("Mes données"), "", _("Télécharger mes données"), path, "data")]
    if own_issuer(request) is not None:
        read = request.resource_path(request.root, "consultations")
        rows.append(AccountEntry(_("Consultations"), "", _("Voir qui a consulté mon dossier"), read, "data"))
    return rows
