"""Where the focus is after each round to the server: at what a person goes on with, never on the body."""

import pytest
from deskbrowser.scene import SENDER
from playwright.sync_api import expect

ON_THE_BODY = "document.activeElement === document.body"
IN_SIGHT = """() => {
  const part = document.activeElement.closest('.field, fieldset') ?? document.activeElement;
  const ids = (document.activeElement.getAttribute('aria-describedby') ?? part.getAttribute('aria-describedby') ?? '');
  const shown = [part.querySelector('label, legend'), ...ids.split(' ').map(id => document.getElementById(id))];
  return shown.filter(e => e && (e.getBoundingClientRect().top < 0 || e.getBoundingClientRect().bottom > innerHeight))
    .map(e => e.outerHTML.slice(0, 120));
}"""
"""Label, hint and message of the focused question that are out of sight."""


@pytest.fixture
def person(enter, signed_in):
    """The insured person in Neuchâtel."""
    return enter("ne", storage_state=signed_in("ne", SENDER))


@pytest.fixture
def form(person):
    """The same, on the form of a new invoice with two journeys."""
    person.open("{home}new-invoice")
    person.page.get_by_role("radio", name="Frais de voyage et nourriture").check()
    person.press("Continuer")
    return person


def focused(visitor):
    """Label, or the words, of what has the focus."""
    return visitor.page.evaluate("document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText")


def test_focus_follows_lines_that_come_and_go(form):
    form.press("Ajouter un trajet")
    expect(form.page.get_by_role("group", name="Trajet 2", exact=True).get_by_label("Date").first).to_be_focused()
    form.press("Supprimer le trajet 2")
    assert not form.page.evaluate(ON_THE_BODY)
    assert focused(form).startswith("Date")


def test_focus_is_on_the_documents_after_one_was_added_or_removed(form, picture):
    form.page.get_by_label("Fichier").set_input_files(picture)
    form.press("Ajouter le fichier")
    documents = form.page.locator("#documents")
    expect(documents.locator(":focus")).to_have_count(1)
    documents.get_by_role("button", name="Supprimer billet.png").click()
    expect(documents.get_by_text("billet.png")).to_have_count(0)
    expect(documents.locator(":focus")).to_have_count(1)


def test_a_link_to_change_an_answer_leads_into_its_question(person):
    person.open("{ready}check")
    links = person.page.get_by_role("link", name="Modifier ").all()
    addresses = [link.get_attribute("href") for link in links]
    assert addresses
    for address in addresses:
        person.page.goto("about:blank")
        person.open(address)
        assert not person.page.evaluate(ON_THE_BODY), address


def test_focus_is_on_the_notice_of_what_was_done(person):
    person.open("/account-name")
    person.press("Enregistrer")
    expect(person.page.locator(".done-note")).to_be_focused()


def test_focus_is_on_the_heading_of_a_page_that_a_button_leads_to(form):
    form.press("Enregistrer et quitter")
    expect(
        form.page.get_by_role("heading", level=1).or_(form.page.locator(".done-note")).and_(form.page.locator(":focus"))
    ).to_have_count(1)


def test_a_link_of_the_summary_shows_label_and_message(form):
    form.page.set_viewport_size({"width": 390, "height": 700})
    form.press("Envoyer ma demande")
    links = form.page.locator(".problem a").all()
    assert len(links) > 5
    hidden = {}
    for link in links:
        link.click()
        hidden[link.inner_text()] = form.page.evaluate(IN_SIGHT)
    assert [found for found in hidden.items() if found[1]] == []


def test_a_mended_problem_goes_away_while_the_others_stay(form):
    form.press("Envoyer ma demande")
    problems = form.page.locator(".problem li")
    before = problems.count()
    place = form.page.get_by_label("Lieu ou établissement")
    place.fill("Inselspital")
    expect(problems).to_have_count(before - 1)
    assert place.get_attribute("aria-invalid") is None
    expect(form.page.get_by_text("Saisissez la date du trajet").last).to_be_visible()


def test_a_problem_that_is_not_mended_stays_while_a_form_is_saved(form):
    form.press("Envoyer ma demande")
    problems = form.page.locator(".problem li")
    before = problems.count()
    form.page.get_by_label("Date").first.fill("demain")
    expect(form.page.locator("#saved")).to_contain_text("Enregistré")
    expect(problems).to_have_count(before)


def test_another_answer_than_the_refused_one_takes_its_problem_away(person):
    person.open("/account-name")
    person.fill({"Prénom": "", "Nom": ""})
    person.press("Enregistrer")
    problems = person.page.locator(".problem li")
    before = problems.count()
    person.fill({"Prénom": "Zoé"})
    person.page.get_by_label("Nom", exact=True).focus()
    expect(problems).to_have_count(before - 1)
    person.fill({"Nom": "Exemple"})
    person.page.get_by_role("button", name="Enregistrer").focus()
    expect(problems).to_have_count(0)
    left = person.page.locator("main").locator(".problem, .error, [aria-invalid]")
    assert left.evaluate_all("all => all.map(e => e.outerHTML)") == []


BEHIND_THE_BAR = """() => {
  const control = document.activeElement, bar = document.querySelector('.bar');
  const hidden = !bar.contains(control) && getComputedStyle(bar).position === 'sticky' &&
    control.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1;
  return hidden && control.closest('main') ? control.id || control.outerHTML.slice(0, 120) : '';
}"""
"""The focused control of the form, where the bar with total and buttons covers a part of it."""


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("width", [320, 390])
def test_bar_of_a_phone_covers_nothing_that_has_the_focus(enter, signed_in, language, width):
    """WCAG 2.2, 2.4.11: forwards and backwards through the longest form."""
    size = {"width": width, "height": 844}
    visitor = enter("be", language, storage_state=signed_in("be", SENDER), viewport=size)
    visitor.open("{ready}edit")
    covered = set()
    for way in ("Tab", "Shift+Tab"):
        for _number in range(60):
            visitor.page.keyboard.press(way)
            covered.add(visitor.page.evaluate(BEHIND_THE_BAR))
    assert covered == {""}


def test_a_document_that_is_received_is_no_longer_a_problem(person, picture):
    person.open("{home}new-invoice")
    person.page.get_by_role("radio", name="Autre facture").check()
    person.press("Continuer")
    person.press("Envoyer ma demande")
    problems, asked = person.page.locator(".problem li"), person.page.locator("#file-error")
    before = problems.count()
    expect(asked).to_contain_text("Joignez la facture détaillée")
    person.page.locator("#file").set_input_files(picture)
    person.page.get_by_role("button", name="Ajouter le fichier").click()
    expect(problems).to_have_count(before - 1)
    expect(asked).to_have_count(0)
    assert person.page.locator("#file").get_attribute("aria-invalid") is None
    assert "file-error" not in person.page.locator("#file").get_attribute("aria-describedby")
    expect(person.page.get_by_text("Complétez « Prestation »").first).to_be_visible()
