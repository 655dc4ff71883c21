"""``guichet plugin upgrade-check``: what another version of the interface would break of a plugin."""

import pytest

from guichet.cli.public_interface import interface_lines


@pytest.fixture
def interface(tmp_path):
    """``interface({"old line": "new line"})``: the file of another version of the interface."""

    def write(changes):
        lines = [changes.get(line, line) for line in interface_lines()]
        file = tmp_path / "interface.txt"
        file.write_text("\n".join(line for line in lines if line))
        return str(file)

    return write


def test_plugins_work_with_the_interface_they_are_installed_with(guichet):
    assert guichet("plugin", "upgrade-check").output.splitlines() == [
        f"{name}: works with the interface 1.1"
        for name in ("canton_be", "canton_ne", "clamav_scanner", "invoice_types")
    ]


def test_name_and_argument_and_hook_that_are_gone_are_named(guichet, interface):
    [tenant] = [line for line in interface_lines() if line.startswith("guichet.sdk Tenant(")]
    file = interface({
        "version 1.1": "version 2.0",
        tenant: tenant.replace("office_code", "office"),
        "guichet.sdk InvoiceTypeGroup(names, type_ids)": "",
        "hook guichet_contacts()": "",
    })  # fmt: skip
    output = guichet("plugin", "upgrade-check", "canton_be", "--against", file, exit_code=1).output
    assert "canton_be: was written for the interface 1.0, and this is 2.0: read CHANGES.md" in output
    assert "gives Tenant the argument office_code, which is gone" in output
    assert "imports InvoiceTypeGroup from guichet.sdk, which is gone" in output
    assert "canton_be: implements guichet_contacts, which is gone" in output


def test_argument_that_a_hook_no_longer_has_is_named(guichet, interface):
    file = interface({"hook guichet_attachment_scanner(settings)": "hook guichet_attachment_scanner(desk)"})
    output = guichet("plugin", "upgrade-check", "clamav_scanner", "--against", file, exit_code=1).output
    assert "guichet_attachment_scanner takes settings, which the hook no longer has; it has: desk" in output


def test_unknown_plugin_is_named_with_those_there_are(guichet):
    assert "no plugin canton_xy; there are: " in guichet("plugin", "upgrade-check", "canton_xy", exit_code=1).output


def test_interface_prints_the_lines_that_are_compared(guichet):
    assert guichet("plugin", "interface").output.splitlines() == interface_lines()
