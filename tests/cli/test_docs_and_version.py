"""What the command says about itself: version and documentation."""

from importlib.metadata import version
from pathlib import Path


def test_the_version_is_that_of_the_distribution(guichet):
    assert guichet("--version").output.strip().endswith(version("guichet"))


def test_docs_lists_every_page_with_its_place(guichet, root):
    places = dict(line.split() for line in guichet("docs").output.splitlines())
    assert places.keys() == {file.stem for file in (root / "docs").glob("*.md")}
    assert all(Path(place).is_file() for place in places.values())


def test_docs_prints_a_page(guichet):
    assert guichet("docs", "hooks").output.startswith("# Hooks")


def test_a_page_that_is_not_there_is_named_with_those_that_are(guichet):
    assert "no page hook; there are: architecture," in guichet("docs", "hook", exit_code=1).output
