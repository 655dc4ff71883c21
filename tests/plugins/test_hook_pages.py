"""A plugin's own pages, navigation and panels: in the desk's frame, under its own prefix, closed by default."""

from pathlib import Path
from unittest.mock import ANY

import pytest

from guichet.plugins import PluginError

MANAGER, CLERK = "manager@be.example", "clerk@be.example"
ANNA = "7561234567897"
PAGE = """<html metal:use-macro="layout" i18n:domain="shop"><tal:content metal:fill-slot="content">
<h1>${localize(title)}</h1><p>${words}</p>
<form method="post"><input type="hidden" name="csrf_token" value="${page.csrf_token}"><button>Noter</button></form>
</tal:content></html>"""
PAGES = """
_ = TranslationStringFactory("shop")
NONE = NotRecorded("the desk's name and a reference")

@hookimpl
def guichet_configure(config, tenant):
    config.add_page("overview", overview, permission="account", renderer="templates/page.pt")
    config.add_page("overview", note, permission="account", method="POST")
    config.add_page("open", overview, permission=PUBLIC, renderer="templates/page.pt")
    config.add_page("work", overview, permission="office", renderer="templates/page.pt", personal_data=NONE)
    config.add_page(
        "label/*traverse", label, permission="view", context=Invoice, renderer="templates/page.pt", personal_data=NONE
    )

def overview(context, request):
    return {"title": _("Aperçu"), "words": request.desk.tenant.id}

def note(context, request):
    from pyramid.httpexceptions import HTTPSeeOther
    return HTTPSeeOther(request.route_path("p/shop/open"))

def label(context, request):
    return {"title": _("Étiquette"), "words": context.reference}
"""


@pytest.fixture
def be(shop, serve):
    """A browser at a desk with the pages of the plugin."""
    return serve(shop(PAGES, page=PAGE)).browser("be")


def test_hook_configure_shows_a_page_in_the_frame_of_the_desk(be, sign_in):
    sign_in(be, MANAGER).open("/p/shop/overview")
    assert be.page.heading == "Aperçu"
    assert "Office AI Canton de Berne" in be.page
    assert be.page.link("Bénéficiaires")


def test_a_page_of_a_plugin_that_needs_a_session_leads_to_the_sign_in(be, sign_in):
    assert be.open("/p/shop/overview").page.heading == "Se connecter"
    assert be.open("/p/shop/open").page.heading == "Aperçu"


def test_a_page_of_a_plugin_is_closed_without_its_permission(shop, serve, sign_in):
    desks = serve(shop(PAGES, page=PAGE))
    sign_in(desks.browser("be"), MANAGER).open("/p/shop/work", status=404)
    assert sign_in(desks.browser("be"), CLERK).open("/p/shop/work").page.heading == "Aperçu"


def test_a_page_of_a_plugin_is_protected_against_forged_posts(be, sign_in):
    sign_in(be, MANAGER)
    assert be.open("/p/shop/overview").press("Noter").page.url == "/p/shop/open"
    be.post("/p/shop/overview", {}, status=400)


def test_a_page_below_traverse_asks_the_permission_of_the_object(shop, serve, sign_in, send_invoice):
    desks = serve(shop(PAGES, page=PAGE))
    path = send_invoice(desks)
    own, rival = sign_in(desks.browser("be"), MANAGER), sign_in(desks.browser("be"), "rival@be.example")
    own.open(f"/p/shop/label{path}")
    assert "BE-2026-" in own.page
    rival.open(f"/p/shop/label{path}", status=404)


FORM = """
import colander

_ = TranslationStringFactory("shop")

class Order(FormView):
    title = _("Commander")
    buttons = (Button("order", _("Commander")),)

    def schema(self):
        return colander.Schema(children=[form_nodes.Text(20, name="what", title=_("Article"))])

    def success(self, answers):
        if answers["what"] == "or":
            raise InvalidAnswer("what", _("Il n’y en a plus"))
        return self.done("ordered", self.request.root, "conditions")

@hookimpl
def guichet_configure(config):
    config.add_notice("ordered", _("C’est commandé."))
    config.add_form_page("order", Order, permission="account")
"""


def test_a_form_of_a_plugin_is_one_class(shop, serve, sign_in):
    be = sign_in(serve(shop(FORM)).browser("be"), MANAGER).open("/p/shop/order")
    be.fill("Article", "or").press("Commander", status=422)
    assert "Il n’y en a plus" in be.page.problem_at("Article")
    be.fill("Article", "pain").press("Commander")
    assert be.page.notice == "C’est commandé."


FILES = """
@hookimpl
def guichet_configure(config):
    config.add_files("templates")
    config.add_page("x", lambda context, request: {"title": "x"}, permission=PUBLIC, renderer="templates/page.pt")
"""
WITH_SCRIPT = """<html metal:use-macro="layout" i18n:domain="shop"><tal:content metal:fill-slot="content">
<h1>x</h1><script type="module" src="${page.asset('shop:templates/shop.js')}"></script></tal:content></html>"""


