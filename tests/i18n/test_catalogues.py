"""From the sources to the catalogue a desk reads."""

import os

import pytest
import structlog
from babel.messages.catalog import Catalog

from guichet.i18n import Localizer, _, catalog_lint, catalog_update, catalogues, extraction
from guichet.i18n.typography import NBSP


def test_texts_of_modules_and_templates_are_found(core):
    assert {(m.id, m.context) for m in extraction.extract(core) if m.id} == {
        ("Se connecter", None),
        ("Le logo", None),
        ("Il reste ${n} essais", None),
        ("Dans une expression", None),
        ("Bonjour ${x} : suite", None),
        ("Envoyer", "menu"),
    }


@pytest.mark.parametrize(
    ("markup", "remedy"),
    [
        ('<p i18n:domain="guichet" i18n:translate="">Reste ${n}</p>', "i18n:name"),
        ('<p i18n:domain="guichet" i18n:translate="">Avec <br/> saut</p>', "i18n:name"),
        ('<p i18n:domain="guichet" title="Le ${a.b}" i18n:attributes="title"/>', "plain name"),
        ('<p i18n:translate="">Perdu</p>', "i18n:domain"),
    ],
)
def test_a_text_that_would_never_find_its_translation_is_reported(core, markup, remedy):
    page = core.root / "core" / "page.pt"
    page.write_text(markup.replace("<p ", '<p xmlns:i18n="http://xml.zope.org/namespaces/i18n" '))
    assert any(remedy in fault for fault in extraction.faults(core))


@pytest.mark.parametrize("call", ["_(title)", '_(f"Il reste {n}")', '_("Il reste " + n)', "_()"])
def test_a_text_put_together_in_the_code_is_reported(call):
    assert [fault[:6] for fault in extraction.module_faults(f"A = 1\nB = {call}\n")] == ["line 2"]


def test_sound_sources_have_no_faults(core):
    assert list(extraction.faults(core)) == []


def test_a_catalogue_names_no_line_and_no_day(core):
    text = core.po_path("fr", "guichet").read_text()
    assert "#: core/page.pt\n" in text
    assert "Date" not in text


def test_the_blanks_of_each_language_are_set_in_its_catalogue(core, collect, translate):
    translate(core, "de", "Bonjour ${x} : suite", "Guten Tag « ${x} »")
    collect(core, "fr", "de")
    assert Localizer("fr")(_("Bonjour ${x} : suite"), x="A") == f"Bonjour A{NBSP}: suite"
    assert Localizer("de")(_("Bonjour ${x} : suite"), x="A") == "Guten Tag «A»"


def test_a_context_tells_two_meanings_apart(core, translate):
    translate(core, "de", "Envoyer", "Senden", context="menu")
    assert Localizer("de")(_("Envoyer", context="menu")) == "Senden"
    assert Localizer("de")(_("Envoyer")) == "Envoyer"


def test_a_catalogue_that_was_never_compiled_is_compiled_when_read(core, translate):
    translate(core, "de", "Se connecter", "Anmelden")
    assert Localizer("de")(_("Se connecter")) == "Anmelden"
    assert core.po_path("de", "guichet").with_suffix(".mo").exists()


def test_a_catalogue_that_was_changed_is_compiled_again(core, translate):
    list(catalogues.compile_all(core.locales))
    translate(core, "de", "Se connecter", "Anmelden")
    os.utime(core.po_path("de", "guichet").with_suffix(".mo"), (0, 0))
    assert Localizer("de")(_("Se connecter")) == "Anmelden"


def test_compiling_leaves_nothing_but_catalogues_behind(core):
    written = list(catalogues.compile_all(core.locales))
    assert len(written) == 2 * len(core.domains)
    assert {path.suffix for path in core.locales.rglob("*.*")} == {".po", ".mo", ".pot"}


def test_a_language_without_catalogue_shows_french_and_is_logged(core):
    with structlog.testing.capture_logs() as logs:
        assert Localizer("it")(_("Qui êtes-vous ?")) == f"Qui êtes-vous{NBSP}?"
    assert [(entry["event"], entry["language"]) for entry in logs] == [("catalog_load_failed", "it")]


def test_catalogues_are_read_once():
    folders = (catalogues.folder(),)
    assert catalogues.load("fr", folders) is catalogues.load("fr", folders)


@pytest.mark.parametrize(
    ("language", "text", "fault"),
    [
        ("fr", "La valeur ${n} est invalide", "invalide"),
        ("fr", "Veuillez saisir ${n}", "Veuillez"),
        ("fr", "L'adresse ${n}", "L'a"),
        ("fr", "Saisissez", "placeholders differ"),
        ("fr", "${n}\u202f!", "U+202F"),
        ("de", "Ungültige Angabe ${n}", "Ungültige"),
        ("de", "${n} ist ein Pflichtfeld", "Pflichtfeld"),
        ("de", "Strasse/Straße ${n}", "ß"),
        ("de", "", "not translated"),
        ("fr", "Quoi ${n} ?", "blanks not set"),
        ("de", "« ${n} »", "blanks not set"),
    ],
)
def test_the_lint_names_the_fault(language, text, fault):
    template, catalogue = Catalog(), Catalog()
    template.add("Saisissez ${n}")
    catalogue.add("Saisissez ${n}", text)
    assert [said for _m, said in catalog_lint.faults(template, catalogue, language, own=True) if fault in said]


def test_invalidity_insurance_may_be_named():
    template, catalogue = Catalog(), Catalog()
    template.add("L’assurance-invalidité")
    catalogue.add("L’assurance-invalidité", "L’assurance-invalidité")
    assert list(catalog_lint.faults(template, catalogue, "fr", own=True)) == []


def test_an_unsure_translation_is_a_fault():
    template, catalogue = Catalog(), Catalog()
    template.add("Oui")
    catalogue.add("Oui", "Ja", flags=["fuzzy"])
    assert [fault for _m, fault in catalog_lint.faults(template, catalogue, "de", own=True)] == ["fuzzy"]


@pytest.mark.parametrize("text", ["Ja", "Bitte " * 30])
def test_a_translation_of_quite_another_length_is_a_fault(text):
    template, catalogue = Catalog(), Catalog()
    template.add("Saisissez votre nom et votre prénom")
    catalogue.add("Saisissez votre nom et votre prénom", text)
    assert [fault[:6] for _m, fault in catalog_lint.faults(template, catalogue, "de", own=True)] == ["length"]


PACKAGES = [catalogues.core_texts(), *(one for one in catalogues.installed_plugins() if one.languages)]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.domain)
def test_every_catalogue_is_complete_and_sure(package):
    assert package.languages[:2] == ["fr", "de"]
    assert list(catalog_lint.lint(package)) == []


@pytest.mark.parametrize("domain", catalogues.LIBRARIES)
@pytest.mark.parametrize("language", catalog_lint.REQUIRED)
def test_every_message_of_the_form_libraries_is_translated(language, domain):
    core = catalogues.core_texts()
    template = catalogues.read_catalogue(catalog_update.pot_path(core, domain))
    translated = catalogues.read_catalogue(core.po_path(language, domain))
    assert list(catalog_lint.faults(template, translated, language, own=False)) == []
