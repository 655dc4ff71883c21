"""``guichet plugin list``: the installed plugins, and why one is not used."""

import re

import pytest

from guichet import cli
from guichet.cli import plugin_list
from guichet.plugins import BrokenPlugin, installed
from guichet.testing.ports import reserved_port


def test_each_plugin_is_listed_with_role_version_and_interface(guichet):
    lines = [re.sub(r"\s{2,}", "  ", line) for line in guichet("plugin", "list").output.splitlines()]
    assert lines == [
        "canton_be  canton be  0.1.0  API 1.0, 5 hooks",
        "canton_ne  canton ne  0.1.0  API 1.0, 5 hooks",
        "clamav_scanner  for all desks  0.1.0  API 1.0, 2 hooks",
        "invoice_types  for all desks  0.1.0  API 1.1, 1 hook",
    ]


def test_hooks_are_printed_where_they_are_asked_for(guichet):
    output = guichet("plugin", "list", "--hooks").output
    assert "  guichet_attachment_scanner, guichet_settings\n" in output


def test_plugin_that_is_not_used_is_shown_with_the_reason_and_an_error(guichet, monkeypatch):
    broken = BrokenPlugin(
        "plugin canton_xy: canton_xy cannot be imported: SyntaxError(…); reinstall or remove it", None
    )
    monkeypatch.setattr(plugin_list, "installed", lambda: {"canton_xy": broken})
    output = guichet("plugin", "list", exit_code=1).output
    assert output.startswith("canton_xy            not used")
    assert "\n  plugin canton_xy: canton_xy cannot be imported: SyntaxError(…); reinstall or remove it\n" in output


def test_canton_whose_desk_cannot_be_put_together_is_not_used(guichet, monkeypatch):
    without_types = {name: plugin for name, plugin in installed().items() if name == "canton_ne"}
    monkeypatch.setattr(plugin_list, "installed", lambda: without_types)
    output = guichet("plugin", "list", exit_code=1).output
    assert "desk ne: guichet_enabled_invoice_types names 318.632.1, which no plugin brings" in output
    assert cli.main.commands["plugin"].commands.keys() >= {"check", "interface", "list", "upgrade-check"}


@pytest.fixture
def unnamed(tmp_path, monkeypatch):
    """An installed distribution that needs the core and whose entry point stands in another group."""
    for name, requires, group in (
        ("guichet-canton-xy", "guichet", "guichet.plugins"),
        ("other", 'guichet[testing]; extra == "test"', "console_scripts"),
    ):
        info = tmp_path / "site" / f"{name.replace('-', '_')}-1.0.dist-info"
        info.mkdir(parents=True)
        lines = ("Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0", f"Requires-Dist: {requires}")
        (info / "METADATA").write_text("\n".join(lines))
        (info / "entry_points.txt").write_text(f"[{group}]\ncanton_xy = canton_xy.plugin\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    return (
        "guichet-canton-xy needs guichet and names no plugin; its entry points are: guichet.plugins.canton_xy. Write "
        'entry-points.guichet.canton_xy = "canton_xy.plugin" into its pyproject.toml, and install it again: '
        "pip install -e ."
    )


def test_distribution_without_entry_point_is_named_with_those_it_has(guichet, unnamed):
    output = guichet("plugin", "list").output
    assert unnamed in output.splitlines()
    assert "other needs" not in output


def test_serve_names_a_distribution_without_entry_point(guichet, unnamed, production_ini, tmp_path):
    # Settings of an office, with which it ends right behind the sentence.
    with reserved_port() as port:
        options = ("--port", str(port), "--data", str(tmp_path / "data"))
        assert unnamed in guichet("serve", *options, ini=production_ini, exit_code=1).output.splitlines()