def test_files_of_a_plugin_are_served_below_its_prefix(shop, serve):
    module = shop(FILES, page=WITH_SCRIPT)
    (Path(module.__file__).parent / "templates" / "shop.js").write_text("export const x = 1;")
    be = serve(module).browser("be").open("/p/shop/x")
    (address,) = be.page.document.xpath("//main//script/@src")
    assert address.startswith("/p/shop/files/")
    answer = be.get(address)
    assert answer.text == "export const x = 1;"
    assert "max-age=31536000" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("directive", "reason"),
    [
        ('config.add_page("x", view)', "the page x names no permission; write permission=… with one of"),
        ('config.add_form_page("x", view)', "the page x names no permission; write permission=… with one of"),
        ('config.add_page("x", view, permission="office")', "does not say what it shows of other persons"),
        ('config.add_view(view, name="x", permission="account")', "outside /p/shop/; use config.add_page"),
        (
            'config.add_view(view, context=Portal, name="sign-out", request_method="POST", permission=PUBLIC)',
            "outside /p/shop/",
        ),
        ('config.add_route("robots", "x")', "names a route robots, which is there already"),
        (
            'config.add_page("x", view, permission=PUBLIC, renderer="templates/gone.pt")',
            "add it, and to the package data",
        ),
        ('config.add_files("gone")', "there is no folder"),
        ('config.add_files(".")', "without Python files"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_pages_that_are_wrong_stop_the_start(shop, serve, directive, reason):
    source = f"""
@hookimpl
def guichet_configure(config):
    {directive}

def view(context, request):
    return {{}}
"""
    with pytest.raises(PluginError, match=r"plugin shop: guichet_configure .*") as raised:
        serve(shop(source))
    assert reason in str(raised.value)


# Navigation

NAVIGATION = """
@hookimpl
def guichet_navigation(request):
    if request.identity is None:
        return None
    return [NavigationItem("Aperçu", "/p/shop/overview")]
"""


def test_hook_navigation_adds_entries_behind_those_of_the_core(shop, serve, sign_in):
    be = sign_in(serve(shop(NAVIGATION)).browser("be"), MANAGER)
    entries = be.page.document.xpath("//nav[@class='nav']//a")
    assert [entry.text_content() for entry in entries][-1] == "Aperçu"
    assert len(entries) > 2


@pytest.mark.parametrize("faulty", ["return 1 / 0", "return ['Aperçu']", "yield 1 / 0"])
def test_navigation_that_fails_is_logged_and_left_out(shop, serve, sign_in, errors, faulty):
    module = shop(f"@hookimpl\ndef guichet_navigation(request):\n    {faulty}\n")
    be = sign_in(serve(module).browser("be"), MANAGER)
    assert "Bénéficiaires" in be.page
    assert "Aperçu" not in be.page
    assert errors[0] == {
        "event": "plugin_hook_failed",
        "plugin": "shop",
        "hook": "guichet_navigation",
        "exc_info": ANY,
    }


# Panels

PANELS = """
_ = TranslationStringFactory("shop")

@hookimpl
def guichet_panels(slot, request, context):
    return [Panel(_("Encart"), "shop:templates/panel.pt", {"words": f"{slot} <{type(context).__name__}>"})]
"""


@pytest.fixture
def everywhere(sign_in, send_invoice):
    """The three pages with panels, by slot."""

    def look(desks):
        path = send_invoice(desks)
        own, office = sign_in(desks.browser("be"), MANAGER), sign_in(desks.browser("be"), CLERK)
        return {
            "guichet": own.open("/").page,
            "invoice": own.open(path).page,
            "review": office.open(f"{path}review").page,
        }

    return look


def test_hook_panels_adds_sections_to_the_pages_of_the_core(shop, serve, everywhere):
    pages = everywhere(serve(shop(PANELS, panel="<p>${words}</p>")))
    for slot, kind in (("guichet", "Company"), ("invoice", "Invoice"), ("review", "Invoice")):
        section = pages[slot].document.xpath("//section[h2='Encart']")[0]
        assert section.xpath("string(p)") == f"{slot} <{kind}>"


@pytest.mark.parametrize("template", ["<p>${unknown}</p>", "<p>${1 / 0}</p>", '<p tal:repeat="x"/>'])
def test_a_panel_that_cannot_be_drawn_is_logged_and_left_out(shop, serve, everywhere, errors, template):
    for page in everywhere(serve(shop(PANELS, panel=template))).values():
        assert "Encart" not in page
    assert {(line["event"], line["plugin"]) for line in errors} == {("plugin_panel_failed", "shop")}
    assert {line["slot"] for line in errors} == {"guichet", "invoice", "review"}


@pytest.mark.parametrize("faulty", ["return 1 / 0", "return [Panel]", "return 7"])
def test_a_plugin_whose_panels_fail_is_logged_and_left_out(shop, serve, everywhere, errors, faulty):
    for page in everywhere(serve(shop(f"@hookimpl\ndef guichet_panels(slot):\n    {faulty}\n"))).values():
        assert page.status == 200
    assert {(line["event"], line["plugin"], line["hook"]) for line in errors} == {
        ("plugin_hook_failed", "shop", "guichet_panels")
    }


def test_a_conflict_in_a_panel_is_tried_again_with_the_whole_page(shop, serve, sign_in, errors):
    source = """
tries = []

@hookimpl
def guichet_panels(slot):
    from ZODB.POSException import ConflictError
    tries.append(slot)
    if len(tries) < 3:
        raise ConflictError
    return []
"""
    module = shop(source)
    sign_in(serve(module).browser("be"), MANAGER)
    assert len(module.tries) >= 3
    assert errors == []


ALERTS = """
@hookimpl
def guichet_alerts(tenant, now):
    {answer}
"""


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ('yield Alert("Tarif", "Le montant de " + tenant.id, "Saisissez-le", path="work-list", link="Saisir")', True),
        ("raise ZeroDivisionError", False),
    ],
)
def test_hook_alerts_adds_to_what_the_office_has_to_do(shop, serve, sign_in, answer, shown):
    office = sign_in(serve(shop(ALERTS.format(answer=answer))).browser("be"), CLERK).open("/alerts")
    assert ("Le montant de be" in office.page) is shown
    assert "Envoi des e-mails et des SMS : à l’arrêt" in office.page
    if shown:
        assert office.page.link("Saisir, Le montant de be") == "/work-list"
