"""The rules for plugins: one that keeps to them is at the highest level, and each mistake is named by its rule."""

import ast
import io
import re
import shutil
import sys
import textwrap
from contextlib import ExitStack
from importlib import import_module
from inspect import signature

import pikepdf
import pytest
from click.testing import CliRunner

from guichet import cli, sdk
from guichet.auth.security_policy import SecurityPolicy
from guichet.declaration import evaluation
from guichet.i18n import _
from guichet.i18n.catalogues import plugin_texts
from guichet.testing.plugin_under_test import plugin_under_test
from guichet.testing.quality import page_rules, text_rules
from guichet.testing.quality.document_rules import pdf_faults
from guichet.testing.quality.form_rules import lists_without_amounts, summary_complete
from guichet.testing.quality.plain_texts import SHOWN, plain_texts
from guichet.testing.quality.rule_table import RULES, broken_rules
from guichet.testing.quality.theme_rules import contrast_ratio

TYPES = """
from guichet.sdk import Amount, Day, Fields, InvoiceType, Lines, Text, TranslationStringFactory, hookimpl, term

GUICHET_API = "1.0"
_ = TranslationStringFactory("rides")


class Ride(Fields):
    day = Day(_("Jour"), required=True, service_day=True)
    price = Amount(_("Prix"), required=True)


class Rides(InvoiceType):
    id, version, title, purpose = "350.7", 1, _("Courses"), _("Remboursement de courses")

    class form(Fields):
        rides = Lines(_("Courses"), Ride, item_title=_("Course ${n}"))
        reason = Text(_("Raison"), required=True)

    def amounts(self, invoice, rates):
        for ride in invoice.rides:
            yield term(ride, ride.price or 0, _("Prix"))


@hookimpl
def guichet_invoice_types():
    return [Rides()]
"""
CANTON = """
from guichet.sdk import Branding, Contacts, NotRecorded, Tenant, UserKind, hookimpl

GUICHET_API = "1.0"


@hookimpl
def guichet_tenant():
    article = {"fr": "l’Office AI Exemple"}
    return Tenant(id="ex", office_code="350", names={"fr": "Office AI Exemple"}, names_with_article=article,
                  languages=("fr",))


@hookimpl
def guichet_branding():
    return Branding(theme="canton_ex:theme/theme.css", logo="canton_ex:theme/logo.svg", tagline={"fr": "Guichet"},
                    website="https://www.ex.example/", website_name="ex.example", brand_colour="#7a1420")


@hookimpl
def guichet_contacts():
    return Contacts(phone="032 000 00 00", address={"fr": ("Rue 1, 2800 Exemple",)})


@hookimpl
def guichet_user_kinds():
    return (UserKind("company"),)


@hookimpl
def guichet_enabled_invoice_types():
    return ()


def numbers(context, request):
    return {"title": "Chiffres"}


@hookimpl
def guichet_configure(config, tenant):
    config.add_page("numbers", numbers, permission="statistics", renderer="numbers.pt",
                    personal_data=NotRecorded("figures alone"))
"""
PAGE = """<html metal:use-macro="layout" i18n:domain="canton_ex"><tal:content metal:fill-slot="content">
<h1>Chiffres</h1></tal:content></html>"""
CANTON_FILES = {
    "plugin.py": CANTON,
    "theme/theme.css": ":root { --brand: #7a1420; }",
    "theme/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "numbers.pt": PAGE,
}


@pytest.fixture
def install(tmp_path, monkeypatch):
    """``install("rides", {"plugin.py": …})``: a distribution with an entry point of that name, as pip installs one."""

    def install(name, files):
        package = tmp_path / name
        for path, text in {"__init__.py": "", **files}.items():
            (package / path).parent.mkdir(parents=True, exist_ok=True)
            (package / path).write_text(textwrap.dedent(text))
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[guichet]\n{name} = {name}.plugin\n")
        monkeypatch.syspath_prepend(tmp_path)
        return import_module(f"{name}.plugin")

    yield install
    for name in ("rides", "canton_ex"):
        sys.modules.pop(name, None)
        sys.modules.pop(f"{name}.plugin", None)


