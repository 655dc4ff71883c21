"""Pages used with the keyboard alone, with errors, in a contrast theme, and in German."""

import re

import pytest
from deskbrowser.inspection import narrow_faults
from deskbrowser.scene import NOBODY, OFFICE, SENDER
from deskbrowser.scenes import SCENES
from playwright.sync_api import expect

KEY_PAGES = [
    ("be", NOBODY, "/"),
    ("be", NOBODY, "/register-company"),
    ("be", SENDER, "{home}"),
    ("be", SENDER, "{keyboard}edit"),
    ("ne", SENDER, "{refused}"),
    ("be", OFFICE, "/work-list"),
    ("be", OFFICE, "{corrected}review"),
    ("ne", OFFICE, "{corrected}request-correction"),
]
FORMS = [
    ("be", NOBODY, "/", "Se connecter"),
    ("be", NOBODY, "/register-company", "S’inscrire"),
    ("ne", NOBODY, "/register-insured", "S’inscrire"),
    ("be", SENDER, "{home}beneficiaries/add", "Enregistrer"),
    ("be", SENDER, "{keyboard}edit", "Envoyer ma demande"),
    ("ne", OFFICE, "{corrected}refuse", "Voir l’e-mail avant de décider"),
]
REACHABLE = """() => {
  const radios = new Set();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(e => {
    if (e.type === 'hidden' || e.tabIndex < 0 || !e.checkVisibility()) return false;
    if (e.type !== 'radio') return true;
    const seen = radios.has(e.name); radios.add(e.name); return !seen;
  }).length;
}"""
"""A group of radio buttons is one stop, and so is each other control that can be seen."""
WITHOUT_EDGE = """() => [...document.querySelectorAll('.button:not(.text), .input, .tag, .todo, .line')]
  .filter(e => e.checkVisibility() && getComputedStyle(e).borderTopStyle === 'none')
  .map(e => e.outerHTML.slice(0, 120))"""
WATCH_FOCUS = """() => {
  window.unseen = []; window.stops = new Set();
  document.addEventListener('focusin', event => {
    const e = event.target, style = getComputedStyle(e), box = e.getBoundingClientRect();
    stops.add(e.type === 'radio' ? e.name : e);
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const x = box.x + box.width / 2, y = box.y + box.height / 2, top = document.elementFromPoint(x, y);
    const covered = top && !e.contains(top) && !top.contains(e) && !e.labels?.length;
    if (!ring || covered) unseen.push(e.outerHTML.slice(0, 120));
  });
}"""

DESCRIPTION = """() => {
  const described = document.activeElement.closest('[aria-describedby]') ?? document.activeElement;
  const ids = (described.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);
  return ids.map(id => document.getElementById(id).textContent).join(' ');
}"""
"""What is read aloud of hint and error where the focus is, be it on a field or in a group."""


@pytest.fixture
def at(enter, signed_in):
    """A visitor on a page."""

    def go(desk, who, path, **options):
        visitor = enter(desk, storage_state=signed_in(desk, who), **options)
        visitor.open(path)
        # The script that puts questions away is fetched by another one, after the page is there.
        visitor.page.wait_for_load_state("networkidle")
        return visitor

    return go


@pytest.mark.parametrize(("desk", "who", "path"), KEY_PAGES, ids=lambda value: str(value))
def test_the_tab_key_reaches_every_control_and_shows_where_it_is(at, desk, who, path):
    page = at(desk, who, path).page
    page.evaluate(WATCH_FOCUS)
    expected = page.evaluate(REACHABLE)
    for _number in range(expected):
        page.keyboard.press("Tab")
    assert page.evaluate("unseen") == []
    assert page.evaluate("stops.size") == expected


def test_the_first_stop_leads_past_the_navigation(at):
    page = at("be", SENDER, "{home}").page
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()


@pytest.mark.parametrize(("desk", "who", "path", "button"), FORMS, ids=lambda value: str(value))
def test_the_summary_of_errors_is_focused_and_leads_to_each_field(at, desk, who, path, button):
    page = at(desk, who, path).page
    page.get_by_role("button", name=button, exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link").all()
    described = page.locator("[aria-describedby$='-error']")
    assert len(links) == described.count() > 0
    for link in links:
        # « Trajet 1 : saisissez la date » in the summary is « Saisissez la date » at the field.
        words = re.sub(r"^Trajet \d+\s: ", "", link.inner_text())
        link.click()
        assert words[1:] in page.evaluate(DESCRIPTION)


@pytest.mark.parametrize(("desk", "who", "path"), KEY_PAGES, ids=lambda value: str(value))
def test_controls_keep_their_edges_in_a_contrast_theme(at, desk, who, path):
    page = at(desk, who, path, forced_colors="active").page
    assert page.evaluate(WITHOUT_EDGE) == []


GERMAN = [scene for scene in SCENES if "be" in scene.desks and not scene.steps and scene.status == 200]
"""Longer words than French; the other desk has the same ones."""


def test_german_words_fit_on_a_narrow_screen(at):
    found = {}
    for who in (NOBODY, SENDER, OFFICE):
        visitor = at("be", who, "/", language="de")
        for scene in GERMAN:
            if scene.who == who:
                visitor.open(scene.path)
                found[scene.name] = narrow_faults(visitor.page)
    assert [(name, faults) for name, faults in found.items() if faults] == []
