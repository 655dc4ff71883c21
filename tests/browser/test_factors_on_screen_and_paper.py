"""An app and codes on paper, at a screen and a printer."""

import pymupdf
import pyotp
import pytest
from deskbrowser.inspection import faults, prepare
from deskbrowser.people import EMPTY_COMPANY


@pytest.fixture
def visitor(enter):
    """A user who has just signed in, on pages that axe looks at."""
    visitor = enter("be")
    prepare(visitor.page.context)
    visitor.open("/")
    visitor.sign_in(EMPTY_COMPANY)
    return visitor


def test_setting_up_an_app_and_printing_codes(visitor):
    found = {}

    def look(where):
        found[where] = faults(visitor.page)

    visitor.open("/authenticator")
    look("before")
    visitor.press("Configurer une application")
    visitor.page.locator("main summary").click()
    look("setting up")
    assert visitor.page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 0")
    secret = "".join(visitor.page.locator(".secret").inner_text().split())
    visitor.fill({"Code affiché par l’application": pyotp.TOTP(secret).now()})
    visitor.press("Activer l’application")
    visitor.open("/authenticator")
    look("set up")
    visitor.press("Retirer l’application")

    visitor.open("/recovery-codes")
    visitor.press("Créer dix codes")
    codes = visitor.page.locator("ol.recovery li").all_inner_texts()
    explanation = visitor.page.locator("main p", has_text="Créés le").inner_text()
    assert words_on_paper(visitor.page) == words(
        *("Office AI Canton de Berne", "Guichet en ligne", "Codes de secours", explanation),
        *(f"{number}. {code}" for number, code in enumerate(codes, 1)),
    )
    look("codes")
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def words_on_paper(page):
    """The words of the one printed page; where a line ends depends on the date in it."""
    with pymupdf.open(stream=page.pdf(format="A4", prefer_css_page_size=True)) as printed:
        (sheet,) = printed
        return words(sheet.get_text())


def words(*texts):
    """All words of the texts, in order."""
    return " ".join(texts).split()
