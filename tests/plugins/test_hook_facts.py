"""The hooks asked for once, at start; a small canton answers all of them."""

from datetime import UTC, datetime, timedelta

import pytest
from webtest import TestApp

from guichet.app import application, delivery
from guichet.hookspecs import hookimpl
from guichet.messages.enqueue import send_mail, send_sms
from guichet.messages.mail_templates import MailTemplate
from guichet.plugins import PluginError, Plugins
from guichet.store.database import write_transaction
from guichet.store.evolution import EvolutionStep, pending
from guichet.tenants import InvoiceTypeGroup

NOW = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def home(desk):
    """The desk's home page as a stranger sees it."""
    app = TestApp(application(desk), extra_environ={"HTTP_HOST": "zz.example", "wsgi.url_scheme": "https"})
    return app.get("/").text


def test_hook_tenant_names_the_office_on_every_page(desk, home):
    assert desk.tenant.id == "zz"
    assert "Office AI Zz" in home


def test_hook_branding_dresses_the_pages(desk, home):
    assert desk.plugins.branding.brand_colour == "#123456"
    assert "https://zz.example/" in home


def test_hook_contacts_puts_the_phone_on_every_page(home):
    assert "058 000 00 00" in home.replace("\N{NO-BREAK SPACE}", " ")


def test_hook_contacts_offers_deaf_people_a_relay_and_an_address(desk, home):
    app = TestApp(application(desk), extra_environ={"HTTP_HOST": "zz.example", "wsgi.url_scheme": "https"})
    for page in (home, app.get("/accessibility").text):
        assert "(le matin)" in page
        assert "relais texte" in page
        assert 'href="mailto:info@zz.example"' in page


def test_hook_user_kinds_says_who_may_register(desk):
    app = TestApp(application(desk), extra_environ={"HTTP_HOST": "zz.example", "wsgi.url_scheme": "https"})
    assert app.get("/register-company").status_int == 200
    assert app.get("/register-insured", expect_errors=True).status_int != 200


def test_hook_enabled_invoice_types_chooses_and_orders(canton, desk, plugin):
    brought = type(desk.plugins.invoice_types["test.1"])
    second, third = (type("More", (brought,), {"id": type_id})() for type_id in ("test.2", "test.3"))
    canton.guichet_enabled_invoice_types = hookimpl(lambda: ("test.2", "test.1"))
    more = plugin(guichet_invoice_types=lambda: [second, third])
    assert list(Plugins("zz", {"canton_zz": canton, "more": more}).invoice_types) == ["test.2", "test.1"]


def test_hook_enabled_invoice_types_may_put_them_under_headings(canton, desk, plugin):
    second = type("More", (type(desk.plugins.invoice_types["test.1"]),), {"id": "test.2"})()
    groups = (InvoiceTypeGroup({"fr": "Frais"}, ("test.2",)), InvoiceTypeGroup({"fr": "Essais"}, ("test.1",)))
    canton.guichet_enabled_invoice_types = hookimpl(lambda: groups)
    plugins = Plugins("zz", {"canton_zz": canton, "more": plugin(guichet_invoice_types=lambda: [second])})
    found = [(heading, [one.id for one in types]) for heading, types in plugins.grouped_types("fr")]
    assert found == [("Frais", ["test.2"]), ("Essais", ["test.1"])]
    assert list(plugins.invoice_types) == ["test.2", "test.1"]


def test_hook_invoice_types_brings_forms(desk):
    assert desk.plugins.invoice_types["test.1"].title == "Formulaire d’essai"


def test_hook_mail_transport_replaces_smtp(canton, desk):
    with write_transaction(desk.db) as portal:
        note = MailTemplate(name="note", when="…", subject="Bonjour", body=("Un mot.",))
        send_mail(portal, note, {}, to="a@b.example", localize=desk.localizer("fr"), desk_url=desk.url(), now=NOW)
    assert delivery(desk).run_due(NOW) == 1
    message, recipient = canton.mails.sent[0]
    assert (recipient, message["Subject"]) == ("a@b.example", "Bonjour")
    assert canton.settings is desk.settings


def test_hook_sms_gateway_sends_the_texts(canton, desk):
    with write_transaction(desk.db) as portal:
        later = NOW + timedelta(minutes=5)
        key = send_sms(portal, to="+41791234567", text="Bonjour", now=NOW, expires=later, language="fr")
    assert delivery(desk).run_due(NOW) == 1
    assert canton.texts.sent == [("+41791234567", "Bonjour", key)]


def test_a_production_desk_without_an_sms_gateway_says_what_to_install(desk, canton):
    canton.guichet_sms_gateway = hookimpl(lambda settings: None)
    with pytest.raises(PluginError, match=r"desk zz: .* install the plugin of your SMS provider"):
        Plugins("zz", {"canton_zz": canton}).sms_gateway(desk.settings)


def test_hook_evolution_steps_are_done_at_new_desks_and_wait_at_old_ones(desk):
    steps = desk.plugins.evolution_steps()
    assert [step.name for step in steps if not step.name.startswith("core.")] == ["zz.2026_11_first"]
    assert pending(desk.db, steps) == []
    later = EvolutionStep("zz.2027_01_second", lambda portal: None)
    assert pending(desk.db, [*steps, later]) == [later]
