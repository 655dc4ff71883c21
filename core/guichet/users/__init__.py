"""Users: registration, invitations, links by e-mail, password reset, sessions as records, the office's people."""

from pyramid.config import Configurator

from guichet.store.models import Folder, Portal
from guichet.users import mails
from guichet.users.models import Colleagues, Links, LostPhones, Sessions, Users
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


def install(portal: Portal) -> None:
    """Adds the folders of this room to a new desk."""
    portal.add("users", Users())
    portal.add("sessions", Sessions())
    portal.add("links", Links())
    portal.add("tasks", Folder())
    portal.add("lost_phones", LostPhones())
    portal.add("office_staff", Colleagues())
