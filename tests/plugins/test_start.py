"""A plugin that is wrong stops the start, and the text names it and the remedy."""

from dataclasses import replace

import pytest

from guichet.hookspecs import hookimpl
from guichet.plugins import PluginError, Plugins, installed, type_registry


@pytest.fixture
def start(canton):
    """Starts a desk with the canton and one further plugin; answers what is said."""

    def with_plugin(name, plugin):
        with pytest.raises(PluginError) as raised:
            Plugins("zz", {"canton_zz": canton, name: plugin})
        return str(raised.value)

    return with_plugin


def test_an_unknown_hook_is_named_with_its_nearest_neighbour(start, plugin):
    said = start("shop", plugin(guichet_chek_invoice=lambda invoice, context: []))
    assert said == "plugin shop: guichet_chek_invoice is no hook; did you mean guichet_check_invoice?"


def test_a_wrong_argument_is_named(start, plugin):
    said = start("shop", plugin(guichet_check_invoice=lambda claim: []))
    known = "it has invoice, context, of which any may be left out"
    assert said == f"plugin shop: guichet_check_invoice has no argument claim; {known}, see guichet docs hooks"


def test_a_hook_that_was_not_marked_is_named(start, plugin):
    said = start("shop", plugin(marked=False, guichet_check_invoice=lambda invoice, context: []))
    assert said == "plugin shop: guichet_check_invoice would never be called; write @hookimpl above it"


def test_a_form_that_two_plugins_bring_names_both(start, plugin, canton):
    said = start("shop", plugin(guichet_invoice_types=lambda: canton.guichet_invoice_types()))
    assert said == "plugins canton_zz and shop both bring the invoice type test.1; remove one of them"


@pytest.mark.parametrize(
    ("hook", "answer", "wanted"),
    [
        ("guichet_branding", "red", "return Branding"),
        ("guichet_contacts", ("058",), "return Contacts"),
        ("guichet_user_kinds", ("company",), "return a tuple of UserKind"),
        ("guichet_enabled_invoice_types", "test.1", "return a tuple of str or InvoiceTypeGroup"),
        ("guichet_enabled_invoice_types", (3,), "return a tuple of str or InvoiceTypeGroup"),
    ],
)
def test_a_wrong_answer_names_plugin_hook_and_what_to_return(start, plugin, hook, answer, wanted):
    said = start("shop", plugin(**{hook: lambda: answer}))
    assert said == f"plugin shop: {hook} returned {answer!r}; {wanted}, see guichet docs hooks"


def test_a_hook_that_wraps_the_others_is_named(start):
    class Wrapping:
        @hookimpl(wrapper=True)
        def guichet_check_invoice(self, invoice, context):
            return (yield)

    said = start("shop", Wrapping())
    assert said == "plugin shop: guichet_check_invoice wraps the others; write a plain @hookimpl"


def test_a_fact_that_raises_names_plugin_hook_and_error(start, plugin):
    said = start("shop", plugin(guichet_branding=lambda: 1 / 0))
    assert said == "plugin shop: guichet_branding raised ZeroDivisionError('division by zero'); see guichet docs hooks"


def test_a_fact_that_is_not_stated_is_named(canton, plugin):
    only = plugin(guichet_tenant=lambda: canton.guichet_tenant())
    with pytest.raises(PluginError, match="no plugin of this desk answers guichet_branding; add it to the canton's"):
        Plugins("zz", {"canton_zz": only})


def test_a_form_that_no_plugin_brings_is_named_with_those_there_are(canton):
    canton.guichet_enabled_invoice_types = hookimpl(lambda: ("318.999",))
    with pytest.raises(PluginError, match=r"desk zz: .* names 318\.999, which no plugin brings; .* there are: test\.1"):
        Plugins("zz", {"canton_zz": canton})


def test_a_canton_that_is_not_installed_is_named(canton):
    with pytest.raises(PluginError, match=r"is the canton 'ju'; install it, or take ju out of guichet\.tenants"):
        Plugins("ju", {"canton_zz": canton})


def test_a_canton_that_is_installed_twice_names_both(canton, plugin):
    twin = plugin(guichet_tenant=lambda: canton.guichet_tenant())
    with pytest.raises(PluginError, match="plugins canton_zz and twin are both the canton 'zz'; remove one"):
        Plugins("zz", {"canton_zz": canton, "twin": twin})


def test_another_canton_is_left_out(canton, plugin, checked, context):
    other = plugin(
        guichet_tenant=lambda: replace(canton.guichet_tenant(), id="yy"),
        guichet_check_invoice=lambda checked, context: 1 / 0,
    )
    plugins = Plugins("zz", {"canton_zz": canton, "canton_yy": other})
    assert plugins.tenant.id == "zz"
    assert plugins.check_invoice(checked, context)


def test_the_installed_plugins_are_the_entry_points():
    assert {"canton_be", "canton_ne", "invoice_types"} <= set(installed())


def test_types_of_a_process_are_checked_once_for_all_its_starts(canton, monkeypatch):
    checked = []
    monkeypatch.setattr(type_registry, "check_invoice_type", lambda found: checked.append(found) or [])
    # A class of its own: the process may have checked the shared one before.
    fresh = type("Fresh", (type(canton.guichet_invoice_types()[0]),), {})
    monkeypatch.setattr(canton, "guichet_invoice_types", hookimpl(lambda: [fresh()]))
    for _start in range(2):
        Plugins("zz", {"canton_zz": canton})
    # The canton amends the form at each start, which makes a new one.
    assert len([found for found in checked if found.form is fresh.form]) == 1
    assert len([found for found in checked if found.form is not fresh.form]) == 2


def test_a_type_with_mistakes_is_named_at_every_start(canton, monkeypatch):
    wrong = type("Wrong", (type(canton.guichet_invoice_types()[0]),), {"version": 0})
    monkeypatch.setattr(canton, "guichet_invoice_types", hookimpl(lambda: [wrong()]))
    for _start in range(2):
        with pytest.raises(PluginError, match="version is 0; give a number from 1"):
            Plugins("zz", {"canton_zz": canton})
