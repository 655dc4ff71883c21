"""Single keys on the review: two for a case without points, none for people who have not asked for them."""

import re

import pytest
from deskbrowser.scene import OFFICE
from playwright.sync_api import expect


def switch(page, on):
    page.get_by_role("link", name="Raccourcis").click()
    page.get_by_label("Utiliser ces raccourcis").set_checked(on)
    page.get_by_role("button", name="Enregistrer").click()


@pytest.fixture
def page(enter, signed_in):
    """The work list of a clerk; the shortcuts are off again afterwards."""
    office = enter("be", storage_state=signed_in("be", OFFICE))
    office.open("/work-list")
    yield office.page
    office.open("/work-list")
    office.page.get_by_role("link", name="Traiter ces dossiers à la suite").click()
    switch(office.page, on=False)


def test_keys_act_for_people_who_want_them_and_never_in_a_field(page):
    page.get_by_role("link", name="Traiter ces dossiers à la suite").click()
    page.wait_for_url("**/review?*")
    first = page.url
    page.keyboard.press("j")
    expect(page).to_have_url(first)
    switch(page, on=True)
    page.get_by_role("link", name="Traiter ces dossiers à la suite").click()
    # The keys are listened to once the module has run.
    page.wait_for_url(first)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("n")
    expect(page.get_by_label("Nouvelle note")).to_be_focused()
    page.keyboard.type("jkar")
    expect(page.get_by_label("Nouvelle note")).to_have_value("jkar")
    expect(page).to_have_url(first)
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("Control+j")
    expect(page).to_have_url(first)
    page.keyboard.press("j")
    expect(page).not_to_have_url(first)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("k")
    expect(page).to_have_url(first)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("r")
    expect(page.get_by_role("heading", level=1)).to_have_text("Refuser la demande")


def test_decision_is_near_without_shortcuts_and_the_page_stays_where_it_is(page):
    page.get_by_role("link", name="Traiter ces dossiers à la suite").click()
    page.wait_for_url("**/review?*")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    reading = page.evaluate("scrollBy({top: 300, behavior: 'instant'}), scrollY")
    page.keyboard.press("Tab")
    way = page.get_by_role("link", name="Aller à la décision")
    expect(way).to_be_focused()
    expect(way).to_be_in_viewport(ratio=1)
    # It takes no room: the first line stands where it would without it.
    first = page.locator("main .stack > *").first
    assert first.evaluate("part => parseFloat(getComputedStyle(part).marginTop)") == 0
    assert (
        first.evaluate("part => part.getBoundingClientRect().top - part.parentElement.getBoundingClientRect().top") == 0
    )
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Décider").locator(":focus")).to_have_text(re.compile("^Accepter"))
    assert page.evaluate("scrollY") == reading > 300


def test_cases_of_the_list_are_near_the_heading(page):
    for key in ("Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    expect(page.get_by_role("link", name="Aller aux dossiers")).to_be_focused()
    for key in ("Enter", "Tab"):
        page.keyboard.press(key)
    expect(page.get_by_role("checkbox").first).to_be_focused()
