"""The base class of the views of a form: what it shows, takes, refuses, saves and leads to."""

import base64
import re

import colander
import pytest
import webtest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.httpexceptions import HTTPSeeOther

from guichet.app import application
from guichet.dispatcher import Dispatcher
from guichet.i18n import _
from guichet.store.models import Folder, Portal
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import Password, Text
from guichet.web.view_permissions import PUBLIC


class Order(FormView):
    """Orders something; what is asked for decides how it goes."""

    title = _("Nouvelle facture")
    lead = (_("Vous n’avez rien à faire jusque-là."),)
    back = Link(_("‹ Ma société"), "/company")
    cancel = Link(_("Ne rien envoyer"), "/away")
    buttons = (Button("order", _("Continuer")),)
    multilingual = True

    def schema(self):
        thing = Text(20, name="thing", title=_("Désignation"), missing_msg=_("Saisissez le code à 6 chiffres"))
        return colander.Schema(children=[thing, Password(name="password", title=_("Mot de passe"), missing="")])

    def initial(self):
        return {"thing": "pain"}

    def before(self):
        return HTTPSeeOther("/elsewhere") if "elsewhere" in self.request.GET else None

    def before_validation(self):
        return HTTPSeeOther("/busy") if self.form.cstruct["thing"] == "busy" else None

    def success(self, answers):
        self.request.root.add("mark", Folder())
        if answers["thing"] == "gone":
            raise InvalidAnswer("thing", _("Choisissez une autre date"))
        if answers["thing"] == "late":
            raise InvalidAnswer("thing", _("Saisissez le code à 6 chiffres"))
        if answers["thing"] == "often":
            raise InvalidAnswer("", _("Réessayez dans une heure"), status=429)
        return self.done("draft-saved", self.context, "account")


class Closed(Order):
    """Cannot be ordered now."""

    obstacle = _("Réessayez dans une heure")


KNOWN_SCHEMA = colander.Schema(children=[Text(20, name="thing", title=_("Désignation"))])


class Known(FormView):
    """Begins the same for everybody, except for the address it is sent to."""

    title = _("Nouvelle facture")
    buttons = (Button("order", _("Continuer")),)
    cancel = Link(_("Ne rien envoyer"), "/away")
    drawn_once = True

    @property
    def action(self):
        return f"/known?{self.request.query_string}"

    def schema(self):
        return KNOWN_SCHEMA

    def success(self, answers):
        return self.done("draft-saved", self.context, "account")


@pytest.fixture(scope="module")
def made():
    return {}


@pytest.fixture
def client(desks, made):
    """A plain client of the desk in Berne, which has the views above."""
    desk = desks["be"]
    if not made:
        made["app"] = application(desk)
        config = Configurator(registry=made["app"].registry, autocommit=True)
        config.add_form_view(Order, context=Portal, name="order", permission=PUBLIC)
        config.add_form_view(Known, context=Portal, name="known", permission=PUBLIC)
        config.add_form_view(Closed, context=Portal, name="closed", permission=PUBLIC)
        config.add_form_view(Order, context=Portal, name="members-only", permission="account", reauth=True)
    made["app"].registry.desk = desk
    dispatcher = Dispatcher(desks.settings, {desk.tenant_settings: made["app"]})
    return webtest.TestApp(dispatcher, extra_environ={"HTTP_HOST": "be.localhost", "REMOTE_ADDR": "192.0.2.7"})


@pytest.fixture
def marked(desks):
    def look():
        with desks.looking("be") as ctx:
            return "mark" in ctx.portal

    return look


def order(client, thing, path="/order", **more):
    form = client.get(path).forms["form"]
    form["thing"] = thing
    for name, value in more.items():
        form[name] = value
    return form.submit("order", expect_errors=True)


def refused(client, thing, **more):
    """The page that a refused form leads to."""
    answer = order(client, thing, **more)
    assert (answer.status_int, answer.location) == (303, "http://be.localhost/order?again=yes")
    return answer.follow(expect_errors=True)


def test_a_get_shows_the_form_with_its_initial_answers(client):
    page = client.get("/order")
    assert page.html.h1.text == "Nouvelle facture"
    assert page.html.h1.find_next("p").text == "Vous n’avez rien à faire jusque-là."
    assert page.html.select_one("main a[href='/company']").text == "‹ Ma société"
    assert page.html.select_one(".actions a[href='/away']").text == "Ne rien envoyer"
    assert page.forms["form"]["thing"].value == "pain"
    assert page.forms["form"].action == "/order"
    assert page.forms["form"]["csrf_token"].value


