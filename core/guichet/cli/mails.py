"""``guichet mails``: which mails a desk sends, when, and with which values."""

from typing import Any

import click
from ZODB import DB

from guichet.app import DEFAULTS, application
from guichet.cli.desks import Read
from guichet.desk import Desk
from guichet.i18n import LANGUAGES
from guichet.keys import Keys
from guichet.messages.mail_templates import MailTemplate
from guichet.plugins import PluginError, Plugins, installed
from guichet.settings import Settings, TenantSettings


@click.command()
@click.option("--tenant", help="Canton, e.g. be; default: the first of the settings.")
@click.option("--language", default="fr", show_default=True, type=click.Choice(list(LANGUAGES)))
@click.pass_obj
def mails(read: Read, tenant: str | None, language: str) -> None:
    """Lists the mail templates of a desk by name: subject, occasion, placeholders."""
    settings = read()
    chosen = next((one for one in settings.desks if tenant in (None, one.tenant_id)), None)
    if chosen is None:
        raise click.ClickException(f"no desk {tenant} in the settings")
    desk = _desk(settings, chosen)
    localize = desk.localizer(language)
    for template in sorted(_templates(desk), key=lambda one: one.name):
        click.echo(template.name)
        click.echo(f"  subject       {localize(template.subject)}")
        click.echo(f"  when          {localize(template.when)}")
        click.echo(f"  placeholders  {', '.join(sorted(template.samples)) or 'none'}")


def _desk(settings: Settings, tenant_settings: TenantSettings) -> Desk:
    """The desk over an empty database; its own stays closed."""
    try:
        plugins = Plugins(tenant_settings.tenant_id, installed(), defaults=DEFAULTS)
    except PluginError as problem:
        raise click.ClickException(str(problem)) from None
    keys = Keys(settings.secret, tenant_settings.tenant_id)
    # In memory: FileStorage lets one process in, and this command is of use while the server runs.
    return Desk(settings=settings, tenant_settings=tenant_settings, plugins=plugins, db=DB(None), keys=keys)


def _templates(desk: Desk) -> list[MailTemplate]:
    """What rooms and plugins add while the application is put together."""
    app: Any = application(desk)
    return list(app.registry.mail_templates.values())
