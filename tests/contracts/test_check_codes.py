"""Every code of a check stands once in `docs/forms.md`, with the forms that use it: one code, one meaning.

Each has a title for the review, where the checks that found nothing are listed.
"""

import ast
import re
from collections import Counter

import pytest

from guichet.declaration import Check
from guichet.declaration.completeness import REQUIRED
from guichet.declaration.evaluation import UNREADABLE
from guichet.invoices import declared_checks
from guichet.invoices.correction_lock import UNANSWERED
from invoice_types.plugin import guichet_invoice_types

AIDS = "318.635 to 318.639"
ROOMS = {
    "travel": "318.632.1",
    "minors": "318.632.2",
    "aids": AIDS,
    "hearing": "300.001",
    "assistance": "318.536",
    "invoice_types": "bills",
}
"""Folder of the plugin → what the table calls it. Everything else is the core: « all forms »."""
NO_CHECKS = {REQUIRED, UNREADABLE, UNANSWERED}
"""Codes of an answer that is missing, cannot be read, or was marked by the office and not answered."""
CHECKED = ("core/guichet", "plugins/invoice_types/invoice_types")
CODE_AT = {"error": 1, "warning": 1, "Issue": 2}
"""Place of the code among the arguments."""


@pytest.fixture(scope="module")
def stated(root):
    """Codes and where they belong, as the table says, row by row."""
    table = (root / "docs" / "forms.md").read_text().partition("## Codes of the checks\n")[2]
    return re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", table, re.MULTILINE)


def constants(tree):
    """Name and value of each constant of a module."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


@pytest.fixture(scope="module")
def used(sources, root):
    """Code → where the sources use it."""
    found = {}
    for file in sources:
        if not any(file.is_relative_to(root / folder) for folder in CHECKED):
            continue
        tree = ast.parse(file.read_text())
        names = dict(constants(tree))
        for node in ast.walk(tree):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            code = node.args[CODE_AT[name]] if name in CODE_AT and len(node.args) > CODE_AT[name] else None
            if name == "Counted":
                code = next((given.value for given in node.keywords if given.arg == "code"), None)
            code = names.get(code.id) if isinstance(code, ast.Name) else code
            if isinstance(code, ast.Constant) and code.value not in NO_CHECKS:
                found.setdefault(code.value, set()).add(ROOMS.get(file.parent.name, "all forms"))
    return found


def test_each_code_stands_once(stated):
    assert [code for code, times in Counter(code for code, _where in stated).items() if times > 1] == []


def test_the_table_and_the_checks_name_the_same_codes_of_the_same_forms(stated, used):
    assert len(used) > 60
    assert used == {code: set(where.split(", ")) for code, where in stated}


def declared_by_the_core():
    """Codes of the constants of the module."""
    for stated in vars(declared_checks).values():
        if isinstance(stated, Check):
            yield stated.code
        elif isinstance(stated, tuple):
            yield from (one.code for one in stated)


def test_each_code_has_a_title_for_the_review(stated):
    declared = {*declared_by_the_core()}
    for invoice_type in guichet_invoice_types():
        declared.update(check.code for check in invoice_type.checks)
    assert declared == {code for code, _where in stated}


@pytest.mark.parametrize("invoice_type", guichet_invoice_types(), ids=lambda one: one.id)
def test_a_form_declares_codes_of_its_own_once(invoice_type, stated):
    codes = [check.code for check in invoice_type.checks]
    aids = "318.635" <= invoice_type.id <= "318.639"
    own = {AIDS, "bills"} if aids else {"bills" if invoice_type.id == "318.632" else invoice_type.id}
    assert [code for code, times in Counter(codes).items() if times > 1] == []
    assert {code for code in codes if not own & set(dict(stated)[code].split(", "))} == set()


@pytest.mark.parametrize("invoice_type", guichet_invoice_types(), ids=lambda one: one.id)
def test_what_the_samples_of_a_form_find_is_declared(invoice_type, root):
    file = root / f"plugins/invoice_types/tests/samples/{invoice_type.id}@{invoice_type.version}.json"
    found = set(re.findall(r'\["(?:error|warning)", "[^"]*", "([^"]+)"\]', " ".join(file.read_text().split())))
    declared = {*declared_by_the_core(), *(check.code for check in invoice_type.checks)}
    assert found - declared <= NO_CHECKS
