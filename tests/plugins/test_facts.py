"""Every fact is checked at start; the text names plugin, hook, what was returned and the remedy."""

from dataclasses import replace

import pytest

from guichet.hookspecs import hookimpl
from guichet.plugins import PluginError, Plugins
from guichet.tenants import InvoiceTypeGroup, UserKind

HOOKS = {
    "tenant": "guichet_tenant",
    "branding": "guichet_branding",
    "contacts": "guichet_contacts",
}
WRONG = [
    ("tenant", {"office_code": "99"}, "office_code='99'", "three digits"),
    ("tenant", {"office_code": 316}, "office_code=316", "three digits"),
    ("tenant", {"languages": "fr"}, "languages='fr'", "a tuple of one or more of 'fr', 'de'"),
    ("tenant", {"languages": ()}, "languages=()", "a tuple of one or more"),
    ("tenant", {"languages": ("fr", "fr")}, "languages=('fr', 'fr')", "a tuple of one or more"),
    ("tenant", {"languages": ("fr", "rm")}, "the unknown 'rm'", "a tuple of one or more"),
    ("tenant", {"languages": ("fr", "de")}, "names={'fr': 'Office AI Zz'}", "add the text in 'de'"),
    ("tenant", {"names": "Office AI"}, "names='Office AI'", "one text per language"),
    ("tenant", {"names": {"fr": " "}}, "names={'fr': ' '}", "one text per language"),
    ("tenant", {"names_with_article": {"fr": ""}}, "names_with_article={'fr': ''}", "one text per language"),
    ("tenant", {"names_with_article": {"fr": "Office AI Zz"}}, "names_with_article['fr']='Office AI Zz'", "article"),
    ("tenant", {"names_with_article": {"fr": "L’Office"}}, "names_with_article['fr']='L’Office'", "within a sentence"),
    ("tenant", {"new_code_after": 0}, "new_code_after=0", "from 10 to 600"),
    ("tenant", {"new_code_after": "60"}, "new_code_after='60'", "from 10 to 600"),
    ("tenant", {"trusted_browser_days": True}, "trusted_browser_days=True", "from 1 to 365"),
    ("tenant", {"payment_days": 0}, "payment_days=0", "from 1 to 180"),
    ("tenant", {"payment_days": -3}, "payment_days=-3", "from 1 to 180"),
    ("tenant", {"second_approval_above": -1}, "second_approval_above=-1", "from 0 to 99999999 (Rappen, or None)"),
    ("tenant", {"answer_days": 0}, "answer_days=0", "from 1 to 180 (working days, or None)"),
    ("branding", {"mail_logo": "canton_be:theme/logo.svg"}, "mail_logo='canton_be:theme/logo.svg'", "a .png file"),
    ("branding", {"mail_logo": "canton_be:theme/no.png"}, "mail_logo='canton_be:theme/no.png'", "there is no file"),
    ("contacts", {"email": "www.zz.example"}, "email='www.zz.example'", "an e-mail address"),
    ("contacts", {"email": 5}, "email=5", "an e-mail address"),
    ("contacts", {"hours": "8 h"}, "hours='8 h'", "one text per language"),
    ("contacts", {"hours": {"de": "8 Uhr"}}, "hours={'de': '8 Uhr'}", "add the text in 'fr'"),
    ("contacts", {"text_relay": {"fr": ""}}, "text_relay={'fr': ''}", "one text per language"),
    ("branding", {"theme": "canton_be:theme/thema.css"}, "theme='canton_be:theme/thema.css'", "there is no file"),
    ("branding", {"theme": "theme/theme.css"}, "theme='theme/theme.css'", "a .css file in a package"),
    ("branding", {"theme": "canton_nowhere:theme.css"}, "theme='canton_nowhere:theme.css'", "a .css file in a package"),
    ("branding", {"theme": "canton_be:theme/logo.svg"}, "theme='canton_be:theme/logo.svg'", "a .css file"),
    ("branding", {"logo": "canton_be:theme/logo.png"}, "logo='canton_be:theme/logo.png'", "a .svg file"),
    ("branding", {"logo": "canton_be:theme/lego.svg"}, "logo='canton_be:theme/lego.svg'", "there is no file"),
    ("branding", {"logo": "canton_ne:theme/logo.svg"}, "logo='canton_ne:theme/logo.svg'", "into the folder of"),
    ("branding", {"tagline": {"de": "Online"}}, "tagline={'de': 'Online'}", "add the text in 'fr'"),
    ("branding", {"brand_colour": "red"}, "brand_colour='red'", "six hexadecimal digits"),
    ("branding", {"brand_colour": "#12345"}, "brand_colour='#12345'", "six hexadecimal digits"),
    ("branding", {"website": "www.zz.example"}, "website='www.zz.example'", "begins with https://"),
    ("branding", {"website": "javascript:alert(1)"}, "website='javascript:alert(1)'", "begins with https://"),
    ("branding", {"website_name": ""}, "website_name=''", "how the office's site is called"),
    ("contacts", {"phone": "call us"}, "phone='call us'", "digits in groups"),
    ("contacts", {"address": {"fr": "Rue 1"}}, "address['fr']='Rue 1'", "a tuple of lines"),
    ("contacts", {"address": {"fr": ("Rue 1", "")}}, "address['fr']=('Rue 1', '')", "a tuple of lines"),
    ("contacts", {"address": ("Rue 1",)}, "address=('Rue 1',)", "the lines of each language"),
    ("contacts", {"address": {"de": ("Weg 1",)}}, "address={'de': ('Weg 1',)}", "add the text in 'fr'"),
]


