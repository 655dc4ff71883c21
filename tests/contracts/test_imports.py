"""Who may import whom, and what must not be called."""

import ast
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

# Two losers of a conflict must not meet again: the pause is random, and no secret.
MAY_DRAW_LOTS = {
    "core/guichet/web/transactions.py",
    "core/guichet/messages/worker.py",
    # Answers made up for a test, the same ones in each run.
    "core/guichet/testing/quality/form_rules.py",
}
# The thread's own transaction would be shared by whatever runs in it; every connection here has its own manager.
GLOBAL_TRANSACTION = {"abort", "begin", "commit", "doom", "get", "manager", "savepoint"}
# One registry for a whole process would mix the desks.
GLOBAL_REGISTRY = {"hook_zca", "get_current_registry", "get_current_request", "getSiteManager", "getGlobalSiteManager"}


@pytest.fixture(scope="module")
def nodes(sources, root):
    """Every node by its kind, with its place, e.g. ``core/guichet/app.py:12``."""
    found = defaultdict(list)
    for file in sources:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, (ast.Attribute, ast.Call, ast.Import, ast.ImportFrom)):
                found[type(node)].append((f"{file.relative_to(root).as_posix()}:{node.lineno}", node))
    assert len(found) == 4
    return found


def test_the_import_rules_hold(root):
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    quiet = os.environ | {"NO_COLOR": "1"}
    done = subprocess.run(command, cwd=root, env=quiet, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_uses_the_transaction_of_the_thread(nodes):
    found = [
        place
        for place, node in nodes[ast.Attribute]
        if node.attr in GLOBAL_TRANSACTION and isinstance(node.value, ast.Name) and node.value.id == "transaction"
    ]
    assert found == []


def test_no_module_uses_the_registry_of_the_process(nodes):
    named = [(place, node.attr) for place, node in nodes[ast.Attribute]]
    named += [(place, alias.name) for place, node in nodes[ast.ImportFrom] for alias in node.names]
    assert [place for place, name in named if name in GLOBAL_REGISTRY] == []


def test_chance_is_drawn_from_secrets(nodes):
    imported = [(place, alias.name) for place, node in nodes[ast.Import] for alias in node.names]
    imported += [(place, node.module) for place, node in nodes[ast.ImportFrom]]
    found = {place.partition(":")[0] for place, name in imported if name == "random"}
    assert found <= MAY_DRAW_LOTS


def test_no_module_prints(nodes):
    calls = [(place, node.func) for place, node in nodes[ast.Call]]
    assert [place for place, called in calls if isinstance(called, ast.Name) and called.id == "print"] == []
