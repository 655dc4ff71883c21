"""From the sources to the catalogue a desk reads."""

import os

import pytest
from babel.messages.catalog import Catalog
from structlog.testing import capture_logs

from guichet.i18n import Localizer, _, catalog_lint, catalog_update, catalogues, extraction
from guichet.i18n.typography import NBSP

TEMPLATE = """<div xmlns:i18n="http://xml.zope.org/namespaces/i18n" i18n:domain="guichet">
<h1 i18n:translate="">Se
  connecter</h1>
<img alt="Le logo" i18n:attributes="alt"/>
<p i18n:translate="">Il reste <b i18n:name="n">${count}</b> essais</p>
<p title="${_('Dans une expression')}">x</p>
</div>
"""
MODULE = """from guichet.i18n import _
A = _("Bonjour ${x} : " "suite", mapping={"x": 1})
B = _("Envoyer", context="menu")
"""


@pytest.fixture
def working_copy(tmp_path):
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "page.pt").write_text(TEMPLATE)
    (tmp_path / "core" / "words.py").write_text(MODULE)
    return tmp_path


@pytest.fixture
def locales(working_copy, monkeypatch):
    folder = working_copy / "locales"
    catalog_update.write_catalogue(folder / "guichet.pot", extraction.extract(working_copy))
    list(catalog_update.update(folder, ["fr", "de"]))
    monkeypatch.setattr(catalogues, "folder", lambda: folder)
    catalogues.load.cache_clear()
    yield folder
    catalogues.load.cache_clear()


def translate(locales, language, msgid, text):
    path = catalogues.po_path(locales, language, "guichet")
    catalogue = catalogues.read_catalogue(path)
    catalogue[msgid].string = text
    catalog_update.write_catalogue(path, catalogue)


def test_texts_of_modules_and_templates_are_found(working_copy):
    assert {(m.id, m.context) for m in extraction.extract(working_copy) if m.id} == {
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
def test_a_text_that_would_never_find_its_translation_is_reported(working_copy, markup, remedy):
    page = working_copy / "core" / "page.pt"
    page.write_text(markup.replace("<p ", '<p xmlns:i18n="http://xml.zope.org/namespaces/i18n" '))
    assert any(remedy in fault for fault in extraction.faults(working_copy))


@pytest.mark.parametrize("call", ["_(title)", '_(f"Il reste {n}")', '_("Il reste " + n)', "_()"])
def test_a_text_put_together_in_the_code_is_reported(call):
    assert [fault[:6] for fault in extraction.in_module_faults(f"A = 1\nB = {call}\n")] == ["line 2"]


def test_sound_sources_have_no_faults(working_copy):
    assert list(extraction.faults(working_copy)) == []


def test_french_fills_itself_in_and_german_waits(locales):
    french = catalogues.read_catalogue(catalogues.po_path(locales, "fr", "guichet"))
    german = catalogues.read_catalogue(catalogues.po_path(locales, "de", "guichet"))
    assert french["Se connecter"].string == "Se connecter"
    assert german["Se connecter"].string == ""


def test_updating_keeps_translations_and_drops_what_left_the_sources(locales, working_copy):
    translate(locales, "de", "Se connecter", "Anmelden")
    (working_copy / "core" / "words.py").write_text("")
    catalog_update.write_catalogue(locales / "guichet.pot", extraction.extract(working_copy))
    list(catalog_update.update(locales, ["de"]))
    german = catalogues.read_catalogue(catalogues.po_path(locales, "de", "guichet"))
    assert german["Se connecter"].string == "Anmelden"
    assert german.get("Envoyer", "menu") is None


def test_updating_twice_changes_no_byte(locales):
    before = {path: path.read_bytes() for path in locales.rglob("*.po")}
    list(catalog_update.update(locales, ["fr", "de"]))
    assert before == {path: path.read_bytes() for path in locales.rglob("*.po")}


def test_a_catalogue_names_no_line_and_no_day(locales):
    text = catalogues.po_path(locales, "fr", "guichet").read_text()
    assert "#: core/page.pt\n" in text
    assert "Date" not in text


def test_compiling_sets_the_blanks_of_each_language(locales):
    translate(locales, "de", "Bonjour ${x} : suite", "Guten Tag « ${x} »")
    assert len(list(catalogues.compile_all(locales))) == 2 * len(catalogues.DOMAINS)
    assert Localizer("fr")(_("Bonjour ${x} : suite"), x="A") == f"Bonjour A{NBSP}: suite"
    assert Localizer("de")(_("Bonjour ${x} : suite"), x="A") == "Guten Tag «A»"


def test_a_context_tells_two_meanings_apart(locales):
    path = catalogues.po_path(locales, "de", "guichet")
    catalogue = catalogues.read_catalogue(path)
    catalogue.get("Envoyer", "menu").string = "Senden"
    catalog_update.write_catalogue(path, catalogue)
    assert Localizer("de")(_("Envoyer", context="menu")) == "Senden"
    assert Localizer("de")(_("Envoyer")) == "Envoyer"


def test_a_working_copy_that_was_never_compiled_reads_the_po(locales):
    translate(locales, "de", "Se connecter", "Anmelden")
    assert Localizer("de")(_("Se connecter")) == "Anmelden"


def test_the_newer_of_po_and_mo_is_read(locales):
    list(catalogues.compile_all(locales))
    translate(locales, "de", "Se connecter", "Anmelden")
    path = catalogues.po_path(locales, "de", "guichet")
    os.utime(path.with_suffix(".mo"), (0, 0))
    assert Localizer("de")(_("Se connecter")) == "Anmelden"


def test_a_language_without_catalogue_speaks_french_and_says_so_in_the_log(locales):
    with capture_logs() as logged:
        assert Localizer("it")(_("Qui êtes-vous ?")) == f"Qui êtes-vous{NBSP}?"
    assert ("catalog_load_failed", "guichet messages compile") in {(line["event"], line["remedy"]) for line in logged}


def test_catalogues_are_read_once(locales):
    assert catalogues.load("fr") is catalogues.load("fr")


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
    ],
)
def test_proofreading_names_the_fault(language, text, fault):
    template, catalogue = Catalog(), Catalog()
    template.add("Saisissez ${n}")
    catalogue.add("Saisissez ${n}", text)
    assert [said for _m, said in catalog_lint.faults(template, catalogue, language, "guichet") if fault in said]


def test_invalidity_insurance_may_be_named():
    template, catalogue = Catalog(), Catalog()
    template.add("L’assurance-invalidité")
    catalogue.add("L’assurance-invalidité", "L’assurance-invalidité")
    assert list(catalog_lint.faults(template, catalogue, "fr", "guichet")) == []


def test_an_unsure_translation_is_a_fault():
    template, catalogue = Catalog(), Catalog()
    template.add("Oui")
    catalogue.add("Oui", "Ja", flags=["fuzzy"])
    assert [fault for _m, fault in catalog_lint.faults(template, catalogue, "de", "guichet")] == ["fuzzy"]


@pytest.mark.parametrize("domain", catalogues.THEIRS)
@pytest.mark.parametrize("language", catalog_lint.REQUIRED)
def test_every_message_of_the_form_libraries_is_translated(language, domain):
    template = catalogues.read_catalogue(catalog_update.pot_path(catalogues.folder(), domain))
    ours = catalogues.read_catalogue(catalogues.po_path(catalogues.folder(), language, domain))
    assert list(catalog_lint.faults(template, ours, language, domain)) == []
