"""Plugins written outside of this repository: installed from wheels, they pass their own tests, and keep to the sdk."""

import ast
import re
import shutil
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = ("canton_lu", "canton_ti", "city_services", "home_care")
LATER = "city_services"
"""The sample that is installed when the desks of the others are there already: it has an evolution step."""
GUICHET = "from guichet.cli import main; main()"
"""The command: its script is in the environment that this one borrows the core from."""
STEP = "city_services.2026_11_trim_names"


@pytest.fixture(scope="module")
def home(new_home, tmp_path_factory):
    # Copies, since a build leaves its own files beside the sources.
    copies = tmp_path_factory.mktemp("copies")
    for name in NAMES:
        shutil.copytree(SAMPLES / name, copies / name, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    made = new_home("samples", *(copies / name for name in NAMES if name != LATER))
    made.run("python", "-c", GUICHET, "demo")
    made.install(copies / LATER)
    return made


def test_every_sample_is_known_here():
    assert sorted(file.parent.name for file in SAMPLES.glob("*/pyproject.toml")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_imports_nothing_of_the_core_but_the_sdk(name):
    found = set()
    for file in (SAMPLES / name / name).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            if isinstance(node, ast.ImportFrom):
                found.add(node.module)
    assert {module for module in found if module.startswith("guichet")} == {"guichet.sdk"}


def test_texts_of_the_samples_are_translated(author):
    packages = [SAMPLES / name / name for name in NAMES if (SAMPLES / name / name / "locales").exists()]
    assert len(packages) == 3
    author.run("guichet", "messages", "check", *(word for folder in packages for word in ("--plugin", str(folder))))


def test_the_samples_pass_their_own_tests_from_their_wheels(home):
    output = home.run("python", "-m", "pytest", "-q", *(str(SAMPLES / name / "tests") for name in NAMES))
    assert re.search(r"\d{2} passed", output)


def test_desks_that_are_older_than_a_plugin_run_its_step(home):
    output = home.run("python", "-c", GUICHET, "evolve")
    changed = re.findall(rf"^(lu|ti): {re.escape(STEP)}: ([1-9]\d*) of \2 objects$", output, re.MULTILINE)
    assert [tenant for tenant, _number in changed] == ["lu", "ti"]
