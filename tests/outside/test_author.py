"""An author outside has the wheel, its documentation and guichet[testing]: a plugin runs and is tested with them."""

import re

import pytest

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
def plugin(author, new_home, tmp_path_factory):
    """The canton of the documentation in the wheel: an environment with it, and the folder of its sources."""
    documentation = author.run("guichet", "docs", "hooks")
    examples = re.findall(r"^### guichet_.*?```python\n(.*?)```", documentation, re.MULTILINE | re.DOTALL)
    pyproject, _rates = re.findall(r"```toml\n(.*?)```", documentation, re.DOTALL)
    (hours,) = re.findall(r"```html\n(.*?)```", documentation, re.DOTALL)
    folder = tmp_path_factory.mktemp("sources")
    files = {
        "pyproject.toml": pyproject,
        "canton_ju/__init__.py": "",
        "canton_ju/plugin.py": "\n".join(examples),
        "canton_ju/theme/theme.css": "",
        "canton_ju/theme/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "canton_ju/templates/hours.pt": hours,
        "canton_ju/templates/payment.pt": "<p>${days}</p>",
        "tests/test_canton_ju.py": TESTS,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return new_home("ju", folder), folder


def test_the_command_of_the_wheel_says_its_version(author):
    assert re.fullmatch(r"guichet, version \d+\.\d+\.\d+\n", author.run("guichet", "--version"))


def test_a_plugin_made_of_the_documentation_passes_its_own_tests(plugin):
    home, folder = plugin
    assert "3 passed" in home.run("python", "-m", "pytest", "-q", "tests", cwd=folder)


def test_a_plugin_made_of_the_documentation_is_checked(plugin):
    home, folder = plugin
    guichet = ("python", "-c", "from guichet.cli import main; main()")
    home.run(*guichet, "store-version", "canton_ju", "350.1", cwd=folder)
    output = home.run(*guichet, "plugin", "check", "canton_ju", "--level", "silver", cwd=folder)
    assert "de: no canton_ju.po for" in output
    assert output.splitlines()[-1].startswith("canton_ju: silver, without axe")


def test_types_are_there_for_the_author(author):
    assert (author.packages / "guichet" / "py.typed").is_file()
