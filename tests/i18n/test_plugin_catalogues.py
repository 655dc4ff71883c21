"""A plugin's own texts: its domain, its languages, and nothing of anyone else."""

import sys
from dataclasses import replace
from types import ModuleType

import pytest
from translationstring import TranslationString, TranslationStringFactory

from guichet.i18n import Localizer, _
from guichet.plugins import PluginError, Plugins, installed

ticino = TranslationStringFactory("canton_ti")


@pytest.fixture
def italian(core, plugin, translate):
    """A localizer for Italian at a desk with the plugin, which has translated itself."""
    translate(plugin, "it", "Le tunnel du Gothard", "La galleria del San Gottardo")
    return lambda fallback=None: Localizer("it", (plugin.locales,), fallback)


def test_a_plugin_speaks_its_own_italian(italian):
    assert italian()(ticino("Le tunnel du Gothard")) == "La galleria del San Gottardo"


def test_what_the_core_lacks_in_italian_shows_the_first_language(core, translate, italian):
    translate(core, "de", "Se connecter", "Anmelden")
    assert italian(Localizer("de"))(_("Se connecter")) == "Anmelden"


def test_what_no_catalogue_has_shows_the_french_source(italian):
    assert italian(Localizer("de"))(_("Se connecter")) == "Se connecter"


def test_one_domain_never_answers_for_another(core, plugin, translate):
    translate(core, "fr", "Se connecter", "Au cœur")
    translate(plugin, "fr", "Se connecter", "Au Tessin")
    localize = Localizer("fr", (plugin.locales,))
    assert localize(_("Se connecter")) == "Au cœur"
    assert localize(ticino("Se connecter")) == "Au Tessin"
    assert localize.translate("Se connecter", domain="canton_ti") == "Au Tessin"
    assert localize(_("Le tunnel du Gothard")) == localize(TranslationString("Le tunnel du Gothard"))


@pytest.mark.parametrize("domain", ["canton_be", "messages", "", None])
def test_a_domain_without_catalogue_answers_nothing(core, plugin, translate, domain):
    translate(core, "de", "Se connecter", "Anmelden")
    localize = Localizer("de", (plugin.locales,))
    assert localize(TranslationString("Se connecter", domain=domain)) == "Se connecter"
    assert localize.translate("Se connecter", domain=domain) == "Se connecter"


def test_a_localizer_without_the_plugin_does_not_know_its_texts(core, plugin, translate):
    translate(plugin, "it", "Le tunnel du Gothard", "La galleria del San Gottardo")
    assert Localizer("it")(ticino("Le tunnel du Gothard")) == "Le tunnel du Gothard"


def test_an_empty_text_is_not_the_head_of_a_catalogue(core):
    assert Localizer("fr")(_("")) == ""
    assert Localizer("fr").translate("", domain="guichet") == ""


@pytest.fixture
def package(plugin, monkeypatch):
    """The plugin, imported."""
    module = ModuleType("canton_ti")
    module.__path__ = [str(plugin.locales.parent)]
    monkeypatch.setitem(sys.modules, "canton_ti", module)
    return module


def found(package):
    """The catalogues a desk finds with the plugin beside a canton."""
    return Plugins("be", {**installed(), "ticino": package}).locales


def test_a_desk_finds_the_catalogues_in_the_plugin_s_package(package, plugin):
    assert plugin.locales in found(package)


def test_a_desk_that_offers_italian_reads_the_plugin_in_italian(core, package, plugin, translate, desks):
    translate(core, "de", "Se connecter", "Anmelden")
    translate(plugin, "it", "Le tunnel du Gothard", "La galleria del San Gottardo")
    tenant = replace(desks["be"].tenant, languages=("de", "it"))
    plugins = Plugins("be", {**installed(), "ticino": package})
    plugins.tenant = tenant
    localize = replace(desks["be"], plugins=plugins).localizer("it")
    assert localize(ticino("Le tunnel du Gothard")) == "La galleria del San Gottardo"
    assert localize(_("Se connecter")) == "Anmelden"
    assert localize.tag == "it-CH"


@pytest.mark.parametrize("domain", ["guichet", "colander", "messages", "invoice_types"])
def test_a_catalogue_of_another_domain_stops_the_start(package, plugin, domain):
    plugin.po_path("it", domain).write_text("")
    with pytest.raises(PluginError, match=rf"plugin canton_ti: .*{domain}\.po .*name it canton_ti\.po"):
        found(package)
