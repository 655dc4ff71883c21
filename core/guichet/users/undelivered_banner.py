"""Banner on every page for a user whose e-mail address does not receive the desk's mails."""

from pyramid.config import Configurator
from pyramid.request import Request
from translationstring import TranslationString

from guichet.i18n import _
from guichet.messages.undelivered import undelivered_to

SENTENCE = _("Votre adresse e-mail ne reçoit pas nos messages. Vérifiez-la dans « Mon compte ».")


def includeme(config: Configurator) -> None:
    """Registers the banner."""
    config.add_banner(banner)


def banner(request: Request) -> TranslationString | None:
    """The sentence, for the owner of an address that the last mail did not reach."""
    if request.root is None or request.identity is None:
        return None
    return SENTENCE if undelivered_to(request.root, request.identity.user.email) else None
