"""Every hook is documented under its exact signature, tested by name, and the examples of the page run."""

import ast
import inspect
import re
import sys
from datetime import date
from decimal import Decimal
from types import ModuleType

import pytest

from guichet import hookspecs
from guichet.app import DEFAULTS
from guichet.declaration import CheckContext, evaluate
from guichet.declaration.header import CheckedInvoice
from guichet.declaration.rates import read_rates
from guichet.plugins import Plugins

HOOKS = {name: function for name, function in vars(hookspecs).items() if name.startswith("guichet_")}


@pytest.fixture(scope="module")
def page(root):
    return (root / "docs" / "hooks.md").read_text()


@pytest.fixture(scope="module")
def examples(page):
    """The examples of the page by hook."""
    found = {}
    for part in page.split("\n### ")[1:]:
        code = re.search(r"```python\n(.*?)```", part, re.DOTALL)
        found[part.partition("(")[0]] = code.group(1) if code else ""
    return found


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_has_a_heading_equal_to_its_signature(name, page):
    arguments = ", ".join(inspect.signature(HOOKS[name]).parameters)
    assert f"\n### {name}({arguments})\n" in page


@pytest.mark.parametrize("name", HOOKS)
def test_each_argument_of_a_hook_is_explained(name, page):
    (section,) = [part for part in page.split("\n### ") if part.startswith(f"{name}(")]
    for argument in inspect.signature(HOOKS[name]).parameters:
        assert f"- `{argument}`" in section, argument


def test_what_follows_the_failure_of_a_hook_is_said_once(page):
    section = page.partition("## When a hook fails\n")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"`(guichet_\w+)`", section)) == sorted(HOOKS)


def test_the_page_names_no_hook_that_is_gone(page):
    assert set(re.findall(r"^### (guichet_\w+)", page, re.MULTILINE)) == set(HOOKS)


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_tested_by_name(name, root):
    wanted = f"test_hook_{name.removeprefix('guichet_')}_"
    modules = [ast.parse(file.read_text()) for file in (root / "tests" / "plugins").glob("test_*.py")]
    functions = [node.name for module in modules for node in module.body if isinstance(node, ast.FunctionDef)]
    assert [function for function in functions if function.startswith(wanted)], wanted


@pytest.fixture
def look_of_jura(page, tmp_path, monkeypatch):
    """The files that the examples name."""
    package = tmp_path / "canton_ju"
    for folder in ("theme", "templates"):
        (package / folder).mkdir(parents=True)
    for file in ("__init__.py", "theme/theme.css", "theme/logo.svg"):
        (package / file).touch()
    (package / "templates" / "hours.pt").write_text(*re.findall(r"```html\n(.*?)```", page, re.DOTALL))
    (package / "templates" / "payment.pt").write_text("<p>${days}</p>")
    monkeypatch.syspath_prepend(tmp_path)


def test_the_examples_put_together_are_a_plugin_that_starts(examples, look_of_jura, make_desks):
    plugin = ModuleType("canton_ju")
    for name, code in examples.items():
        exec(compile(code, f"docs/hooks.md: {name}", "exec"), vars(plugin))
        assert callable(getattr(plugin, name)), name
    desks = make_desks(["ju"], plugins={"canton_ju": plugin})
    (group,) = plugin.guichet_enabled_invoice_types()
    assert tuple(desks["ju"].plugins.invoice_types) == group.type_ids
    browser = desks.browser("ju").open("/").follow("Heures d’ouverture")
    assert browser.page.url == "/p/canton_ju/hours"
    assert "Office AI Jura" in browser.page
    assert "8 h 00 – 11 h 30" in browser.page


def test_the_example_of_a_test_passes(root, examples, look_of_jura, make_desks, sign_in):
    plugin = ModuleType("canton_ju")
    for name, code in examples.items():
        exec(compile(code, f"docs/hooks.md: {name}", "exec"), vars(plugin))
    page = (root / "docs" / "plugin-testing.md").read_text()
    (code,) = [block for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "def test_" in block]
    tests = {}
    exec(compile(code, "docs/plugin-testing.md", "exec"), tests)
    desks = make_desks(["ju"], plugins={"canton_ju": plugin})
    manager = sign_in(desks.browser("ju"), "manager@ju.example")
    for name in ("test_a_ride_needs_its_receipt", "test_a_ride_is_sent"):
        tests[name](manager.open("/"))


def test_the_example_of_a_row_of_rates_is_read(page):
    _pyproject, rates = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    [row] = read_rates(rates)["km"]
    assert (row.value, row.unit, row.in_rappen) == (Decimal("0.70"), "CHF/km", 70)


@pytest.mark.parametrize("name", HOOKS)
def test_each_example_stands_alone(name, examples):
    exec(compile(examples[name], f"docs/hooks.md: {name}", "exec"), {"__name__": "example"})


def test_the_examples_of_an_invoice_type_are_evaluated(examples, look_of_jura):
    plugin = ModuleType("canton_ju")
    for name, code in examples.items():
        exec(compile(code, f"docs/hooks.md: {name}", "exec"), vars(plugin))
    plugins = Plugins("ju", {"canton_ju": plugin}, defaults=DEFAULTS)
    (invoice_type,) = plugins.invoice_types.values()
    assert list(invoice_type.form.fields) == ["rides", "cost_centre", "subscription", "reduction"]
    rides = [
        {"day": "14.10.2026", "price": "190", "waited": "true", "minutes": "30"},
        {"day": "15.10.2026", "price": "20", "minutes": "trente"},
    ]
    answers = {"rides": rides, "cost_centre": "4711", "subscription": "true", "reduction": "5"}
    context = CheckContext(date(2026, 11, 14), date(2026, 11, 14), attached=frozenset({"receipt"}))
    details = evaluate(invoice_type, answers, context)
    assert [(term.path, term.amount) for term in details.amounts.terms] == [
        ("rides.0", 19000),
        ("rides.0", 1500),
        ("rides.1", 2000),
        ("reduction", -500),
    ]
    checked = CheckedInvoice(invoice_type.id, invoice_type.version, None, details.invoice, details.amounts)
    assert [(issue.path, issue.code) for issue in plugins.check_invoice(checked, context)] == [("rides.0.price", "JU1")]
    assert [document.kind for document in plugins.required_attachments(checked, context)] == ["card"]
    assert [(issue.path, issue.code) for issue in details.issues] == [("documents", "G12")]


def test_page_with_a_form_works_as_it_is_documented(page, make_desks, _installed, sign_in, monkeypatch):
    section = page.partition("\n### guichet_configure")[2].partition("\n### ")[0]
    [_page, form] = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    plugin = ModuleType("callback")
    monkeypatch.setitem(sys.modules, "callback", plugin)
    exec(compile(form, "docs/hooks.md", "exec"), vars(plugin))
    desks = make_desks(["be"], plugins={**_installed, "callback": plugin})
    person = sign_in(desks.browser("be"), "manager@be.example").open("/p/callback/call")
    assert person.page.heading == "Être rappelé"
    person.fill("Sujet", "Ma facture").press("Envoyer")
    assert person.page.notice == "Nous vous rappelons."
