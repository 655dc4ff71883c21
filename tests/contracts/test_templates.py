"""Templates compile, and hold nothing that the content security policy forbids or that cuts off what is typed."""

import re

import pytest
from pyramid_chameleon.zpt import PyramidPageTemplateFile

# A mail has no style sheet, and the paper copy is drawn by WeasyPrint: no browser's policy is asked.
WITH_STYLE = ("core/guichet/messages/templates/mail.pt", "core/guichet/documents/templates/invoice_pdf.pt")
# Its texts come in the reader's language already.
WITHOUT_TEXTS = ("core/guichet/messages/templates/mail.pt",)
FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "an inline style sheet": r"<style",
    "a style attribute": r"[\s;]style\s*=",
    "an event handler": r"\son[a-z]+\s*=",
    "a script address": r"javascript:",
    "unescaped markup": r"structure[:\s]",
    "a length at which browsers cut what is pasted": r"\smaxlength",
}


def names(templates, root):
    return {template.relative_to(root).as_posix(): template for template in templates}


def test_every_template_compiles(templates):
    assert templates
    for template in templates:
        PyramidPageTemplateFile(str(template), macro=None).cook_check()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what, templates, root):
    found = [
        name
        for name, template in names(templates, root).items()
        if re.search(FORBIDDEN[what], template.read_text()) and not ("style" in what and name in WITH_STYLE)
    ]
    assert found == []


def test_every_template_names_its_catalogue(templates, root):
    texts = {name: template.read_text() for name, template in names(templates, root).items()}
    assert {name for name, text in texts.items() if 'i18n:domain="guichet"' not in text} <= set(WITHOUT_TEXTS)


def test_the_exceptions_still_exist(templates, root):
    assert {*WITH_STYLE, *WITHOUT_TEXTS} <= set(names(templates, root))


def test_typed_text_goes_along_into_another_language(templates, root):
    """Session.js takes it along from forms that say so; those of `FormView` do, and each drawn by hand has to."""
    typed = r'<textarea|<input(?![^>]*type="(?:hidden|checkbox|radio|file)")'
    forms = {
        f"{name}: {form['tag']}": form
        for name, template in names(templates, root).items()
        for form in re.finditer(
            r'(?P<tag><form\b[^>]*method="post"[^>]*>)(?P<inside>.*?)</form>', template.read_text(), re.S
        )
        # A search is typed in no language.
        if re.search(typed, form["inside"]) and 'role="search"' not in form["tag"]
    }
    assert len(forms) > 2
    assert [said for said, form in forms.items() if "data-language" not in form["tag"]] == []