@pytest.fixture
def subject(_desk_factory):
    """``subject("rides")``: an installed plugin at its desk."""
    with ExitStack() as running:
        yield lambda name: running.enter_context(plugin_under_test(name, _desk_factory, {}))


def broken(subject):
    """Faults by the name of the rule that a plugin breaks."""
    return {rule.name: "\n".join(faults) for rule, faults in broken_rules(subject) if faults}


def run(*arguments):
    """A command of ``guichet``; fails when it fails."""
    result = CliRunner().invoke(cli.main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output


def rule(name):
    [found] = [rule for rule in RULES if rule.name == name]
    return found


def test_each_mistake_of_a_form_is_named_by_its_rule(install, subject):
    mistakes = """
from pathlib import Path
from guichet.values.money import Money
from guichet.sdk import error

Path(__file__).with_name("written").write_text("")


class Turned(Text):
    def parse(self, text, today):
        return text[1:] if text[:1].isdecimal() else text


@hookimpl
def guichet_check_invoice(invoice, context):
    first = invoice.answers.rides[0]
    if first.price == 5:
        yield error(first.field("price"), "R1", _("Vérifiez le prix"))
"""
    text = TYPES.replace('GUICHET_API = "1.0"\n', "").replace("class Ride(", f"{mistakes}\n\nclass Ride(")
    text = text.replace('reason = Text(_("Raison")', 'reason = Turned(_("Raison de ${n}")')
    install("rides", {"plugin.py": text, "locales/de/LC_MESSAGES/rides.po": ""})
    found = broken(subject("rides"))
    assert set(found) == {
        "sdk-only",
        "quiet-import",
        "answers-survive",
        "drafts-drawn",
        "versions-kept",
        "checks-answer",
        "catalogue-complete",
        "states-api",
    }
    assert "rides/plugin.py:9 imports guichet.values.money; take the name from guichet.sdk" in found["sdk-only"]
    assert "written' for writing while it is imported" in found["quiet-import"]
    assert "350.7: reason is " in found["answers-survive"]
    assert "350.7, empty draft, fr: " in found["drafts-drawn"]
    assert "a placeholder without a value" in found["drafts-drawn"]
    assert '350.7@1 is new: add "350.7@1": ' in found["versions-kept"]
    [check] = found["checks-answer"].splitlines()
    assert re.match(
        r"rides/plugin\.py, line \d+, guichet_check_invoice: IndexError: .* \(350\.7 with nothing at all", check
    )
    commands = "run guichet messages extract --plugin rides, guichet messages update --plugin rides, and translate it"
    assert f"'Courses' is not in the catalogues yet: {commands}" in found["catalogue-complete"]
    assert f'rides.plugin: write GUICHET_API = "{sdk.API_VERSION}" below the imports' in found["states-api"]


def test_plugin_that_stops_its_desk_is_asked_nothing_else(install, subject):
    install("rides", {"plugin.py": TYPES.replace("service_day=True", "")})
    found = broken(subject("rides"))
    assert list(found) == ["starts"]
    assert "no question says when the benefit was provided" in found["starts"]


def test_plugin_that_is_not_installed_is_named_with_those_there_are(subject):
    assert (
        "no installed plugin is called canton_xy; there are: canton_be, canton_ne"
        in broken(subject("canton_xy"))["starts"]
    )


def test_question_left_out_of_the_summary_is_named(install, subject, monkeypatch):
    install("rides", {"plugin.py": TYPES})
    whole = evaluation.summarize
    monkeypatch.setattr(
        evaluation, "summarize", lambda *given: tuple(one for one in whole(*given) if one.path != "reason")
    )
    (fault,) = summary_complete(subject("rides"))
    assert fault.startswith("350.7: reason is in no row of the summary")


class Task(sdk.Fields):
    price = sdk.Amount(_("Prix"), required=True)


def visits(paid_at, **options):
    """A form with a list in a list, and amounts at the lines of one of both."""

    class Visit(sdk.Fields):
        day = sdk.Day(_("Jour"), required=True, service_day=True)
        tasks = sdk.Lines(_("Tâches"), Task)

    class Visits(sdk.InvoiceType):
        id, version, title, purpose = "350.8", 1, _("Visites"), _("Visites")

        class form(sdk.Fields):
            visits = sdk.Lines(_("Visites"), Visit, **options)

        def amounts(self, invoice, rates):
            for visit in invoice.visits:
                for task in visit.tasks:
                    yield sdk.term(visit if paid_at == "visit" else task, task.price or 0)

    return Visits()


@pytest.mark.parametrize(("paid_at", "other"), [("task", "visits"), ("visit", "visits.*.tasks")])
def test_list_whose_lines_never_have_an_amount_is_named(paid_at, other):
    fault = f"{other}: no line has an amount of its own, and each shows 0.00; write amounts=False"
    assert list(lists_without_amounts(visits(paid_at))) == [fault]


def test_list_that_says_so_is_no_fault():
    assert list(lists_without_amounts(visits("task", amounts=False))) == []


def test_each_mistake_of_a_canton_is_named_by_its_rule(install, subject, monkeypatch):
    theme = ":root { --brand: #c9a227; --brnad: #fff; } h1 { color: red; }"
    page = PAGE.replace("<h1>Chiffres</h1>", "<p style='color: red'>Chiffres</p>")
    mail = """


from types import SimpleNamespace

from guichet.sdk import MailTemplate

HELLO = MailTemplate(name="hello", when="Bienvenue", subject="Bonjour", body=("Bonjour ${name}",),
                    samples={"name": "${who}"})
"""
    code = CANTON + "    config.add_mail_templates(SimpleNamespace(HELLO=HELLO))\n" + mail
    files = {"plugin.py": code, "theme/theme.css": theme, "numbers.pt": page}
    install("canton_ex", CANTON_FILES | files)
    canton = subject("canton_ex")
    found = broken(canton)
    assert set(found) == {"mails-drawn", "tokens-known", "contrast", "pages-sound", "catalogue-complete"}
    assert (
        "title of a page is a plain string, the same in all languages; write _('Chiffres')"
        in found["catalogue-complete"]
    )
    assert "mail hello, fr: has a placeholder without a value in its plain part; add a sample" in found["mails-drawn"]
    assert "--brnad is no token of themes/base/desk.css" in found["tokens-known"]
    assert "the style sheet has a rule for h1" in found["tokens-known"]
    assert "light: --on-brand on --brand has 2.4:1, and needs 4.5:1" in found["contrast"]
    assert "0 h1, or an empty one" in found["pages-sound"]
    assert "inline code: p style" in found["pages-sound"]
    # Without the core's own defences, which a plugin cannot take away.
    monkeypatch.setattr(SecurityPolicy, "permits", lambda *arguments: True)
    monkeypatch.setitem(vars(canton), "other_desks", canton.desks)
    monkeypatch.setattr(page_rules, "OTHER_ID", canton.tenant_id)
    open_pages = rule("pages-guarded").broken_by(canton)
    assert "GET /p/canton_ex/numbers answers 200 to a person who has not signed in" in open_pages
    assert rule("desks-closed").broken_by(canton) == [
        "GET /p/canton_ex/numbers answers 200 at the desk of another canton"
    ]


def found_plain(source):
    return [(place, text) for _line, place, text in plain_texts(ast.parse(source))]


@pytest.mark.parametrize("name", SHOWN)
def test_each_text_for_people_is_looked_at_by_position_and_by_name(name):
    arguments = list(signature(getattr(sdk, name)).parameters)
    places = [(f"{argument} of {name}", "'État'") for argument in sorted(SHOWN[name])]
    assert found_plain(f"{name}({', '.join(f'{one}=chr(1)' for one in arguments)})") == []
    assert found_plain(f"{name}({', '.join(f'{one}={chr(39)}État{chr(39)}' for one in SHOWN[name])})") == places
    by_position = ["'État'" if one in SHOWN[name] else "1" for one in arguments]
    assert found_plain(f"{name}({', '.join(by_position)})") == places


@pytest.mark.parametrize("written", ["_('État')", "label", "''", "'…'", "localize(label)"])
def test_text_that_is_translated_or_data_is_no_fault(written):
    assert found_plain(f"NavigationItem({written}, '/state')") == []


def test_text_put_together_is_found_too():
    assert found_plain("NavigationItem(f'État {year}', url)") == [("label of NavigationItem", "f'État {year}'")]


@pytest.mark.parametrize(
    "source",
    [
        "LABEL = 'État'\nNavigationItem(LABEL, '/state')",
        "LABEL: str = 'État'\ndef entry():\n    return [NavigationItem(LABEL, '/state')]",
        "def entry():\n    label = 'État'\n    label = label or _('Oui')\n    return NavigationItem(label, '/state')",
        "NavigationItem('État' if closed else _('Statut'), '/state')",
        "NavigationItem(label or 'État', '/state')",
        "for label in ('État', _('Statut')):\n    NavigationItem(label, '/state')",
        "entries = [NavigationItem(label, '/state') for label in ('État',)]",
    ],
)
def test_text_under_a_name_or_on_a_condition_is_found(source):
    assert found_plain(source) == [("label of NavigationItem", "'État'")]


@pytest.mark.parametrize("written", ["'État ' + year", "'État %s' % year", "'État {}'.format(year)"])
def test_text_put_together_is_shown_as_it_is_written(written):
    assert found_plain(f"NavigationItem({written}, url)") == [("label of NavigationItem", written)]


@pytest.mark.parametrize(
    "source",
    [
        "LABEL = _('État')\nNavigationItem(LABEL, '/state')",
        "def one():\n    label = 'state'\ndef other(label):\n    return NavigationItem(label, '/state')",
        "def one():\n    return {'title': label, 'kind': 'État'}",
        "NavigationItem(LABELS['state'], '/state')",
    ],
)
def test_name_of_a_translated_text_or_of_another_function_is_no_fault(source):
    assert found_plain(source) == []


@pytest.mark.parametrize("deleted", ["locales/de", "locales"])
def test_command_for_a_deleted_catalogue_makes_it_again(install, tmp_path, monkeypatch, deleted):
    install("rides", {"plugin.py": TYPES})
    monkeypatch.chdir(tmp_path)
    run("messages", "extract", "--plugin", "rides")
    run("messages", "update", "--plugin", "rides", "--add", "de")
    texts = plugin_texts(tmp_path / "rides")
    shutil.rmtree(tmp_path / "rides" / deleted)
    [fault] = text_rules.faults(texts, ("fr", "de"))
    commands = "guichet messages extract --plugin rides, guichet messages update --plugin rides --add de"
    assert fault == f"de: no rides.po for 6 texts: run {commands}, and translate it"
    for command in commands.split(", "):
        run(*command.split()[1:])
    assert texts.po_path("de", "rides").exists()
    assert {one.partition(":")[0] for one in text_rules.faults(texts, ("fr", "de"))} == {"de"}
    assert "de: not translated: 'Courses'" in list(text_rules.faults(texts, ("fr", "de")))


def test_people_sign_in_once_for_all_rules(install, subject):
    install("canton_ex", CANTON_FILES)
    canton = subject("canton_ex")
    # Of the codes that an account may ask for in an hour there are five, and the clock of the rules stands still.
    browsers = [canton.signed_in("manager") for _number in range(7)]
    assert all(browser is browsers[0] for browser in browsers)


def test_plain_pdf_can_neither_be_kept_nor_heard():
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        with pdf.open_metadata() as metadata:
            metadata["dc:title"] = "Plain"
        pdf.save(file)
    assert list(pdf_faults(file.getvalue(), "fr")) == [
        "its language is none",
        "it is not tagged for screen readers",
        "it does not say that it is PDF/A-3 and PDF/UA-1",
        "its data are not attached",
    ]


def test_contrast_is_that_of_wcag():
    assert contrast_ratio("#000", "#ffffff") == 21
    assert round(contrast_ratio("#777777", "#fff"), 2) == 4.48


def test_names_of_rules_are_given_once():
    names = [one.name for one in RULES]
    assert len(set(names)) == len(names)
