"""``guichet doctor``: checks a settings file, the machine and what runs on it; each line says what to do."""

from collections.abc import Callable, Iterator

import click

from guichet.cli.doctor.check_results import CheckResult, exit_code, guarded
from guichet.cli.doctor.desk_checks import backup_checks, database_checks, plugin_checks
from guichet.cli.doctor.key_checks import desk_key_checks, mail_key_check
from guichet.cli.doctor.machine_checks import file_checks, machine_checks
from guichet.cli.doctor.public_checks import address_checks, sender_checks
from guichet.cli.doctor.service_checks import scanner_checks, service_checks
from guichet.plugins import installed, with_plugin_settings
from guichet.settings import Settings, SettingsError


@click.command()
@click.option("--offline", is_flag=True, help="Check nothing that is on the network: relay, providers, DNS, addresses.")
@click.pass_obj
def doctor(read: Callable[[], Settings], offline: bool) -> None:
    """Checks the settings, the machine and the desks, one line per check, with what to do now.

    Ends with exit code 0 when all is well, 1 with a warning, 2 when something is wrong. Sends nothing and changes
    nothing, beside a running server too.
    """
    found = []
    for result in _results(read, offline):
        click.echo(result.line)
        found.append(result)
    code = exit_code(found)
    if code:
        raise click.exceptions.Exit(code)


def _results(read: Callable[[], Settings], offline: bool) -> Iterator[CheckResult]:
    available = installed()
    try:
        settings = with_plugin_settings(read(), available)
    except (click.ClickException, SettingsError) as problem:
        text = problem.message if isinstance(problem, click.ClickException) else str(problem)
        yield CheckResult("settings", "wrong", text, "nothing else can be checked until then")
        return
    yield CheckResult("settings")
    # On a development machine nothing is sent, and there is no public address.
    online = not (offline or settings.development)
    yield from guarded("machine", machine_checks(settings))
    if not settings.development:
        yield mail_key_check(settings.mail)
    if online:
        yield from guarded("services", service_checks(settings))
    for desk in settings.desks:
        yield from guarded(f"{desk.tenant_id}: plugins", plugin_checks(desk.tenant_id, available))
        yield from guarded(f"{desk.tenant_id}: files", file_checks(desk))
        yield from guarded(f"{desk.tenant_id}: database", database_checks(settings, desk, available))
        if not settings.development:
            yield from guarded(f"{desk.tenant_id}: keys", desk_key_checks(settings, desk, available))
            yield from guarded(f"{desk.tenant_id}: backup", backup_checks(settings, desk.tenant_id))
        if online:
            yield from guarded(f"{desk.tenant_id}: scanner", scanner_checks(settings, desk.tenant_id, available))
            yield from guarded(f"{desk.tenant_id}: address", address_checks(desk))
            yield from guarded(f"{desk.tenant_id}: sender", sender_checks(desk))
