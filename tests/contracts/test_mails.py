"""Every mail of the desks, drawn with its samples in every language: complete, linked to the desk, few data."""

import pkgutil
import re
from importlib import import_module
from types import ModuleType

import pytest
from bs4 import BeautifulSoup

import guichet
from guichet.app import application
from guichet.i18n import LANGUAGES, Localizer
from guichet.messages.mail import email_message
from guichet.messages.mail_letterhead import MailLetterhead
from guichet.messages.mail_templates import MailTemplate
from guichet.messages.models import OutgoingMessage
from guichet.store.models import Portal
from guichet.tenants import Contacts
from guichet.testing.moving_clock import START

OFFICE, PHONE = "Office AI", "058 219 77 20"
LETTERHEAD = MailLetterhead(
    names={"fr": OFFICE}, tagline={"fr": "Guichet"}, contacts=Contacts(phone=PHONE, address={"fr": ("Rue", "Berne")})
)
DIAL = "tel:0582197720"
PERSONAL = {"actor", "before", "comment", "company", "device", "end", "inviter", "message", "name", "person", "reason"}
PERSONAL |= {"explanation", "marks"}
"""Placeholders that say something about a person or company, or hold what the office wrote about them."""
HARMLESS = {"answer_days", "asked", "beneficiary", "completed", "documents", "invoice", "issuer", "moment", "n"}
HARMLESS |= {"deadline", "missed_deadline"}
HARMLESS |= {
    "day",
    "head",
    "length",
    "payment_day",
    "payment_days",
    "reference",
    "role",
    "saved",
    "secret",
    "signature",
    "titles",
}
"""Facts about a request; ``beneficiary``, ``invoice`` and ``issuer`` are ids in a link, without meaning elsewhere.

``titles`` are numbers in words.
"""


@pytest.fixture(scope="module")
def registry(demo_desks):
    return application(demo_desks["be"]).registry


@pytest.fixture(scope="module")
def templates(registry):
    return list(registry.mail_templates.values())


def drawn(template, language, desk):
    """Plain text and HTML of a mail as it would leave, and the address of its link."""
    text = template.draw(Localizer(language), template.samples)
    link = desk.url(text.path) if text.path else ""
    message = OutgoingMessage(
        id="4f00aa11bb22cc33",
        channel="mail",
        recipient="anna@exemple.example",
        subject=text.subject,
        text="\n\n".join(text.paragraphs),
        link=link,
        link_label=text.link_label,
        language=language,
        created=START,
        link_nonce=None,
        code_nonce=None,
        attempt=1,
    )
    mail = email_message(message, Localizer(language), sender="guichet@be.example", letterhead=LETTERHEAD)
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    return f"{mail['Subject']}\n\n{plain}", html, link


def modules() -> list[ModuleType]:
    """Every ``mails.py`` of the core."""
    found = pkgutil.walk_packages(guichet.__path__, "guichet.")
    return [import_module(one.name) for one in found if one.name.endswith(".mails") and ".cli." not in one.name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_is_complete_in_text_and_html(templates, demo_desks, language):
    for template in templates:
        plain, html, link = drawn(template, language, demo_desks["be"])
        assert "${" not in plain + html, template.name
        page = BeautifulSoup(html, "html.parser")
        said = " ".join(page.get_text(" ").split())
        for paragraph in template.draw(Localizer(language), template.samples).paragraphs:
            assert paragraph in plain and " ".join(paragraph.split()) in said, template.name
        assert {anchor["href"] for anchor in page("a")} == ({link, DIAL} if link else {DIAL}), template.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_is_an_absolute_address_of_the_desk(templates, demo_desks, language):
    for template in templates:
        plain, html, link = drawn(template, language, demo_desks["be"])
        addresses = set(re.findall(r"https?://[^\s\"<]+", plain + html))
        assert addresses == ({link} if link else set()), template.name
        assert not link or link.startswith("http://be.localhost/"), template.name


def test_every_link_leads_to_a_page(templates, registry, demo_desks):
    views = [item["introspectable"] for item in registry.introspector.get_category("views")]
    pages = {view["name"] for view in views}
    home = {view["name"] for view in views if view["context"] is Portal}
    for template in templates:
        if template.link:
            first, *rest = template.link.path.partition("?")[0].split("/")
            assert first == "issuers" and rest[-1] in pages if rest else first in home, template.name


def value_in(language, value):
    """A value as a mail shows it."""
    alone = MailTemplate(name="alone", when="", subject="", body=("${value}",), samples={"value": value})
    return alone.draw(Localizer(language), alone.samples).paragraphs[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_says_nothing_about_people_beyond_its_placeholders(templates, demo_desks, language):
    for template in templates:
        plain, _html, link = drawn(template, language, demo_desks["be"])
        shown = [value_in(language, value) for value in template.samples.values()]
        for value in sorted([link, OFFICE, PHONE, *shown], key=len, reverse=True):
            plain = plain.replace(value, "") if value else plain
        assert not re.search(r"@|\d{3}|\b[A-Z]{2}\d", plain), template.name


def test_every_placeholder_is_known_as_personal_or_harmless(templates):
    assert {name for template in templates for name in template.samples} == PERSONAL | HARMLESS


def test_a_subject_names_nothing_but_the_reference(templates):
    for template in templates:
        assert set(re.findall(r"\$\{(.*?)\}", template.subject)) <= {"reference"}, template.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_subjects_tell_yes_from_no_and_from_something_to_do(registry, language):
    outcomes = ["invoice-accepted", "invoice-correction-requested", "invoice-refused"]
    answers = [["registration-accepted", "registration-refused"], outcomes]
    for names in answers:
        subjects = [Localizer(language)(registry.mail_templates[name].subject) for name in names]
        assert len({subject.casefold() for subject in subjects}) == len(names), subjects


ON_THE_DESK = r"onnectez-vous|reconnecter|choisissez|orrigez|modifiez|[Oo]uvrez le lien (pour|et)|Recommencez"
"""What a person does at the desk, as the French mails ask for it."""


def test_a_mail_that_asks_for_something_at_the_desk_has_its_link(templates):
    asked = [template for template in templates if re.search(ON_THE_DESK, " ".join(template.body))]
    assert len(asked) > 15
    assert [template.name for template in asked if template.link is None] == []


def test_every_template_of_the_core_is_added_and_sent(templates, sources):
    code = "\n".join(source.read_text() for source in sources if source.name != "mails.py")
    for module in modules():
        for constant, template in vars(module).items():
            if isinstance(template, MailTemplate):
                assert template in templates, template.name
                assert re.search(rf"\bmails\.{constant}\b", code), f"{template.name} is sent by no action"
