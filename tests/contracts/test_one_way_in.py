"""Every way to a session ends in one function, and what has to be unguessable comes from ``secrets``."""

import ast
import re
from collections import defaultdict

import pytest

ROOMS = tuple(f"core/guichet/{room}/" for room in ("ratelimit", "users", "mfa", "auth", "profile"))
AUTH, PROFILE = "core/guichet/auth/", "core/guichet/profile/"
PREDICTABLE = {"random", "uuid"}
"""Modules whose numbers can be worked out or looked up."""

# docs/security.md, « Ways that end in a session », says what has been proven at each.
OPENS_A_FULL_SESSION = [
    f"{AUTH}complete_sign_in.py: complete_sign_in",
    f"{AUTH}sessions.py: renew_session",
]
ARRIVES = [
    f"{AUTH}proven_codes.py: signed_in",  # password and code
    f"{AUTH}sign_in.py: _let_in",  # password, in a browser that has proven a code and is trusted
]
RENEWS = [
    f"{AUTH}proven_codes.py: confirmed",
    f"{PROFILE}password_page.py: success",  # the same person goes on under a new id
    f"{PROFILE}phone_page.py: new_phone_proven",
]
STORES = [f"{AUTH}sessions.py: open_session"]
HALF = {"phone", "code", "email"}
"""Stages that show no data."""


@pytest.fixture(scope="module")
def trees(sources, root):
    """The syntax of every module by its path."""
    return {file.relative_to(root).as_posix(): ast.parse(file.read_text()) for file in sources}


@pytest.fixture(scope="module")
def called(trees):
    """Every call by the name of the function or method, with its place as ``file: function around it``."""
    found = defaultdict(list)
    for name, tree in trees.items():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Call):
                        for said in {getattr(node.func, "id", ""), getattr(node.func, "attr", "")} - {""}:
                            found[said].append((f"{name}: {function.name}", node))
    assert len(found) > 500
    return found


def test_full_session_is_opened_in_one_function_from_documented_places(called):
    calls = called["open_session"]
    assert sorted(place for place, call in calls if "full" in constants(call)) == OPENS_A_FULL_SESSION
    # A stage that is worked out would escape the count.
    assert [place for place, call in calls if not constants(call) & {"full", *HALF}] == []
    assert sorted(place for place, _call in called["complete_sign_in"]) == ARRIVES
    assert sorted(place for place, _call in called["renew_session"]) == RENEWS


def test_the_page_tells_of_every_way(root):
    page = (root / "docs" / "security.md").read_text()
    for place in (*ARRIVES, *RENEWS):
        module, function = re.fullmatch(r".*/(\w+)\.py: (\w+)", place).groups()
        assert f"| `{module}.{function}` |" in page


def test_nothing_else_stores_a_session(called):
    stored = [
        place
        for name in ("add", "put")
        for place, call in called[name]
        if isinstance(call.func, ast.Attribute) and "sessions" in ast.unparse(call.func.value)
    ]
    assert stored == STORES
    assert [place for place, _call in called["Session"]] == STORES


def test_what_opens_a_session_is_called_by_its_own_name(trees):
    """Under another name, or handed on as a value, it would escape the lists above."""
    guarded, escaped = {"open_session", "complete_sign_in", "renew_session"}, []
    for place, tree in trees.items():
        called_here = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            if isinstance(node, ast.alias) and node.asname and node.name.rpartition(".")[2] in guarded:
                escaped.append(f"{place}: {node.name} as {node.asname}")
            elif isinstance(node, (ast.Name, ast.Attribute)) and node not in called_here:
                name = node.id if isinstance(node, ast.Name) else node.attr
                if name in guarded:
                    escaped.append(f"{place}:{node.lineno} {name}")
    assert escaped == []


def test_what_a_code_proves_is_reached_through_its_table_alone(called):
    assert called["_signed_in"] + called["_confirmed"] == []


def test_identity_draws_its_chance_from_secrets(trees):
    found, drawn = [], set()
    for name, tree in trees.items():
        if name.startswith(ROOMS):
            for node in ast.walk(tree):
                imported = modules(node)
                found += [f"{name}: {module}" for module in imported & PREDICTABLE]
                drawn |= {name.rpartition("/")[2]} if "secrets" in imported else set()
    assert found == []
    assert {"sms_codes.py", "links.py", "sessions.py"} <= drawn


def modules(node):
    """What an import statement imports from."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return {(node.module or "").partition(".")[0]} if isinstance(node, ast.ImportFrom) else set()


def constants(call):
    """The texts among the arguments of a call."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return {argument.value for argument in given if isinstance(argument, ast.Constant)}
