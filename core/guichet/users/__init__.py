"""Users: registration, invitations, links by e-mail, password reset, sessions as records, the office's people."""

from pyramid.config import Configurator

from guichet.users import mails
from guichet.users.models import install
from guichet.users.password_reset import RESET
from guichet.users.registration import ACTIVATION
from guichet.users.tasks import add_tasks


def includeme(config: Configurator) -> None:
    """The pages of this room, its mail templates, and the tasks that its pages leave to the worker."""
    config.include(add_tasks)
    config.add_task(ACTIVATION)
    config.add_task(RESET)
    config.add_mail_templates(mails)
    config.include("guichet.users.saved_forms")
    config.include("guichet.users.undelivered_banner")
    config.scan("guichet.users")


__all__ = ["includeme", "install"]
