"""Bringing the catalogues up to the sources: what a polished sentence keeps, and what a reader sees meanwhile."""

import pytest

from guichet.i18n import Localizer, _, catalog_lint, catalog_update, catalogues

SENTENCE = "Vous pourrez réessayer dans une minute."
POLISHED = "Vous pourrez réessayer dans une minute environ."


@pytest.fixture
def german(core):
    """Reads the German catalogue of the core."""
    return lambda: catalogues.read_catalogue(core.po_path("de", "guichet"))


@pytest.fixture
def write(core, collect):
    """Writes the core's only module again and brings the catalogues up to it."""

    def run(*texts):
        (core.root / "core" / "words.py").write_text("".join(f'_("{text}")\n' for text in texts))
        collect(core, "fr", "de")

    return run


def test_french_fills_itself_in_and_german_waits(core, german):
    french = catalogues.read_catalogue(core.po_path("fr", "guichet"))
    assert french["Se connecter"].string == "Se connecter"
    assert german()["Se connecter"].string == ""


def test_a_polished_sentence_keeps_its_translation_as_fuzzy(core, write, translate, german):
    write(SENTENCE)
    translate(core, "de", SENTENCE, "Sie können es in einer Minute noch einmal versuchen.")
    write(POLISHED)
    message = german()[POLISHED]
    assert (message.string, message.fuzzy) == ("Sie können es in einer Minute noch einmal versuchen.", True)


def test_a_fuzzy_translation_is_never_shown(core, write, translate):
    write(SENTENCE)
    translate(core, "de", SENTENCE, "Sie können es in einer Minute noch einmal versuchen.")
    write(POLISHED)
    assert Localizer("de")(_(POLISHED)) == POLISHED


def test_the_check_fails_until_a_translator_has_looked(core, write, translate, german):
    write(SENTENCE)
    translate(core, "de", SENTENCE, "Sie können es in einer Minute noch einmal versuchen.")
    write(POLISHED)
    assert f"de/guichet: fuzzy: '{POLISHED}'" in list(catalog_lint.lint(core))
    settled = german()
    settled[POLISHED].flags.discard("fuzzy")
    catalog_update.write_catalogue(core.po_path("de", "guichet"), settled)
    assert not [fault for fault in catalog_lint.lint(core) if POLISHED in fault]
    assert Localizer("de")(_(POLISHED)) == "Sie können es in einer Minute noch einmal versuchen."


def test_fuzzy_translations_stay_fuzzy_at_the_next_update(core, write, translate, german):
    write(SENTENCE)
    translate(core, "de", SENTENCE, "Sie können es in einer Minute noch einmal versuchen.")
    write(POLISHED)
    write(POLISHED, "Autre chose")
    assert german()[POLISHED].fuzzy


def test_french_is_its_own_source_and_never_fuzzy(core, write):
    write(SENTENCE)
    write(POLISHED)
    message = catalogues.read_catalogue(core.po_path("fr", "guichet"))[POLISHED]
    assert (message.string, message.fuzzy) == (POLISHED, False)


def test_what_left_the_sources_is_dropped(core, write, translate, german):
    translate(core, "de", "Se connecter", "Anmelden")
    write()
    assert german()["Se connecter"].string == "Anmelden"
    assert german().get("Envoyer", "menu") is None


def test_updating_twice_changes_no_byte(core, write, translate):
    write(SENTENCE)
    translate(core, "de", SENTENCE, "Sie können es in einer Minute noch einmal versuchen.")
    write(POLISHED)
    before = {path: path.read_bytes() for path in core.locales.rglob("*.po")}
    list(catalog_update.update(core, ["fr", "de"]))
    assert before == {path: path.read_bytes() for path in core.locales.rglob("*.po")}
