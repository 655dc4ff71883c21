"""Two people in two browsers change the same draft: the one whose page is older chooses what is kept."""

import re

import pytest
from deskbrowser.inspection import OVERFLOWING, faults, prepare
from deskbrowser.scene import COLLEAGUE, SENDER
from playwright.sync_api import expect

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
HEADING = "Cette demande a été modifiée entre-temps"
PLACES = """() => [...document.querySelectorAll('.versions')].map(group => {
  const [saved, typed] = [...group.querySelectorAll('.version')].map(e => e.getBoundingClientRect());
  return [saved.top === typed.top, saved.left === typed.left, Math.abs(saved.width - typed.width) < 1];
})"""
"""Of each question: whether its two versions are in one row, in one column, and of one width."""


@pytest.fixture
def pages(enter, signed_in):
    """Lea and Marc on telephones, both with the form of a new draft open."""

    def open_pages(language="fr", **options):
        lea, marc = (
            enter("be", language, storage_state=signed_in("be", who), viewport=PHONE, **options)
            for who in (SENDER, COLLEAGUE)
        )
        prepare(lea.page.context)
        lea.troubles.expected = (409,)
        lea.open("{home}new-invoice")
        lea.page.get_by_role("radio").first.check()
        lea.page.get_by_label(lea.words("Bénéficiaire"), exact=True).select_option(index=1)
        lea.press("Continuer")
        marc.page.goto(lea.page.url)
        return lea, marc

    return open_pages


def save_as_marc(marc, number="M-1"):
    marc.fill({"Numéro de facture": number, "Remarque": "Bus"})
    marc.press("Enregistrer et quitter")


def leave(lea, number="L-1"):
    """Lea's older page is left; the choice comes."""
    lea.fill({"Numéro de facture": number})
    lea.press("Enregistrer et quitter")
    expect(lea.page.get_by_role("heading", level=1)).to_have_text(lea.words(HEADING))


def version(lea, question, name):
    """One of the two versions of a question."""
    group = lea.page.get_by_role("group", name=lea.words(question), exact=True)
    return group.get_by_role("radio", name=re.compile("^" + re.escape(lea.words(name))))


def press_keys(page, *keys):
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_choice_is_made_with_the_keyboard_alone(pages, language, script):
    lea, marc = pages(language, java_script_enabled=script)
    save_as_marc(marc)
    leave(lea)
    expect(version(lea, "Numéro de facture", "Version enregistrée")).to_be_checked()
    version(lea, "Numéro de facture", "Version enregistrée").focus()
    press_keys(lea.page, "ArrowDown")
    expect(version(lea, "Numéro de facture", "Ce que vous avez saisi ici")).to_be_checked()
    press_keys(lea.page, "Tab")
    expect(lea.page.get_by_role("button", name=lea.words("Enregistrer mes choix"))).to_be_focused()
    with lea.page.expect_navigation():
        press_keys(lea.page, "Enter")
    expect(lea.page.get_by_label(lea.words("Numéro de facture"))).to_have_value("L-1")
    expect(lea.page.get_by_label(re.compile("^" + lea.words("Remarque")))).to_have_value("Bus")


@pytest.mark.parametrize("language", ["fr", "de"])
def test_page_of_the_choice_can_be_used_by_everybody(pages, language):
    lea, marc = pages(language)
    save_as_marc(marc)
    leave(lea)
    assert faults(lea.page) == []


def test_versions_are_side_by_side_where_there_is_room_and_else_stacked(pages):
    lea, marc = pages()
    save_as_marc(marc)
    leave(lea)
    assert lea.page.evaluate(PLACES) == [[False, True, True]]
    lea.page.set_viewport_size(DESK)
    assert lea.page.evaluate(PLACES) == [[True, False, True]]


def test_paper_shows_both_versions_and_who_saved_one(pages):
    lea, marc = pages()
    save_as_marc(marc)
    leave(lea)
    lea.page.emulate_media(media="print")
    group = lea.page.get_by_role("group", name="Numéro de facture", exact=True)
    for text in ("M-1", "L-1", "Marc Favre"):
        expect(group.get_by_text(text)).to_be_visible()
    expect(lea.page.get_by_role("button", name="Enregistrer mes choix")).to_be_hidden()


def test_older_page_says_while_typing_that_it_saves_no_more(pages):
    lea, marc = pages()
    save_as_marc(marc)
    lea.fill({"Numéro de facture": "L-1"})
    warning = lea.page.get_by_text("Marc Favre a modifié cette demande à")
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("Ce que vous saisissez ici n’est plus enregistré")
    expect(warning).to_be_in_viewport(ratio=1)
    expect(lea.page.get_by_label("Numéro de facture")).to_be_in_viewport()
    assert lea.page.evaluate(OVERFLOWING) == []
    lea.page.reload()
    expect(lea.page.get_by_role("heading", level=1)).to_have_text(HEADING)
    expect(version(lea, "Numéro de facture", "Ce que vous avez saisi ici")).to_be_visible()


def test_one_version_is_kept_whole(pages):
    lea, marc = pages()
    save_as_marc(marc)
    leave(lea)
    lea.page.get_by_text("Garder une seule version").click()
    lea.press("Garder toute la version enregistrée")
    expect(lea.page.get_by_label("Numéro de facture")).to_have_value("M-1")
