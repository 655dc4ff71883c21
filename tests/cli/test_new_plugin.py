"""``guichet plugin new``: what it asks, what it refuses, what it writes."""

import tomllib
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_answers_are_asked_for_with_their_defaults(guichet):
    output = guichet("plugin", "new", "canton_ti", input="\nit fr\nUfficio AI Ticino\n\n\n").output
    assert "First three digits of decision numbers [321]" in output
    assert "Name of the office, Français [Office AI TI]" in output
    module = Path("guichet-canton-ti/canton_ti/plugin.py").read_text()
    assert 'NAMES = {"it": "Ufficio AI Ticino", "fr": "Office AI TI"}' in module
    assert 'languages=("it", "fr")' in module
    assert Path("guichet-canton-ti/canton_ti/locales/it/LC_MESSAGES/canton_ti.po").is_file()


def test_a_wrong_answer_is_asked_for_again(guichet):
    output = guichet("plugin", "new", "canton_ti", input="999\n321\nrm\nit\n\n\n").output
    assert "write one of 301, 302" in output
    assert "write one or more of fr de it en" in output


def test_options_are_not_asked_for(guichet):
    options = ("--languages", "de", "--name-de", "IV Luzern", "--office-code", "303", "--colour", "#0a5a9c")
    assert guichet("plugin", "new", "canton_lu", *options).output.startswith("guichet-canton-lu is written.")
    assert "--brand: #0a5a9c" in Path("guichet-canton-lu/canton_lu/theme/theme.css").read_text()


def test_a_canton_depends_on_the_forms_that_it_opens(guichet):
    guichet("plugin", "new", "canton_vd", "--yes")
    written = tomllib.loads(Path("guichet-canton-vd/pyproject.toml").read_text())
    assert written["project"]["dependencies"] == ["guichet", "guichet-invoice-types"]
    assert 'return ("318.632.1", ' in Path("guichet-canton-vd/canton_vd/plugin.py").read_text()


@pytest.mark.parametrize(
    ("name", "options", "answer"),
    [
        ("Canton_VD", (), "write small letters, digits and _, e.g. canton_vd"),
        ("canton-vd", (), "write small letters, digits and _, e.g. canton_vd"),
        ("vaud", ("--kind", "canton"), "the plugin of a canton is called canton_ID, e.g. canton_vd"),
        ("canton_", (), "the plugin of a canton is called canton_ID, e.g. canton_vd"),
        ("json", ("--kind", "gateway"), "Python has a module of that name already"),
        ("class", ("--kind", "gateway"), "Python has a module of that name already"),
        ("taxi", ("--yes",), "name the kind of taxi: --kind canton|invoice-type|gateway"),
        ("canton_vd", ("--yes", "--colour", "red"), "--colour 'red': write '#' and six hexadecimal digits"),
        ("canton_vd", ("--yes", "--name-fr", 'Office "AI"'), "write a text without any of"),
    ],
)
def test_what_cannot_be_a_plugin_is_refused_with_the_remedy(guichet, name, options, answer):
    exit_code = 2 if "kind of" in answer else 1
    assert answer in guichet("plugin", "new", name, *options, exit_code=exit_code).output
    assert list(Path().iterdir()) == []


def test_a_folder_that_is_there_is_left_as_it_is(guichet, tmp_path):
    (tmp_path / "taken").mkdir()
    output = guichet("plugin", "new", "canton_vd", "--yes", "--folder", "taken", exit_code=1).output
    assert "taken is there already: choose another folder with --folder" in output
    assert list((tmp_path / "taken").iterdir()) == []
