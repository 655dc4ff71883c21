"""What follows when a hook raises or returns something else: by kind of hook, as docs/hooks.md says."""

import inspect

import pytest
import webtest

from guichet import hookspecs
from guichet.plugins import PluginError, Plugins
from guichet.plugins.plugin_fault import fault_in
from guichet.settings import SettingsError

STARTING = ("branding", "contacts", "user_kinds", "enabled_invoice_types", "health_checks")
SERVING = {
    "guichet_mail_transport": Plugins.mail_transport,
    "guichet_sms_gateway": Plugins.sms_gateway,
    "guichet_attachment_scanner": Plugins.attachment_scanner,
    "guichet_evolution_steps": lambda plugins, _settings: plugins.evolution_steps(),
}
"""Hooks that are asked once the facts are known, with the method that asks them."""
FOLLOWING = {
    "guichet_invoice_changed": lambda plugins: plugins.invoice_changed(None, "draft", "submitted", "a"),
    "guichet_user_changed": lambda plugins: plugins.user_changed(None, "signed-in", "a"),
}


def failing(hook, answer):
    """An implementation of ``hook``, whose arguments it takes, that answers by ``answer()``."""
    arguments = ", ".join(inspect.signature(getattr(hookspecs, hook)).parameters)
    made = {"answer": answer}
    exec(f"def {hook}({arguments}): return answer()", made)
    return made[hook]


def divided_by_zero():
    return 1 / 0


def misread_settings():
    raise SettingsError("guichet.plugin.broken.key: write a number")


@pytest.fixture
def with_broken(canton, plugin):
    """The plugins of the small canton and one more, of which one hook fails."""

    def make(hook, answer=divided_by_zero):
        return Plugins("zz", {"canton_zz": canton, "zz_broken": plugin(**{hook: failing(hook, answer)})})

    return make


@pytest.mark.parametrize("hook", [f"guichet_{name}" for name in STARTING])
def test_a_fact_that_raises_stops_the_start_with_plugin_and_hook(with_broken, hook):
    with pytest.raises(PluginError, match=rf"plugin zz_broken: {hook} raised ZeroDivisionError"):
        with_broken(hook)


@pytest.mark.parametrize("hook", SERVING)
def test_an_object_that_cannot_be_made_names_plugin_and_hook(with_broken, desk, hook):
    with pytest.raises(PluginError, match=rf"plugin zz_broken: {hook} raised ZeroDivisionError"):
        SERVING[hook](with_broken(hook), desk.settings)


@pytest.mark.parametrize("hook", SERVING)
@pytest.mark.parametrize("wrong", ["a text", 7])
def test_an_object_of_another_kind_names_plugin_and_hook(with_broken, desk, hook, wrong):
    with pytest.raises(PluginError, match=rf"plugin zz_broken: {hook} returned .*; return "):
        SERVING[hook](with_broken(hook, lambda: wrong), desk.settings)


def test_what_a_generator_raises_names_plugin_and_hook(with_broken, desk):
    steps = with_broken("guichet_evolution_steps", lambda: (1 / 0 for _number in range(1)))
    with pytest.raises(PluginError, match="plugin zz_broken: guichet_evolution_steps raised ZeroDivisionError"):
        steps.evolution_steps()


def test_an_error_of_the_settings_file_stays_one(with_broken, desk):
    plugins = with_broken("guichet_sms_gateway", misread_settings)
    with pytest.raises(SettingsError, match="write a number"):
        plugins.sms_gateway(desk.settings)


@pytest.mark.parametrize("hook", FOLLOWING)
def test_what_follows_a_change_raises_so_that_the_change_is_dropped(with_broken, hook):
    with pytest.raises(ZeroDivisionError):
        FOLLOWING[hook](with_broken(hook))


class TestThePlaceOfAnError:
    """Shown to the author of a plugin, and in the log."""

    PAGES = """
@hookimpl
def guichet_configure(config, tenant):
    config.add_page("broken", broken, permission=PUBLIC, renderer="templates/page.pt")

def broken(context, request):
    return shares(0)

def shares(people):
    return 100 / people
"""

    @pytest.fixture
    def get(self, shop, serve):
        client = webtest.TestApp(serve(shop(self.PAGES, page="<html></html>")).dispatcher)
        return lambda path: client.get(path, headers={"Host": "be.localhost"}, expect_errors=True)

    def test_a_page_of_a_plugin_that_fails_shows_its_author_where(self, get):
        answer = get("/p/shop/broken")
        assert answer.status_int == 500
        for words in ("shop: shares in", "line ", "ZeroDivisionError: division by zero"):
            assert words in answer.text

    def test_the_other_pages_are_shown(self, get):
        get("/p/shop/broken")
        assert get("/").status_int == 200

    def test_an_error_of_the_core_is_of_no_plugin(self):
        try:
            divided_by_zero()
        except ZeroDivisionError as error:
            assert fault_in(error, {"shop"}) is None
            assert fault_in(error, {"tests"}).function == "divided_by_zero"
