"""The fixtures that authors of plugins get: people, sent invoices, decisions, PDFs, pictures, made-up offices."""

import pytest
from PIL import Image

import invoice_types.plugin
from guichet.invoices.invoice_actions import NotReady
from guichet.testing.chromium import axe_faults, chromium, in_own_thread, shown, without_axe
from guichet.testing.page import NotOnPage
from guichet.testing.plugin_under_test import plugin_under_test
from guichet.testing.quality.axe_rules import axe_clean
from guichet.testing.sample_canton import sample_canton

LINE = {"description": "Séance", "day": "14.10.2026", "quantity": "2", "unit_price": "120.45"}


@pytest.fixture
def desks(make_desks):
    """A made-up office that accepts one form."""
    return make_desks(["zz"], plugins={"sample": sample_canton(["318.632"]), "types": invoice_types.plugin})


@pytest.fixture
def sent(submit_invoice):
    return submit_invoice(
        "manager@zz.example", "318.632", {"lines": [LINE], "decision_date": "3.3.2025"}, documents=["bill"]
    )


def test_people_are_signed_in_at_the_first_desk(company_user, insured_user, clerk):
    assert "Home-Aide Emmental SA" in company_user.page
    assert "Zoé Exemple" in insured_user.page
    assert clerk.page.heading == "Liste de travail"


def test_sign_in_without_a_code_says_what_the_page_says(desks, sign_in):
    with pytest.raises(NotOnPage, match="manager@zz.example is not asked for a code; the page says: "):
        for _number in range(7):  # more codes than an account may ask for in an hour
            sign_in(desks.browser("zz"), "manager@zz.example")


def test_sent_invoice_is_at_the_office_until_it_is_decided(sent, decide, company_user, clerk, outbox):
    assert sent.reference in clerk.open(sent.review).page
    assert "240.90" in company_user.open(sent.address).page
    decide(sent, "accept")
    assert sent.state == "accepted"
    assert sent.reference in outbox.mails[0].subject


def test_invoice_that_no_office_would_get_says_what_is_missing(submit_invoice):
    with pytest.raises(NotReady, match="details.decision_date: Saisissez la date de la décision"):
        submit_invoice("manager@zz.example", "318.632", {"lines": [LINE]}, documents=["bill"])


def test_words_of_a_pdf_are_read(sent, company_user, pdf_text):
    text = pdf_text(company_user.get(sent.pdf).body)
    assert "Office AI Exemple" in text
    assert sent.reference in text
    assert "240.90" in text


@pytest.mark.browser
def test_picture_of_a_page_has_its_style_and_the_width_of_its_look(page_picture, company_user):
    picture = Image.open(page_picture(company_user, "/", look="phone"))
    assert picture.width == 390
    assert picture.getpixel((0, 0)) == (122, 20, 32)


@pytest.fixture
def axe(monkeypatch, request):
    """axe-core of our own browser tests, as if the extra were installed."""
    monkeypatch.setenv("GUICHET_AXE", str(request.config.rootpath / "tests/browser/vendor/axe-core/axe.min.js"))


@pytest.mark.browser
def test_axe_finds_nothing_on_the_pages_of_a_canton(_desk_factory, axe):
    with plugin_under_test("canton_ne", _desk_factory, {}) as subject:
        assert list(axe_clean(subject)) == []


@pytest.mark.browser
def test_axe_names_what_cannot_be_read(company_user, axe):
    def faults_before_and_after():
        with chromium() as chrome, shown(chrome, company_user, "/") as page:
            before = axe_faults(page)
            page.evaluate("() => document.documentElement.style.setProperty('--ink', '#bbb')")
            return before, axe_faults(page)

    before, after = in_own_thread(faults_before_and_after)
    assert before == []
    assert any(fault.startswith("color-contrast: ") for fault in after)


@pytest.mark.browser
def test_a_picture_is_taken_beside_a_browser_of_the_author(page_picture, company_user):
    # As with fixtures of Playwright, its loop runs in the thread that asks for the picture. A thread of this
    # test, since the worker's own may have the loop of the browser tests already, and Playwright starts once.
    def picture_beside_a_browser():
        with chromium():
            return page_picture(company_user, "/")

    assert in_own_thread(picture_beside_a_browser).stat().st_size > 1000


def test_without_axe_the_rule_says_what_to_install(monkeypatch):
    monkeypatch.delenv("GUICHET_AXE", raising=False)
    assert without_axe() == "axe-core is not there: pip install 'guichet[browser]', or name its file in GUICHET_AXE"
