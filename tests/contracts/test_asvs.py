"""What ``docs/security.md`` promises is proven by tests that exist and run, or says why it is not.

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


def _of(section, *numbers):
    return tuple(f"{section}.{number}" for number in numbers)


# Levels 1 and 2 whole, without the documents of chapters 6 to 8, which the page holds too; of level 3 what is named.
WANTED = (
    *(
        *_of("1.1", 1, 2),
        *_of("1.2", *range(1, 10)),
        *_of("1.3", *range(1, 12)),
        *_of("1.4", 1, 2, 3),
        *_of("1.5", 1, 2),
    ),
    *(*_of("2.1", 1, 2, 3), *_of("2.2", 1, 2, 3), *_of("2.3", *range(1, 6)), "2.4.1"),
    *(
        *_of("3.2", 1, 2),
        *_of("3.3", *range(1, 6)),
        *_of("3.4", *range(1, 7)),
        *_of("3.5", *range(1, 6)),
        *_of("3.7", 1, 2),
    ),
    *(*_of("4.1", 1, 2, 3, 4), "4.2.1", *_of("4.3", 1, 2), *_of("4.4", 1, 2, 3, 4)),
    *("5.1.1", *_of("5.2", 1, 2, 3, 4, 6), *_of("5.3", 1, 2), *_of("5.4", 1, 2, 3)),
    *(*_of("6.2", *range(1, 13)), *_of("6.3", *range(1, 9)), *_of("6.4", 1, 2, 3, 4, 6)),
    *(*_of("6.5", 1, 2, 3, 4, 5, 6, 8), *_of("6.6", 1, 2, 3)),
    *(*_of("7.2", 1, 2, 3, 4), *_of("7.3", 1, 2), *_of("7.4", *range(1, 6)), *_of("7.5", 1, 2, 3)),
    *(*_of("8.2", 1, 2, 3), *_of("8.3", 1, 2), "8.4.1"),
    *(*_of("9.1", 1, 2, 3), *_of("9.2", 1, 2, 3, 4)),
    *(*_of("11.1", 1, 2), *_of("11.2", 1, 2, 3), *_of("11.3", 1, 2, 3), *_of("11.4", 1, 2, 3), "11.5.1", "11.6.1"),
    *(*_of("12.1", 1, 2, 3), *_of("12.2", 1, 2), *_of("12.3", 1, 2, 3, 4)),
    *("13.1.1", *_of("13.2", *range(1, 6)), *_of("13.3", 1, 2), *_of("13.4", *range(1, 7))),
    *(*_of("14.1", 1, 2), *_of("14.2", 1, 2, 3, 4, 7, 8), *_of("14.3", 1, 2, 3)),
    *(*_of("15.1", 1, 2, 3), *_of("15.2", 1, 2, 3, 5), *_of("15.3", *range(1, 8)), "15.4.2"),
    *(
        "16.1.1",
        *_of("16.2", *range(1, 6)),
        *_of("16.3", *range(1, 5)),
        *_of("16.4", 1, 2, 3),
        *_of("16.5", *range(1, 5)),
    ),
)
STATUS = {
    "absent": {"why", "modules"},
    "documented": {"promise", "where"},
    "operator": {"promise", "why", "where"},
    "open": {"why"},
}
"""Rows without tests, and what each has beside level and status."""
LEAVE_OUT = {"skip", "skipif", "xfail", "importorskip"}


def test_every_wanted_id_is_mapped_and_no_other():
    assert sorted(MAP) == sorted(WANTED)


@pytest.mark.parametrize("number", MAP)
def test_a_promise_has_a_test_or_says_why_it_has_none(number):
    entry = MAP[number]
    assert entry["level"] in (1, 2, 3)
    given = set(entry) - {"level", "status"}
    if "status" not in entry:
        assert (given, bool(entry["tests"])) == ({"promise", "tests"}, True)
    else:
        assert given in (STATUS[entry["status"]], STATUS[entry["status"]] | {"promise"})
        assert entry["status"] != "open" or entry["level"] > 1, "what level 1 asks for is met"
    for name in ("promise", "why"):
        assert entry.get(name, ".").endswith(".")


@pytest.mark.parametrize("number", [number for number, entry in MAP.items() if entry.get("status") == "absent"])
def test_what_is_absent_is_imported_nowhere(number, sources):
    assert MAP[number]["modules"]
    for module in MAP[number]["modules"]:
        name = re.escape(module)
        importing = re.compile(rf"^\s*(import|from) {name}(\.|\s|$)", re.MULTILINE)
        assert [file for file in sources if importing.search(file.read_text())] == []


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
        tests = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in entry.get("tests", ()))
        shown = tests or "; ".join(_without_tests(entry))
        lines.append(f"| {number} | {entry['level']} | {entry.get('promise', '')} | {shown} |")
    return "\n".join(lines) + "\n"


def _without_tests(entry):
    """Why a row has no tests, and where more is said."""
    said = {"absent": "does not exist here", "operator": "the operator", "documented": "", "open": "**not met**"}
    words = ": ".join(filter(None, (said[entry["status"]], entry.get("why", ""))))
    page, _, anchor = entry.get("where", "").partition("#")
    where = f"[{page}]({'' if page == PAGE.name else page}{'#' if anchor else ''}{anchor})" if page else ""
    return filter(None, (words, where))


def write():
    """Puts the table into the page."""
    before, begin, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(before + begin + table() + END + rest.partition(END)[2])


if __name__ == "__main__":
    write()
