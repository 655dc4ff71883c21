"""``guichet mails``: the mail templates of a desk with occasion and placeholders, or one in every language."""

import difflib
from collections.abc import Mapping
from typing import Any

import click
from ZODB import DB

from guichet.app import DEFAULTS, application
from guichet.cli.desks import Read
from guichet.desk import Desk
from guichet.i18n import LANGUAGES
from guichet.keys import Keys
from guichet.messages.mail_templates import MailTemplate
from guichet.plugins import PluginError, Plugins, installed, with_plugin_settings
from guichet.settings import Settings, TenantSettings


@click.command()
@click.argument("name", required=False)
@click.option("--tenant", help="Canton, e.g. be; default: the first of the settings.")
@click.option("--language", default="fr", show_default=True, type=click.Choice(list(LANGUAGES)))
@click.pass_obj
def mails(read: Read, name: str | None, tenant: str | None, language: str) -> None:
    """Lists the mail templates of a desk: name, subject, occasion, placeholders.

    With a NAME, prints the words of that mail in every language of the desk, filled with its samples.
    """
    available = installed()
    settings = with_plugin_settings(read(), available)
    chosen = next((one for one in settings.desks if tenant in (None, one.tenant_id)), None)
    if chosen is None:
        raise click.ClickException(f"no desk {tenant} in the settings")
    desk = _desk(settings, chosen, available)
    templates = _templates(desk)
    if name is not None:
        _print_words(desk, templates, name)
        return
    localize = desk.localizer(language)
    for template in sorted(templates.values(), key=lambda one: one.name):
        click.echo(template.name)
        click.echo(f"  subject       {localize(template.subject)}")
        click.echo(f"  when          {localize(template.when)}")
        click.echo(f"  placeholders  {', '.join(sorted(template.samples)) or 'none'}")


def _desk(settings: Settings, tenant_settings: TenantSettings, available: Mapping[str, object]) -> Desk:
    """The desk over an empty database in memory."""
    try:
        plugins = Plugins(tenant_settings.tenant_id, available, defaults=DEFAULTS)
    except PluginError as problem:
        raise click.ClickException(str(problem)) from None
    keys = Keys(settings.secret, tenant_settings.tenant_id)
    # FileStorage admits one process, and this command is also for use while the server runs.
    return Desk(settings=settings, tenant_settings=tenant_settings, plugins=plugins, db=DB(None), keys=keys)


def _templates(desk: Desk) -> Mapping[str, MailTemplate]:
    """The templates that rooms and plugins register in the configuration of the application, by name."""
    app: Any = application(desk)
    found: Mapping[str, MailTemplate] = app.registry.mail_templates
    return found


def _print_words(desk: Desk, templates: Mapping[str, MailTemplate], name: str) -> None:
    if name not in templates:
        nearest = difflib.get_close_matches(name, templates, n=1, cutoff=0.0)
        raise click.ClickException(f"no mail {name}; did you mean {nearest[0]}?")
    for language in desk.tenant.languages:
        text = templates[name].draw(desk.localizer(language), templates[name].samples)
        link = [f"[{text.link_label}] {desk.tenant_settings.url}/{text.path}"] if text.link_label else []
        click.echo("\n\n".join([f"{language}  {text.subject}", *text.paragraphs, *link]) + "\n")
