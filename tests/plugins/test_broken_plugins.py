"""A plugin that cannot be used stops the desks that would use it, and no others."""

import sys
from dataclasses import replace
from importlib.metadata import EntryPoint

import pytest

from guichet.hookspecs import API_VERSION, hookimpl
from guichet.plugins import BrokenPlugin, PluginError, Plugins, canton_ids, desk_ids, discovery, installed

CANTON = "from nowhere import gone\n\ndef guichet_tenant():\n    return None\n"
TYPES = "def guichet_invoice_types(:\n"
CHECKS = "import gone\n\ndef guichet_check_invoice(invoice, context):\n    return ()\n"


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Installs packages with a module ``plugin`` of the texts given: ``install(canton_yy="…")``; all plugins."""

    def add(**sources):
        monkeypatch.syspath_prepend(tmp_path)
        for name, text in sources.items():
            # What a test imports is forgotten at its end: the next one writes other files under that name.
            monkeypatch.setitem(sys.modules, name, None)
            del sys.modules[name]
            (tmp_path / name).mkdir()
            (tmp_path / name / "__init__.py").touch()
            (tmp_path / name / "plugin.py").write_text(text)
        points = [EntryPoint(name, f"{name}.plugin", "guichet") for name in sources]
        monkeypatch.setattr(discovery, "entry_points", lambda group: points)
        return installed()

    return add


def test_a_plugin_that_cannot_be_imported_is_kept_with_its_reason(install):
    found = install(canton_gone=CANTON)["canton_gone"]
    assert found.reason.startswith("plugin canton_gone: canton_gone.plugin cannot be imported: ModuleNotFoundError")
    assert found.reason.endswith("canton_gone/plugin.py, line 1; mend it, or remove the plugin")


def test_a_broken_canton_stops_no_other_desk(install, canton):
    available = {"canton_zz": canton, **install(canton_yy=CANTON)}
    assert Plugins("zz", available).tenant.id == "zz"
    assert canton_ids(available) == ["zz"]


def test_a_broken_canton_has_the_desk_of_its_name(install, canton):
    available = {"canton_zz": canton, **install(canton_yy=CANTON, shop=CHECKS)}
    assert desk_ids(available) == ["yy", "zz"]


def test_a_desk_whose_canton_is_broken_says_why(install, canton):
    available = {"canton_zz": canton, **install(canton_yy=CANTON)}
    with pytest.raises(PluginError, match=r"no plugin that works is the canton 'yy': plugin canton_yy: .* cannot be"):
        Plugins("yy", available)


def test_a_broken_plugin_with_checks_stops_every_desk(install, canton):
    with pytest.raises(PluginError, match="plugin shop: shop.plugin cannot be imported"):
        Plugins("zz", {"canton_zz": canton, **install(shop=CHECKS)})


def test_a_broken_plugin_of_which_nothing_is_known_stops_every_desk(canton):
    with pytest.raises(PluginError, match="no idea"):
        Plugins("zz", {"canton_zz": canton, "shop": BrokenPlugin("no idea", None)})


def test_broken_invoice_types_that_no_desk_enables_stop_nothing(install, canton):
    plugins = Plugins("zz", {"canton_zz": canton, **install(more_types=TYPES)})
    assert list(plugins.invoice_types) == ["test.1"]


def test_a_desk_that_enables_a_broken_invoice_type_says_why(install, canton):
    canton.guichet_enabled_invoice_types = hookimpl(lambda: ("test.1", "test.2"))
    with pytest.raises(
        PluginError, match=r"plugin more_types: .* SyntaxError.*; desk .* names test\.2, which no plugin brings"
    ):
        Plugins("zz", {"canton_zz": canton, **install(more_types=TYPES)})


@pytest.mark.parametrize("answer", [["318.632.1"], 7, lambda: 1 / 0])
def test_wrong_invoice_types_stop_only_a_desk_that_enables_one(canton, plugin, answer):
    wrong = plugin(guichet_invoice_types=answer if callable(answer) else lambda: answer)
    assert list(Plugins("zz", {"canton_zz": canton, "shop": wrong}).invoice_types) == ["test.1"]
    canton.guichet_enabled_invoice_types = hookimpl(lambda: ("shop.1",))
    with pytest.raises(
        PluginError, match=r"plugin shop: guichet_invoice_types.*; desk .* names shop\.1, which no plugin brings"
    ):
        Plugins("zz", {"canton_zz": canton, "shop": wrong})


@pytest.mark.parametrize("returned", ["yy", None, lambda: 1 / 0])
def test_a_canton_that_is_no_tenant_stops_no_other_desk(canton, plugin, returned):
    broken = plugin(guichet_tenant=returned if callable(returned) else lambda: returned)
    available = {"canton_zz": canton, "canton_yy": broken}
    assert Plugins("zz", available).tenant.id == "zz"
    with pytest.raises(PluginError, match="is the canton 'yy': plugin canton_yy: guichet_tenant r.*return a? ?Tenant"):
        Plugins("yy", available)


@pytest.mark.parametrize("version", ["2.0", "1.99", "one", 1])
def test_a_canton_for_another_api_version_is_a_clear_error(canton, plugin, version):
    newer = plugin(guichet_tenant=lambda: replace(canton.guichet_tenant(), id="yy"))
    newer.GUICHET_API = version
    assert Plugins("zz", {"canton_zz": canton, "canton_yy": newer}).tenant.id == "zz"
    with pytest.raises(PluginError, match=rf"plugin canton_yy: GUICHET_API is {version!r}, and this is API version"):
        Plugins("yy", {"canton_zz": canton, "canton_yy": newer})


def test_a_plugin_for_this_api_version_is_served(canton):
    canton.GUICHET_API = API_VERSION
    assert Plugins("zz", {"canton_zz": canton}).tenant.id == "zz"
