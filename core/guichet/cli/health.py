"""``guichet health``: state of each desk and of the services that its plugins need, for monitoring."""

from collections.abc import Callable, Iterator, Mapping

import click
from zc.lockfile import LockError

from guichet.app import DEFAULTS, close, open_desk
from guichet.documents import noto_fonts
from guichet.plugins import PluginError, Plugins, installed, with_plugin_settings
from guichet.settings import Settings, TenantSettings
from guichet.store.database import is_empty
from guichet.store.evolution import pending

Line = tuple[str, str | None]
"""Name of a check, and what is wrong; ``None`` when nothing is."""


@click.command()
@click.pass_obj
def health(read: Callable[[], Settings]) -> None:
    """Checks every desk and prints one line per check; ends with exit code 1 when something is wrong."""
    available = installed()
    settings = with_plugin_settings(read(), available)
    problem = noto_fonts.problem()
    wrong = problem is not None
    click.echo(f"fonts: {problem or 'ok'}")
    for tenant_settings in settings.desks:
        for name, problem in (
            *_database(settings, tenant_settings, available),
            *_of_plugins(tenant_settings.tenant_id, available),
        ):
            wrong = wrong or problem is not None
            click.echo(f"{tenant_settings.tenant_id}: {name}: {'ok' if problem is None else problem}")
    if wrong:
        raise click.exceptions.Exit(1)


def _database(settings: Settings, tenant_settings: TenantSettings, available: Mapping[str, object]) -> Iterator[Line]:
    try:
        desk = open_desk(settings, tenant_settings, available)
    except LockError:
        yield "database", None  # FileStorage is locked by the server, so the server runs
        return
    except PluginError:
        return  # reported with the plugins
    except Exception as error:
        yield "database", f"cannot be opened: {error!r}"
        return
    try:
        if is_empty(desk.db):
            yield "database", "the desk does not exist yet: run 'guichet init'"
            return
        waiting = ", ".join(step.name for step in pending(desk.db, desk.plugins.evolution_steps()))
        yield "database", f"waits for changes ({waiting}): run 'guichet evolve'" if waiting else None
    except Exception as error:  # the database broke off, or a plugin's steps are wrong: a line, and the next desk
        yield "database", f"cannot be read: {error!r}"
    finally:
        close(desk.db)


def _of_plugins(tenant_id: str, available: Mapping[str, object]) -> Iterator[Line]:
    try:
        plugins = Plugins(tenant_id, available, defaults=DEFAULTS)
    except PluginError as error:
        yield "plugins", str(error)
        return
    yield "plugins", None
    for plugin, check in plugins.health_checks:
        try:
            problem = check.check()
        except Exception as error:  # any error of a plugin's check is a result: docs/hooks.md promises it
            problem = repr(error)
        yield f"{plugin}: {check.name}", problem