def test_valid_answers_lead_on_with_the_notice_of_what_was_done(client, marked):
    answer = order(client, "lait")
    assert (answer.status_int, answer.location) == (303, "http://be.localhost/account?done=draft-saved")
    assert marked()


def test_answers_that_are_not_valid_are_shown_again_with_422(client, marked):
    answer = refused(client, "x" * 30, password="secret-2026")
    assert answer.status_int == 422
    assert answer.html.title.text.strip().startswith("Erreur")
    assert answer.html.select_one(".problem a")["href"] == "#thing"
    assert answer.forms["form"]["thing"].value == "x" * 30
    assert "secret-2026" not in answer.text
    assert not marked()


def test_answer_refused_by_success_is_an_error_and_stores_nothing(client, marked):
    answer = refused(client, "gone")
    assert answer.status_int == 422
    assert answer.html.select_one("#thing-error").text.endswith("Choisissez une autre date")
    assert not marked()


def test_a_refusal_may_have_a_status_of_its_own_and_concern_the_whole_form(client, marked):
    answer = refused(client, "often")
    assert answer.status_int == 429
    assert "Réessayez dans une heure" in answer.html.select_one(".problem").text
    assert not marked()


def test_before_answers_for_both_methods(client):
    assert client.get("/order?elsewhere=1").location.endswith("/elsewhere")
    form = client.get("/order").forms["form"]
    form.action = "/order?elsewhere=1"
    assert form.submit("order").location.endswith("/elsewhere")


def test_before_validation_sees_what_was_typed_and_spares_the_rest(client, marked):
    assert order(client, "busy").location.endswith("/busy")
    assert not marked()


def test_an_obstacle_stands_in_place_of_the_form_and_stops_a_post(client, marked):
    page = client.get("/closed")
    assert page.html.select_one("[role=alert]").text == "Réessayez dans une heure"
    assert "form" not in page.forms
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/order").text)[1]
    answer = client.post("/closed", {"csrf_token": token, "thing": "lait"}).follow(expect_errors=True)
    assert answer.status_int == 422
    assert answer.html.select_one("[role=alert]").text == "Réessayez dans une heure"
    assert not marked()


def test_a_refused_form_is_the_same_after_reload_and_in_each_language(client):
    refused(client, "late")
    page = client.get("/order?again=yes", expect_errors=True)
    assert "Saisissez le code à 6 chiffres" in page.html.select_one(".problem").text
    page = client.get("/language?to=de&back=/order?again=yes").follow(expect_errors=True)
    assert "Geben Sie den Code mit 6 Ziffern ein" in page.html.select_one(".problem").text
    assert page.forms["form"]["thing"].value == "late"


def test_password_emptied_by_another_error_is_asked_for_at_its_field(client):
    page = refused(client, "x" * 30, password="secret-2026")
    assert "Saisissez encore une fois le mot de passe" in page.html.select_one("#password-error").text
    assert not refused(client, "x" * 30).html.select("#password-error")


def test_a_refused_form_is_on_no_other_page_and_gone_when_accepted(client, clock):
    refused(client, "gone")
    assert client.get("/order").forms["form"]["thing"].value == "pain"
    assert client.get("/closed?again=yes").status_int == 200
    order(client, "lait")
    assert client.get("/order?again=yes").forms["form"]["thing"].value == "pain"


def test_a_refused_form_is_kept_for_half_an_hour(client, clock):
    refused(client, "gone")
    clock.forward(minutes=31)
    assert client.get("/order?again=yes").forms["form"]["thing"].value == "pain"


def test_a_kept_form_cannot_be_read_and_an_altered_one_is_none(client):
    refused(client, "late")
    kept = client.cookies["typed"].strip('"')
    assert b"late" not in base64.urlsafe_b64decode(kept)
    for place in (0, 20, len(kept) // 2, len(kept) - 5):
        client.set_cookie("typed", kept[:place] + ("A" if kept[place] != "A" else "B") + kept[place + 1 :])
        assert client.get("/order?again=yes").forms["form"]["thing"].value == "pain"
    client.set_cookie("typed", kept)
    assert client.get("/order?again=yes", expect_errors=True).forms["form"]["thing"].value == "late"


def test_form_longer_than_a_cookie_is_shown_at_once(client, marked):
    noise = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(6000))
    answer = order(client, noise)
    assert (answer.status_int, answer.forms["form"]["thing"].value) == (422, noise)
    assert not marked()


