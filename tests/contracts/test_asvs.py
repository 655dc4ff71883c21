"""What ``docs/security.md`` promises of accounts, sessions and access is proven by tests that exist and run.

``tests/asvs.toml`` maps each id of OWASP ASVS 5.0 to its tests; the table of the page is written from it by
``python tests/contracts/test_asvs.py``.
"""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from guichet import settings
from guichet.users import passwords

ROOT = Path(__file__).parents[2]
MAP = tomllib.loads((ROOT / "tests" / "asvs.toml").read_text())
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- begin: from tests/asvs.toml -->\n", "<!-- end -->\n"
BEGIN_WORDS = "<!-- begin: words -->\n"

# Passwords and factors, codes, sessions, signed tokens and cookies, access; levels 1 and 2 whole, 3 in part.
WANTED = (
    *(f"6.2.{number}" for number in range(1, 13)),
    *(f"6.3.{number}" for number in range(1, 9)),
    *("6.4.1", "6.4.2", "6.4.3", "6.4.4", "6.4.6"),
    *("6.5.1", "6.5.2", "6.5.3", "6.5.4", "6.5.5", "6.5.6", "6.5.8"),
    *("6.6.1", "6.6.2", "6.6.3"),
    *("7.2.1", "7.2.2", "7.2.3", "7.2.4", "7.3.1", "7.3.2"),
    *("7.4.1", "7.4.2", "7.4.3", "7.4.4", "7.4.5", "7.5.1", "7.5.2", "7.5.3"),
    *("9.1.1", "9.1.2", "9.1.3", "9.2.1", "9.2.2", "9.2.3", "9.2.4"),
    *("3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.5"),
    *("8.2.1", "8.2.2", "8.2.3", "8.3.1", "8.3.2", "8.4.1"),
    *("15.3.3", "15.4.2", "2.3.1", "2.3.3", "2.3.5"),
    *("16.3.1", "16.3.2"),
)
LEAVE_OUT = {"skip", "skipif", "xfail", "importorskip"}


def test_every_wanted_id_is_mapped_and_no_other():
    assert sorted(MAP) == sorted(WANTED)


@pytest.mark.parametrize("number", MAP)
def test_a_promise_has_a_test_or_says_why_it_is_not_met(number):
    entry = MAP[number]
    assert entry["level"] in (1, 2, 3)
    assert entry["promise"].endswith(".")
    if entry.get("status") == "open":
        assert entry["level"] == 3, "what levels 1 and 2 ask for is met"
        assert entry["why"].endswith(".")
    else:
        assert entry["tests"], "no test"
    assert set(entry) <= {"level", "promise", "tests", "status", "why"}


@pytest.mark.parametrize("number", MAP)
def test_a_mapped_test_exists_and_is_not_left_out(number):
    for name in MAP[number].get("tests", ()):
        assert trouble(name) == "", name


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("def test_a(): assert work()", "test_a", ""),
        ("class TestA:\n def test_a(self): assert work()", "TestA::test_a", ""),
        ("def test_b(): assert work()", "test_a", "does not exist"),
        ("class TestA:\n def test_a(self): assert work()", "test_a", "does not exist"),
        ("@pytest.mark.skip\ndef test_a(): assert work()", "test_a", "is left out"),
        ("@pytest.mark.xfail(reason='later')\ndef test_a(): assert work()", "test_a", "is left out"),
        ("def test_a():\n pytest.skip('later')", "test_a", "is left out"),
        ("@pytest.mark.skip\nclass TestA:\n def test_a(self): assert work()", "TestA::test_a", "is left out"),
        ("pytestmark = pytest.mark.skip\ndef test_a(): assert work()", "test_a", "is left out"),
        ("pytest.importorskip('x')\ndef test_a(): assert work()", "test_a", "is left out"),
        (
            "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.skip)])\ndef test_a(x): ...",
            "test_a",
            "is left out",
        ),
    ],
)
def test_what_is_missing_or_left_out_is_seen(source, name, expected):
    assert trouble_in(ast.parse(source), name.split("::")) == expected


def test_the_page_shows_the_map():
    _before, _begin, rest = PAGE.read_text().partition(BEGIN)
    assert rest.partition(END)[0] == table(), "run python tests/contracts/test_asvs.py"


def test_the_words_that_the_page_lists_do_not_make_a_password():
    listed = re.findall(r"`(\w+)`", PAGE.read_text().partition(BEGIN_WORDS)[2].partition(END)[0])
    assert tuple(listed) == passwords.PRODUCT_WORDS
    for word in listed:
        assert passwords.weakness(f"{word.capitalize()}-{word.upper()}-2026") == "guessable", word


def test_every_limit_stands_on_the_page_with_its_numbers(sources):
    found = list(limits(sources))
    assert len(found) > 15
    for name, amount in found:
        assert re.search(rf"^\| `{name}` \| {amount} in ", PAGE.read_text(), re.MULTILINE), f"{name}: {amount}"
    assert len(re.findall(r"^\| `[\w-]+` \| \S+ in ", PAGE.read_text(), re.MULTILINE)) == len(found)


def limits(sources):
    """Name and number of every limit that refuses or reports something; those that only remember have private names."""
    for file in sources:
        tree = ast.parse(file.read_text())
        named = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
        private = [node.value for node in named if getattr(node.targets[0], "id", "").startswith("_")]
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if getattr(call.func, "id", "").startswith("RateLimitItemPer") and call not in private:
                amount, (name,) = call.args[0], [one.value.value for one in call.keywords if one.arg == "namespace"]
                yield name, _shown(amount)


def _shown(amount):
    """A number as it stands, a constant of the settings as its number, a setting by its name."""
    if isinstance(amount, ast.Constant):
        return amount.value
    return getattr(settings, amount.id) if isinstance(amount, ast.Name) else f"`{amount.attr}`"


def trouble(name):
    """What is wrong with a test, or nothing; ``name`` is e.g. ``tests/test_a.py::TestB::test_c``."""
    file, *path = name.split("::")
    return trouble_in(parsed(file), path) if (ROOT / file).is_file() else "has no file"


@cache
def parsed(file):
    return ast.parse((ROOT / file).read_text())


def trouble_in(module, path):
    """Follows the path from class to test; the statements beside it that leave out tests count as well."""
    scope = [module]
    for name in path:
        found = [
            node for node in scope[-1].body if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name
        ]
        if not found:
            return "does not exist"
        scope.append(found[-1])
    beside = [node for outer in scope[:-1] for node in outer.body if isinstance(node, (ast.Assign, ast.Expr))]
    decorators = [decorator for inner in scope[1:] for decorator in inner.decorator_list]
    said = [node for part in (*beside, *decorators, *scope[-1].body) for node in ast.walk(part)]
    left_out = any(isinstance(node, ast.Attribute) and node.attr in LEAVE_OUT for node in said)
    return "is left out" if left_out else ""


def table():
    """The map as the page shows it."""
    lines = ["| id | level | promise | tests |", "|---|---|---|---|"]
    for number, entry in MAP.items():
        if entry.get("status") == "open":
            shown = f"**not met**: {entry['why']}"
        else:
            shown = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in entry["tests"])
        lines.append(f"| {number} | {entry['level']} | {entry['promise']} | {shown} |")
    return "\n".join(lines) + "\n"


def write():
    """Puts the table into the page."""
    before, begin, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(before + begin + table() + END + rest.partition(END)[2])


if __name__ == "__main__":
    write()