@pytest.fixture
def start(canton):
    """Starts the canton with one fact changed and returns what is reported."""

    def changed(hook, fact):
        setattr(canton, hook, hookimpl(lambda: fact))
        with pytest.raises(PluginError) as raised:
            Plugins("zz", {"canton_zz": canton})
        return str(raised.value)

    return changed


@pytest.mark.parametrize(("fact", "changes", "returned", "remedy"), WRONG)
def test_a_wrong_fact_names_plugin_hook_value_and_remedy(start, canton, fact, changes, returned, remedy):
    hook = HOOKS[fact]
    reported = start(hook, replace(getattr(canton, hook)(), **changes))
    assert reported.startswith(f"plugin canton_zz: {hook} returned ")
    assert returned in reported
    assert remedy in reported


def test_all_that_is_wrong_with_a_fact_is_reported_at_once(start, canton):
    reported = start("guichet_branding", replace(canton.guichet_branding(), brand_colour="red", website="zz"))
    assert [line.partition("=")[0] for line in reported.splitlines()] == [
        "plugin canton_zz: guichet_branding returned brand_colour",
        "plugin canton_zz: guichet_branding returned website",
    ]


@pytest.mark.parametrize("kinds", [(UserKind("firm"),), (), (UserKind("company"), UserKind("company"))])
def test_kinds_of_users_are_known_and_named_once(start, kinds):
    reported = start("guichet_user_kinds", kinds)
    assert reported.startswith("plugin canton_zz: guichet_user_kinds returned ")
    assert "write" in reported


def test_a_theme_between_python_files_is_refused(start, canton, tmp_path, monkeypatch):
    package = tmp_path / "canton_flat"
    package.mkdir()
    for name in ("__init__.py", "theme.css", "logo.svg"):
        (package / name).touch()
    monkeypatch.syspath_prepend(tmp_path)
    flat = replace(canton.guichet_branding(), theme="canton_flat:theme.css", logo="canton_flat:logo.svg")
    assert "without Python files; the whole folder is served" in start("guichet_branding", flat)


def test_an_id_of_a_canton_is_small_letters_and_digits(canton):
    canton.guichet_tenant = hookimpl(lambda: replace(type(canton).guichet_tenant(canton), id="Z-Z"))
    with pytest.raises(PluginError, match="guichet_tenant returned id='Z-Z': write 2 to 12 small letters"):
        Plugins("Z-Z", {"canton_zz": canton})


def test_an_invoice_type_enabled_twice_is_refused(start):
    assert start("guichet_enabled_invoice_types", ("test.1", "test.1")).endswith("name each type once")


@pytest.mark.parametrize(
    ("entries", "wrong"),
    [
        ((InvoiceTypeGroup({"de": "Hilfsmittel"}, ("test.1",)),), "InvoiceTypeGroup.names={'de': 'Hilfsmittel'}: add"),
        ((InvoiceTypeGroup({}, ("test.1",)),), "InvoiceTypeGroup.names={}: add the text in 'fr'"),
        ((InvoiceTypeGroup({"fr": "Aides"}, "test.1"),), "InvoiceTypeGroup.type_ids='test.1': write a tuple of ids"),
        ((InvoiceTypeGroup({"fr": "Aides"}, ()),), "InvoiceTypeGroup.type_ids=(): write a tuple of ids"),
        ((InvoiceTypeGroup({"fr": "Aides"}, ("test.1",)), "test.2"), "'test.2' beside groups: put it into"),
    ],
)
def test_a_group_of_invoice_types_has_a_heading_and_ids(start, entries, wrong):
    reported = start("guichet_enabled_invoice_types", entries)
    assert reported.startswith(f"plugin canton_zz: guichet_enabled_invoice_types returned {wrong}")
