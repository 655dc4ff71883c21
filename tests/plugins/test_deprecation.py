"""A deprecated name of the interface still works, and the warning names the plugin that uses it."""

import sys
from types import ModuleType

import pytest

from guichet import sdk
from guichet.plugins.deprecation import DEPRECATED, Deprecated, PluginDeprecationWarning


@pytest.fixture
def old_name(monkeypatch):
    monkeypatch.setitem(DEPRECATED, "Ruling", Deprecated("Decision", since="1.4", gone_in="2.0", value=sdk.Decision))


def run(code, name="canton_old.plugin"):
    module = ModuleType(name)
    sys.modules[name] = module
    try:
        exec(compile(code, "plugin.py", "exec"), vars(module))
    finally:
        del sys.modules[name]
    return module


def test_plugin_with_a_deprecated_name_is_named_with_what_to_write(old_name):
    expected = "plugin canton_old: guichet.sdk.Ruling is deprecated since 1.4 and gone in 2.0; write Decision"
    with pytest.warns(PluginDeprecationWarning) as warned:
        assert run("from guichet.sdk import Ruling").Ruling is sdk.Decision
    assert {str(one.message) for one in warned} == {expected}


def test_attribute_of_the_module_warns_as_an_import_does(old_name):
    with pytest.warns(PluginDeprecationWarning, match="plugin canton_old: guichet.sdk.Ruling"):
        run("import guichet.sdk\nfound = guichet.sdk.Ruling")


def test_name_that_was_never_there_is_an_ordinary_error():
    with pytest.raises(ImportError, match="cannot import name 'Rulings'"):
        run("from guichet.sdk import Rulings")


def test_deprecated_names_are_no_longer_offered():
    assert set(DEPRECATED) & set(sdk.__all__) == set()
