"""``guichet messages`` as it is typed."""

import pytest
from click.testing import CliRunner

from guichet.cli.messages import messages
from guichet.i18n import catalogues


@pytest.fixture
def working_copy(tmp_path, monkeypatch):
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "words.py").write_text('A = _("Envoyer")\n')
    monkeypatch.setattr(catalogues, "folder", lambda: tmp_path / "locales")
    return tmp_path


def run(*words):
    return CliRunner().invoke(messages, words)


def test_a_language_is_begun_compiled_and_found_wanting(working_copy):
    assert "1 texts" in run("extract").output
    assert run("update", "--add", "fr", "--add", "de").exit_code == 0
    assert "guichet.mo" in run("compile").output
    result = run("check")
    assert result.exit_code == 1
    assert "de/guichet: not translated: 'Envoyer'" in result.output


def test_a_text_that_was_never_extracted_is_noticed(working_copy):
    run("extract")
    (working_copy / "core" / "words.py").write_text('A = _("Envoyer")\nB = _("Nouveau")\n')
    assert "not up to date" in run("check").output


@pytest.fixture
def plugin(tmp_path):
    """The folder of a plugin's package in a repository of its own."""
    folder = tmp_path / "elsewhere" / "canton_ti"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text('A = _("Le tunnel")\n')
    return folder


def test_a_plugin_outside_the_repository_has_the_same_commands(plugin, translate):
    here = ("--plugin", str(plugin))
    assert "1 texts in canton_ti.pot" in run("extract", *here).output
    assert run("update", *here, "--add", "it").exit_code == 0
    assert "not translated: 'Le tunnel'" in run("check", *here).output
    translate(catalogues.plugin_texts(plugin), "it", "Le tunnel", "La galleria")
    assert run("check", *here).output == ""
    assert "canton_ti.mo" in run("compile", *here).output


def test_a_text_not_collected_is_answered_with_its_plugins_commands(plugin, monkeypatch):
    monkeypatch.chdir(plugin.parent)
    run("extract", "--plugin", "canton_ti")
    (plugin / "__init__.py").write_text('A = _("La galerie")\n')
    said = run("check", "--plugin", "canton_ti").output
    assert "run `guichet messages extract --plugin canton_ti` and `guichet messages update --plugin canton_ti`" in said


def test_a_folder_that_is_no_package_is_refused(plugin):
    assert "__init__.py" in run("extract", "--plugin", str(plugin.parent)).output


def test_a_plugin_without_texts_needs_no_catalogue(plugin):
    (plugin / "__init__.py").write_text("")
    for command in ("extract", "update", "check", "compile"):
        assert run(command, "--plugin", str(plugin)).exit_code == 0
    assert not (plugin / "locales").exists()


def test_an_installed_package_has_no_sources(working_copy):
    (working_copy / "core" / "words.py").unlink()
    (working_copy / "core").rmdir()
    assert "working copy" in run("extract").output
