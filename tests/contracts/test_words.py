"""What is left lying about in unfinished work, or leaks from the machine it was done on, is not shipped."""

import re

import pytest

FOLDERS = ("core", "plugins", "themes", "locales", "docs", "tests")
ENDINGS = {".py", ".pt", ".js", ".css", ".svg", ".toml", ".ini", ".cfg", ".md", ".po", ".pot", ".txt"}
LEFT_OVER = ("TODO", "FIXME", "XXX")
MACHINE = ("/root/", "/home/[a-z]")


@pytest.fixture(scope="module")
def texts(root):
    """Every text file of the working copy by name."""
    files = [file for file in root.iterdir() if file.is_file()]
    files += [file for folder in FOLDERS for file in (root / folder).rglob("*") if file.is_file()]
    return {str(file.relative_to(root)): file.read_text() for file in files if _is_ours(file)}


@pytest.mark.parametrize("word", LEFT_OVER)
def test_nothing_is_left_for_later(word, texts):
    assert found(rf"\b{word}\b", texts) == []


@pytest.mark.parametrize("path", MACHINE)
def test_no_path_of_a_machine_is_named(path, texts):
    assert found(rf"(?<![\w.]){path}", texts) == []


def found(pattern, texts):
    """Places as ``name:line``."""
    return [
        f"{name}:{number}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]


def _is_ours(file):
    named = file.suffix in ENDINGS or file.name in ("Makefile", ".importlinter", ".gitignore")
    return named and file.name != "test_words.py" and ".egg-info" not in str(file)
