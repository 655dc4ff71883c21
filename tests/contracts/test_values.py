"""Every parser of ``guichet.values`` is held to the laws of all values, in ``tests/values``."""

import ast
import importlib.util
import inspect
import pkgutil
import sys
from importlib import import_module

import pytest

from guichet import values


@pytest.fixture(scope="module")
def kinds(root):
    """The table that the property tests run through."""
    spec = importlib.util.spec_from_file_location("valuekinds", root / "tests" / "values" / "valuekinds.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(spec.name, module)
    spec.loader.exec_module(module)
    return module.KINDS


@pytest.fixture(scope="module")
def laws(root):
    """The tests of ``test_every_value.py`` that draw texts or values by chance."""
    tree = ast.parse((root / "tests" / "values" / "test_every_value.py").read_text())
    return [test for test in ast.walk(tree) if isinstance(test, ast.FunctionDef) and decorated(test, "given")]


def decorated(function, name):
    """Whether a function has this decorator."""
    calls = [decorator.func if isinstance(decorator, ast.Call) else decorator for decorator in function.decorator_list]
    return any(isinstance(call, ast.Name) and call.id == name for call in calls)


def parsers(package):
    """Every ``parse`` and ``parse_…`` of a package's modules."""
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for name, function in vars(import_module(info.name)).items():
            if name.partition("_")[0] == "parse" and inspect.isfunction(function) and function.__module__ == info.name:
                yield function


def test_every_parser_has_property_tests(kinds):
    known = {kind.parser for kind in kinds.values()}
    # Free text has no canonical form that is shown again: tests/web_forms/test_free_text.py has its properties.
    found = [function for function in parsers(values) if hasattr(sys.modules[function.__module__], "show")]
    assert len(found) > 10
    missing = [f"{function.__module__}.{function.__name__}" for function in found if function not in known]
    assert missing == [], "add a kind to tests/values/valuekinds.py"


def test_every_law_is_asked_of_every_kind(laws):
    asked_of_all = [law.name for law in laws if decorated(law, "every_kind")]
    assert "test_any_text_is_read_or_refused_for_a_documented_reason" in asked_of_all
    assert "test_what_is_shown_can_be_typed_again" in asked_of_all
    assert "test_a_value_written_carelessly_is_read_as_one_value_or_refused" in asked_of_all


def test_a_value_with_a_check_digit_says_so(kinds, root):
    checked = {kind.parser.__module__ for kind in kinds.values() if kind.checked}
    written = [function for function in parsers(values) if "``check-digit``" in (function.__doc__ or "")]
    assert {function.__module__ for function in written} == checked


def test_a_new_parser_is_noticed(tmp_path, monkeypatch):
    package = tmp_path / "smallvalues"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "colour.py").write_text("def parse(text):\n    return text\n")
    (package / "shape.py").write_text("from smallvalues.colour import parse\n\ndef parse_round(text): ...\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert [function.__qualname__ for function in parsers(import_module("smallvalues"))] == ["parse", "parse_round"]
