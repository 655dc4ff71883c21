"""An author outside has the wheel, its documentation and guichet[testing]: a plugin runs and is tested with them."""

import re
import site
import sys
from pathlib import Path

import pytest
from distributions import DISTRIBUTIONS, run

PAGE = """<html metal:use-macro="layout" i18n:domain="canton_ju"><tal:content metal:fill-slot="content">
<h1>${localize(title)}</h1><p tal:repeat="one hours">${one}</p></tal:content></html>"""
TESTS = """
import pytest


@pytest.fixture
def ju(desks):
    return desks.browser("ju")


def test_the_office_shows_its_hours(ju):
    ju.open("/").follow("Heures d’ouverture")
    assert "Office AI Jura" in ju.page


def test_a_company_begins_an_invoice(ju, sign_in):
    sign_in(ju, "manager@ju.example").follow("Nouvelle facture")
    ju.fill("Bénéficiaire", "Anna Muster").press("Continuer")
    assert ju.page.heading == "Courses de taxi"


def test_a_code_arrives_in_the_outbox(ju, outbox):
    ju.open("/").fill("Adresse e-mail", "manager@ju.example").fill("Mot de passe", "lac-train-pomme-2026")
    ju.press("Se connecter")
    assert outbox[0].code in outbox[0].text
"""


@pytest.fixture(scope="module")
def author(built, tmp_path_factory):
    """A folder with an environment ``venv`` in which the wheel is installed, and what it builds on."""
    home = tmp_path_factory.mktemp("author")
    run("uv", "venv", "--quiet", "--offline", "--python", sys.executable, "venv", cwd=home)
    (packages,) = (home / "venv" / "lib").glob("python*/site-packages")
    _lend_libraries(packages)
    (wheel,) = (built(DISTRIBUTIONS["guichet"]) / "out").glob("*.whl")
    _install(home, str(wheel))
    return home


def _lend_libraries(packages: Path) -> None:
    """Links everything installed here but our own distributions, which are installed for editing."""
    for folder in map(Path, site.getsitepackages()):
        for item in folder.iterdir():
            if not item.name.lower().startswith(("guichet", "__editable__")) and not (packages / item.name).exists():
                (packages / item.name).symlink_to(item)


def _install(home, *what):
    options = ("--quiet", "--offline", "--no-deps", "--no-build-isolation", "--python", str(home / "venv/bin/python"))
    run("uv", "pip", "install", *options, *what, cwd=home)


@pytest.fixture(scope="module")
def plugin(author):
    """The canton of the documentation that came with the wheel, installed from a folder of its own."""
    documentation = run(author / "venv" / "bin" / "guichet", "docs", "hooks", cwd=author)
    examples = re.findall(r"^### guichet_.*?```python\n(.*?)```", documentation, re.MULTILINE | re.DOTALL)
    (pyproject,) = re.findall(r"```toml\n(.*?)```", documentation, re.DOTALL)
    home = author / "guichet-canton-ju"
    files = {
        "pyproject.toml": pyproject,
        "canton_ju/__init__.py": "",
        "canton_ju/plugin.py": "\n".join(examples),
        "canton_ju/theme/theme.css": "",
        "canton_ju/theme/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "canton_ju/templates/hours.pt": PAGE,
        "canton_ju/templates/payment.pt": "<p>${days}</p>",
        "tests/test_canton_ju.py": TESTS,
    }
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    _install(author, str(home))
    return home


def test_the_command_of_the_wheel_says_its_version(author):
    output = run(author / "venv" / "bin" / "guichet", "--version", cwd=author)
    assert re.fullmatch(r"guichet, version \d+\.\d+\.\d+\n", output)


def test_a_plugin_made_of_the_documentation_passes_its_own_tests(author, plugin):
    output = run(author / "venv" / "bin" / "python", "-m", "pytest", "-q", "tests", cwd=plugin)
    assert "3 passed" in output


def test_types_are_there_for_the_author(author):
    (packages,) = (author / "venv" / "lib").glob("python*/site-packages")
    assert (packages / "guichet" / "py.typed").is_file()
