"""What is recorded of the calls of hooks."""

import pytest

from guichet.i18n import _
from guichet.interfaces import NavigationItem
from guichet.plugins import hook_recording


@pytest.fixture
def recorded():
    yield hook_recording.start()
    hook_recording.stop()


def test_a_call_is_recorded_with_its_answer(recorded):
    assert hook_recording.call("guichet_panels", "shop", lambda slot: [slot], ["main"]) == ["main"]
    (call,) = recorded
    assert (call.hook, call.plugin, call.answer) == ("guichet_panels", "shop", "['main']")
    assert call.milliseconds >= 0


def test_what_a_generator_yields_is_recorded(recorded):
    def panels():
        yield 1
        yield 2

    assert hook_recording.call("guichet_panels", "shop", panels, []) == [1, 2]
    assert recorded[0].answer == "[1, 2]"


def test_what_a_plugin_raises_is_recorded_and_raised(recorded):
    with pytest.raises(ZeroDivisionError):
        hook_recording.call("guichet_panels", "shop", lambda: 1 / 0, [])
    assert recorded[0].answer == "raised ZeroDivisionError('division by zero')"


def test_a_long_answer_is_shortened(recorded):
    hook_recording.call("guichet_panels", "shop", lambda: "x" * 9999, [])
    assert len(recorded[0].answer) <= hook_recording.SHOWN


def test_nothing_is_recorded_after_the_request(recorded):
    hook_recording.stop()
    hook_recording.call("guichet_panels", "shop", list, [])
    assert recorded == []


class TestThePageOfHooks:
    """``/_dev/hooks``."""

    @pytest.fixture
    def be(self, plugin, serve):
        def guichet_navigation(request):
            return [NavigationItem(_("Boutique"), "/p/shop/overview")]

        return serve(plugin(guichet_navigation=guichet_navigation)).browser("be")

    def test_a_page_is_listed_with_the_hooks_it_called(self, be, sign_in):
        sign_in(be, "manager@be.example").open("/account")
        shown = be.open("/_dev/hooks?path=/account").page
        assert "GET /account" in shown
        assert "guichet_navigation" in shown
        assert "NavigationItem(" in shown

    def test_pages_for_developers_are_not_recorded(self, be):
        be.open("/_dev/forms")
        assert "open a page of the desk" in be.open("/_dev/hooks?path=/_dev/forms").page
