"""The rows about second factors on « Mon compte »."""

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.i18n import _
from guichet.profile.directives import AccountEntry

ONE_LEFT = _("Il vous reste un code.")
SOME_LEFT = _("Il vous reste ${n} codes.")


def includeme(config: Configurator) -> None:
    """Adds the rows."""
    config.add_account_entry(entries)


def entries(request: Request) -> list[AccountEntry]:
    """The authenticator app and the recovery codes."""
    user = request.identity.user
    has_app, left = bool(user.totp_nonce), len(user.recovery_left)
    counted = request.localize.plural(left, ONE_LEFT, SOME_LEFT) if left else _("Aucun code imprimé.")
    return [
        AccountEntry(
            _("Application d’authentification"),
            _("Elle donne vos codes de connexion.")
            if has_app
            else _("Aucune. Une application sur votre téléphone est plus sûre que les SMS."),
            _("Modifier l’application") if has_app else _("Configurer une application"),
            request.resource_path(request.root, "authenticator"),
        ),
        AccountEntry(
            _("Codes de secours"),
            counted,
            _("Remplacer les codes") if left else _("Créer des codes"),
            request.resource_path(request.root, "recovery-codes"),
        ),
    ]
