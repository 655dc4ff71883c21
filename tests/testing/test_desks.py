"""The desks that the pytest plugin makes: fresh for each test, with the plugins and settings asked for."""

from dataclasses import replace
from datetime import timedelta

import pytest

import canton_ne.plugin
import invoice_types.plugin
from guichet import clock as house_clock
from guichet.hookspecs import hookimpl
from guichet.plugins import PluginError
from guichet.settings import SettingsError
from guichet.store.blobs import read_blob, store_blob
from guichet.testing.moving_clock import START
from guichet.testing.people import user_of


class CantonOfTests:
    """A canton made up of another's facts."""

    guichet_branding = staticmethod(canton_ne.plugin.guichet_branding)
    guichet_contacts = staticmethod(canton_ne.plugin.guichet_contacts)
    guichet_user_kinds = staticmethod(canton_ne.plugin.guichet_user_kinds)
    guichet_enabled_invoice_types = staticmethod(canton_ne.plugin.guichet_enabled_invoice_types)

    @hookimpl
    def guichet_tenant(self):
        return replace(canton_ne.plugin.guichet_tenant(), id="zz")


def test_a_plugin_s_own_canton_runs_beside_nothing_else(make_desks, sign_in):
    desks = make_desks(["zz"], plugins={"zz": CantonOfTests(), "types": invoice_types.plugin})
    browser = sign_in(desks.browser("zz"), "insured@zz.example")
    assert browser.page.heading == "Guichet"
    assert list(desks.running) == ["zz"]


def test_only_the_plugins_asked_for_are_there(make_desks):
    with pytest.raises(PluginError, match="no installed plugin is the canton 'be'"):
        make_desks(["be"], plugins={"types": invoice_types.plugin})


def test_settings_are_those_of_the_ini_file(make_desks):
    assert not make_desks(["be"], settings={"environment": "production"}).settings.development
    with pytest.raises(SettingsError, match="did you mean guichet.environment"):
        make_desks(["be"], settings={"enviroment": "production"})


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_one_test_changes_the_next_does_not_see(desks, be, time):
    for _number in range(5):
        be.open("/").fill("Adresse e-mail", "x@y.example").fill("Mot de passe", "x").press("Se connecter", status=422)
    with desks.acting("be", "manager@be.example") as ctx:
        user = user_of(ctx, "manager@be.example")
        assert user.last_name == "Rochat"
        user.last_name = "Changed"
        ctx.portal.changed = store_blob(ctx.portal._p_jar, b"changed")
    with desks.looking("be") as ctx:
        assert user_of(ctx, "manager@be.example").last_name == "Changed"
        assert read_blob(ctx.portal.changed, "") == b"changed"


def test_a_look_changes_nothing(desks):
    with desks.looking("be") as ctx:
        user_of(ctx, "manager@be.example").last_name = "Changed"
    with desks.looking("be") as ctx:
        assert user_of(ctx, "manager@be.example").last_name == "Rochat"


def test_time_stands_still_until_it_is_moved(clock):
    assert house_clock.now() == START == house_clock.now()
    clock.forward(minutes=1)
    assert house_clock.now() == START + timedelta(minutes=1)
    with pytest.raises(ValueError, match="lies before"):
        clock.to(START)


def test_the_outbox_holds_the_messages_in_order_with_their_codes(be, ne, outbox):
    for browser, email in ((be, "manager@be.example"), (ne, "insured@ne.example")):
        browser.open("/").fill("Adresse e-mail", email).fill("Mot de passe", "lac-train-pomme-2026").press(
            "Se connecter"
        )
    assert [sent.desk for sent in outbox] == ["be", "ne"]
    assert all(sent.code.isdecimal() and sent.text.startswith(sent.code) for sent in outbox)
    assert be.outbox[0] == outbox[0]


def test_a_faulty_page_is_not_let_through(be, monkeypatch):
    be.open("/")
    monkeypatch.setattr("guichet.testing.page_rules.RULES", (lambda document: ["a fault"],))
    with pytest.raises(AssertionError, match="a fault"):
        be.open("/")


def test_plain_webtest_presses_one_button_of_several(be, sign_in, press):
    sign_in(be, "manager@be.example").follow("Nouvelle facture").tick("Frais de voyage et nourriture")
    be.fill("Bénéficiaire", "Anna").press("Continuer")
    form = be.get(be.page.url).forms["form"]
    answer = press(form, "add", "details.lines").follow()
    assert "Trajet 2" in answer.text
    answer = press(answer.forms["form"], "remove", "details.lines.0").follow()
    assert "Trajet 2" not in answer.text
