"""A localizer at work in a Chameleon template."""

import pytest
from chameleon import PageTemplate

from guichet.i18n import Localizer, _
from guichet.i18n.template_texts import TemplateTexts
from guichet.i18n.typography import NBSP

NAMESPACE = 'xmlns:i18n="http://xml.zope.org/namespaces/i18n" i18n:domain="guichet"'
NAMES = 'xmlns:tal="http://xml.zope.org/namespaces/tal"'


def render(markup, **names):
    return PageTemplate(f"<div {NAMESPACE}>{markup}</div>")(translate=Localizer("fr").translate, **names)


def test_a_text_is_typeset():
    assert f"Qui êtes-vous{NBSP}?" in render('<p i18n:translate="">Qui\n  êtes-vous ?</p>')


def test_named_elements_keep_their_place():
    page = render('<p i18n:translate="">Il reste <b i18n:name="n">${n}</b> essais</p>', n=2)
    assert "<p>Il reste <b>2</b> essais</p>" in page


def test_a_translation_string_is_said_and_its_values_escaped():
    page = render("<p>${text}</p>", text=_("Bonjour ${who} !", mapping={"who": "<i>"}))
    assert f"<p>Bonjour &lt;i&gt;{NBSP}!</p>" in page


@pytest.mark.parametrize(
    ("markup", "refused"),
    [
        ("<b>${a}</b> : ${b}", True),
        ("<b>${a}</b> ; <b>${b}</b>", True),
        ("« ${a} »", True),
        ("<b>${a}</b>: ${b}", True),
        ('<tal:both i18n:translate=""><b i18n:name="a">${a}</b> : <b i18n:name="b">${b}</b></tal:both>', False),
        ("<b>${a}</b> · ${'x' if b else ': '}", False),
    ],
)
def test_a_sign_between_two_texts_belongs_to_a_text(tmp_path, markup, refused):
    template = tmp_path / "page.pt"
    template.write_text(f"<div {NAMESPACE} {NAMES}>{markup}</div>")
    assert ["put both texts into one" in fault for fault in TemplateTexts(template, "guichet").faults] == [
        True
    ] * refused