def test_another_language_keeps_what_was_typed_and_judges_nothing(client, marked):
    form = client.get("/order").forms["form"]
    form["thing"] = "x" * 30
    page = form.submit("switch_language", value="de").follow()
    assert page.html.html["lang"] == "de-CH"
    assert page.forms["form"]["thing"].value == "x" * 30
    assert not page.html.select(".error")
    assert not marked()


def test_a_post_without_the_token_is_refused(client, marked):
    assert client.post("/order", {"thing": "lait"}, expect_errors=True).status_int == 400
    assert not marked()


def test_controls_that_no_form_posts_are_a_bad_request(client):
    token = client.get("/order").forms["form"]["csrf_token"].value
    body = {"csrf_token": token, "__end__": "x:mapping"}
    assert client.post("/order", body, expect_errors=True).status_int == 400


def test_form_saved_for_reauthentication_is_shown_again_and_then_removed(desks, client, sign_in, clock, marked):
    browser = sign_in(desks.browser("be"), "manager@be.example")
    browser.app = client.app
    page = browser.get("/members-only", extra_environ={"HTTP_HOST": "be.localhost"})
    form = page.forms["form"]
    form["thing"] = "lait de ferme"
    clock.forward(minutes=11)
    assert "/confirm" in form.submit("order").location

    def saved():
        with desks.looking("be") as ctx:
            return ctx.portal["users"].with_email("manager@be.example").saved_form

    assert saved()[0] == "/members-only"
    _confirm_again(desks, browser, sign_in)
    page = browser.get("/members-only")
    assert page.forms["form"]["thing"].value == "lait de ferme"
    page.forms["form"].submit("order")
    assert marked()
    assert saved() is None


def _confirm_again(desks, browser, sign_in):
    """The person shows again who they are: here in the database, since the pages for it have tests of their own."""
    from guichet import clock

    with desks.acting("be") as ctx:
        for session in ctx.portal["sessions"].values():
            session.confirmed = clock.now()


def test_form_that_is_drawn_once_has_the_token_of_each_reader(client):
    other = webtest.TestApp(client.app, extra_environ=client.extra_environ)
    first, second = client.get("/known?a=1&b").forms["form"], other.get('/known?c="2').forms["form"]
    assert first["csrf_token"].value != second["csrf_token"].value
    assert (first.action, second.action) == ("/known?a=1&b", '/known?c="2')
    for form in (first, second):
        form["thing"] = "pain"
        assert form.submit("order").location.endswith("/account?done=draft-saved")


def test_form_that_is_drawn_once_shows_what_one_reader_typed(client):
    form = client.get("/known").forms["form"]
    form["thing"] = "x" * 30
    page = form.submit("order").follow(expect_errors=True)
    assert (page.status_int, page.forms["form"]["thing"].value) == (422, "x" * 30)
    other = webtest.TestApp(client.app, extra_environ=client.extra_environ)
    assert other.get("/known").forms["form"]["thing"].value == ""


def test_form_that_is_drawn_once_is_drawn_in_each_language(client):
    other = webtest.TestApp(client.app, extra_environ=client.extra_environ)
    assert "Désignation" in client.get("/known").text
    assert client.get("/known").html.select_one("form a[href='/away']").text == "Ne rien envoyer"
    assert "Bezeichnung" in other.get("/known", headers={"Accept-Language": "de"}).text


def test_the_permission_cannot_be_left_out(desks):
    with pytest.raises(TypeError, match="permission"):
        form_view(context=Portal, name="order")
    config = Configurator()
    config.registry.desk = desks["be"]
    config.include("guichet.web.view_permissions")
    config.include("guichet.web.form_view")
    config.add_form_view(Order, context=Portal, name="order", permission=None)
    with pytest.raises(ConfigurationError, match="names no permission"):
        config.make_wsgi_app()


def test_a_form_view_without_success_is_refused_at_start(desks):
    class Unfinished(FormView):
        title = "No success"

    config = Configurator()
    config.registry.desk = desks["be"]
    config.include("guichet.web.form_view")
    with pytest.raises(ConfigurationError, match="Unfinished does not define success"):
        config.add_form_view(Unfinished, context=Portal, name="unfinished", permission="view")


def test_a_form_view_without_questions_asks_for_a_press_of_its_button():
    class Confirm(FormView):
        def success(self, answers):
            return answers

    assert Confirm(None, None).schema().children == []
