"""What the documentation refers to exists: links, files, functions, page words and code words."""

import ast
import re
import subprocess
import sys
from functools import cache

import pytest

from guichet.i18n.catalogues import read_catalogue

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
QUOTED = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"[\w./-]+\.(?:py|md|toml|po|pt|js|css|cfg|ini|txt|png)|(?:[\w-]+/)+")
"""A path with an ending, or a folder with its slash."""
FUNCTION = re.compile(r"([\w./-]+\.py):([\w.]+)")
ROOTS = ("", "core", "core/guichet", "docs", "tests", "themes/base")
"""Folders that a path may be relative to."""
OUTSIDE = ("src/", "templates/", "canton_ju/", "canton_vd/", "taxi_rides/")
"""How the paths of examples begin: a plugin written elsewhere, the templates of any room."""
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGES.md", "docs/*.md", "docs/decisions/*.md")
MAX_LINE = 140
"""Characters of a line of prose; tables and code are as wide as they need."""


def pages(root):
    return [file for pattern in PAGES for file in sorted(root.glob(pattern))]


@pytest.fixture(scope="module")
def texts(root):
    """The text of each page by its path from the root."""
    return {str(file.relative_to(root)): file.read_text() for file in pages(root)}


def test_every_link_leads_to_a_file_and_a_heading(root, texts):
    broken = []
    for name, text in texts.items():
        for target in LINK.findall(FENCED.sub("", text)):
            path, _, anchor = target.partition("#")
            if re.match(r"https?:", target):
                continue
            file = (root / name).parent / path if path else root / name
            if not file.exists() or (anchor and anchor not in anchors(file.read_text())):
                broken.append(f"{name}: {target}")
    assert broken == []


def anchors(text):
    """The anchors of the headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_file_that_a_page_names_exists(root, texts):
    missing = []
    for name, text in texts.items():
        for quoted in QUOTED.findall(FENCED.sub("", text)):
            path = quoted.partition(":")[0]
            if FILE.fullmatch(path) and "/" in path and not path.startswith(("/", *OUTSIDE)) and not found(root, path):
                missing.append(f"{name}: {quoted}")
    assert missing == []


def found(root, path):
    return next((root / one / path for one in ROOTS if (root / one / path).exists()), None)


def test_every_function_that_the_onboarding_names_exists(root, texts):
    named = FUNCTION.findall(texts["docs/onboarding.md"])
    assert len(named) > 40
    assert [f"{path}:{name}" for path, name in named if not has(found(root, path), name)] == []


def has(file, name):
    return file is not None and name in names(file)


@cache
def names(file):
    """What a module defines: functions, classes with their methods, constants."""
    return set(defined(ast.parse(file.read_text()).body))


def defined(body, before=""):
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield f"{before}{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from defined(node.body, f"{before}{node.name}.")
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        yield from (f"{before}{target.id}" for target in targets if isinstance(target, ast.Name))


def test_every_command_of_the_contributing_guide_names_what_exists(root, texts):
    blocks = [block for block in FENCED.findall(texts["CONTRIBUTING.md"]) if block.startswith("```\n")]
    commands = [line.partition(" #")[0] for block in blocks for line in block.splitlines()[1:-1] if line]
    assert len(commands) > 10
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), re.MULTILINE))
    for command in commands:
        for target in re.findall(r"\bmake ([a-z]+)", command):
            assert target in targets, command
        for path in re.findall(r"\b(?:tests|plugins)/[\w./-]+", command):
            assert (root / path).exists(), command


@pytest.fixture(scope="module")
def glossary(texts):
    """Rows of the glossary's tables, each as its cells."""
    rows = [line for line in texts["docs/glossary.md"].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if "---" not in row]


def test_the_page_words_of_the_glossary_are_those_of_the_catalogues(root, glossary):
    catalogues = [*root.glob("locales/de/**/guichet.po"), *root.glob("plugins/*/*/locales/de/**/*.po")]
    messages = [message for file in catalogues for message in read_catalogue(file) if message.id]
    pairs = [(str(message.id).lower(), str(message.string).lower()) for message in messages]
    rows = [row[:2] for row in glossary if len(row) == 4 and row[0] not in ("French", "")]
    assert len(rows) > 40
    missing = [row for row in rows if not any(row[0].lower() in fr and row[1].lower() in de for fr, de in pairs)]
    assert missing == []


def test_the_code_words_of_the_glossary_are_in_the_code(sources, glossary):
    code = "\n".join(file.read_text() for file in sources)
    words = {
        word for row in glossary for cell in (row[2] if len(row) == 4 else row[0],) for word in QUOTED.findall(cell)
    }
    assert {word for word in words if not re.search(rf"\b{re.escape(word)}\b", code)} == set()


def test_every_decision_is_listed_with_its_three_parts(root, texts):
    records = sorted(file.name for file in (root / "docs/decisions").glob("0*.md"))
    assert LINK.findall(texts["docs/decisions/README.md"].partition("|---")[2]) == records
    for name in records:
        text = texts[f"docs/decisions/{name}"]
        parts = [text.index(f"**{part}.**") for part in ("Context", "Decision", "Consequences")]
        assert parts == sorted(parts), name


def test_prose_is_wrapped(texts):
    long = [
        f"{name}:{number}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > MAX_LINE and not line.startswith("|") and name != "docs/bench.md"
    ]
    assert long == []


def test_the_site_of_the_docs_is_built_without_a_warning(root, tmp_path):
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-d", tmp_path / "doctrees", root / "docs"]
    built = subprocess.run([*command, tmp_path / "site"], capture_output=True, text=True, check=False)
    assert built.stderr == ""
    assert built.returncode == 0
    sources = {file.relative_to(root / "docs").with_suffix(".html") for file in (root / "docs").rglob("*.md")}
    assert [page for page in sorted(sources) if not (tmp_path / "site" / page).exists()] == []


def test_the_site_of_the_docs_fetches_nothing_from_elsewhere(root, tmp_path):
    (tmp_path / "index.md").write_text("# A page\n")
    (tmp_path / "conf.py").write_text((root / "docs/conf.py").read_text())
    subprocess.run([sys.executable, "-m", "sphinx", "-q", tmp_path, tmp_path / "site"], check=True)
    page = (tmp_path / "site/index.html").read_text()
    assert re.findall(r"""(?:src=|<link[^>]+href=)["'](?:https?:)?//[^"']+""", page) == []
