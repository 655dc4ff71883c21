"""The tests of plugins and the docs use what is promised; the modules of plugins are looked at by their contract."""

import ast

import pytest
from distributions import PLUGINS

from guichet import hookspecs, sdk


def imported(file):
    """The modules of the core that a file imports from."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "guichet":
            yield from (
                f"{node.module}.{alias.name}" if node.module == "guichet" else node.module for alias in node.names
            )
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == "guichet")


# The tests of the scanner drive the job of the worker, beside a real daemon.
@pytest.mark.parametrize("plugin", [name for name in PLUGINS if name != "clamav_scanner"])
def test_the_tests_of_a_plugin_import_from_testing_only(root, plugin):
    found = {module for file in (root / "plugins" / plugin / "tests").rglob("*.py") for module in imported(file)}
    assert {module for module in found if not module.startswith(("guichet.testing", "guichet.sdk"))} == set()


def test_the_examples_of_the_documentation_import_from_the_sdk_only(root):
    lines = (root / "docs" / "hooks.md").read_text().splitlines()
    other = [line for line in lines if line.startswith(("from guichet", "import guichet")) and ".sdk " not in line]
    assert other == []


def test_no_room_of_the_core_imports_the_sdk(root):
    # One module prints what it offers, for `guichet plugin interface`; one finds the texts in what plugins give to it.
    about_it = {"sdk.py", "public_interface.py", "plain_texts.py"}
    files = [file for file in (root / "core" / "guichet").rglob("*.py") if file.name not in about_it]
    assert [str(file) for file in files if "guichet.sdk" in set(imported(file))] == []


def test_the_sdk_has_the_version_of_the_hooks_and_names_in_order():
    assert sdk.API_VERSION == hookspecs.API_VERSION
    assert all(hasattr(sdk, name) for name in sdk.__all__)
