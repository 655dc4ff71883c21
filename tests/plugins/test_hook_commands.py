"""Commands and health checks of plugins, on the command line."""

from importlib import import_module
from types import ModuleType

import pytest
from click.testing import CliRunner

from guichet import app, cli
from guichet.cli import plugin_commands
from guichet.documents import noto_fonts
from guichet.plugins import BrokenPlugin, PluginError, Plugins, installed

# In the package, the name is that of the command.
DOCTOR = import_module("guichet.cli.doctor")
COMMANDS = """
import click

@click.command()
@click.pass_obj
def desks(read):
    click.echo(" ".join(one.tenant_id for one in read().desks))

@hookimpl
def guichet_commands(cli):
    cli.add_command(desks)
"""
CHECKS = """
@hookimpl
def guichet_health_checks(tenant):
    return [HealthCheck("archive", lambda: {archive}), HealthCheck("clock", lambda: None)]
"""


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs ``guichet`` with one further plugin; exit code and output."""

    def command(plugin, *arguments):
        available = {**installed(), "shop": plugin}
        for module in (app, plugin_commands, DOCTOR):
            monkeypatch.setattr(module, "installed", lambda: available)
        names = type("Points", (), {"names": set(available)})()
        monkeypatch.setattr(plugin_commands, "entry_points", lambda group: names)
        ini = tmp_path / "guichet.ini"
        ini.write_text(INI.format(folder=tmp_path))
        done = CliRunner().invoke(cli.main, ["--ini", str(ini), *arguments])
        return done.exit_code, done.output

    return command


INI = """
[app:main]
use = egg:guichet
guichet.environment = development
guichet.secret_file = {folder}/secret
guichet.tenants = be
guichet.tenant.be.hosts = be.localhost
guichet.tenant.be.url = http://be.localhost
guichet.tenant.be.storage = file://{folder}/Data.fs?blobstorage_dir={folder}/blobs
guichet.tenant.be.mail_from = guichet@be.example
"""


def test_hook_commands_are_a_group_of_the_plugin(shop, run):
    module = shop(COMMANDS)
    assert run(module, "shop", "desks") == (0, "be\n")
    assert "shop" in run(module, "--help")[1]


def test_a_plugin_without_commands_is_no_command(shop, run):
    module = shop("")
    assert "No such command 'shop'" in run(module, "shop")[1]
    assert "shop" not in run(module, "--help")[1]


def test_a_broken_plugin_stops_no_command_but_its_own(run):
    broken = BrokenPlugin("plugin shop: shop.plugin cannot be imported; reinstall or remove it", None)
    assert run(broken, "--help")[0] == 0
    code, output = run(broken, "shop", "desks")
    assert code == 1
    assert "plugin shop: shop.plugin cannot be imported" in output


# Health checks


def test_hook_health_checks_are_looked_at_beside_the_database(shop, run):
    module = shop(CHECKS.format(archive="None"))
    assert run(module, "init")[0] == 0
    code, output = run(module, "doctor")
    for line in ("database", "plugins", "shop: archive", "shop: clock"):
        assert f"ok       be: {line}\n" in output
    assert code == 0


@pytest.mark.parametrize(("archive", "shown"), [("'full'", "full"), ("1 / 0", "ZeroDivisionError")])
def test_a_check_that_finds_something_or_fails_ends_with_exit_code_2(shop, run, archive, shown):
    module = shop(CHECKS.format(archive=archive))
    run(module, "init")
    code, output = run(module, "doctor")
    assert code == 2
    (line,) = [line for line in output.splitlines() if line.startswith("wrong    be: shop: archive: ")]
    assert shown in line
    assert "ok       be: shop: clock\n" in output


def test_doctor_names_the_fonts_that_the_machine_lacks(shop, run, monkeypatch):
    monkeypatch.setattr(noto_fonts, "installed", lambda: dict.fromkeys(noto_fonts.FILES - {"NotoSansArabic-Bold.ttf"}))
    code, output = run(shop(""), "doctor")
    assert code == 2
    assert "fonts: copies cannot show every name, NotoSansArabic-Bold.ttf missing; apt install" in output


def test_doctor_names_what_is_wrong_with_a_plugin(run):
    code, output = run(BrokenPlugin("plugin shop: gone", None), "doctor")
    assert code == 2
    assert "wrong    be: plugins: plugin shop: gone; " in output
    assert "be: database" not in output


STEPS = """
@hookimpl
def guichet_evolution_steps():
    {steps}
"""


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        ("return [EvolutionStep('shop.two', print, after=('shop.one',))]", "wait for shop.one, which no plugin has"),
        ("return [1 / 0]", "ZeroDivisionError"),
    ],
)
def test_doctor_reports_evolution_steps_that_cannot_be_read(shop, run, steps, shown):
    run(ModuleType("shop"), "init")
    code, output = run(shop(STEPS.format(steps=steps)), "doctor")
    assert code == 2
    (line,) = [line for line in output.splitlines() if line.startswith("wrong    be: database: cannot be read: ")]
    assert shown in line
    assert "ok       be: plugins\n" in output


def test_a_health_check_of_another_kind_is_a_plugin_error(canton, plugin):
    wrong = plugin(guichet_health_checks=lambda tenant: ["archive"])
    with pytest.raises(PluginError, match="plugin shop: guichet_health_checks returned 'archive'; return a list"):
        Plugins("zz", {"canton_zz": canton, "shop": wrong})
