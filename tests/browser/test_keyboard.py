"""Pages used with the keyboard alone, with errors, in a contrast theme, and in German."""

import pytest
from deskbrowser.inspection import narrow_faults
from deskbrowser.scenes import NOBODY, OFFICE, SENDER, all_scenes
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
    ("ne", OFFICE, "{corrected}refuse", "Refuser la demande"),
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


@pytest.fixture
def at(enter, signed_in):
    """A visitor on a page."""

    def go(desk, who, path, **options):
        visitor = enter(desk, storage_state=signed_in(desk, who), **options)
        visitor.open(path)
        return visitor.page

    return go


@pytest.mark.parametrize(("desk", "who", "path"), KEY_PAGES, ids=lambda value: str(value))
def test_the_tab_key_reaches_every_control_and_shows_where_it_is(at, desk, who, path):
    page = at(desk, who, path)
    page.evaluate(WATCH_FOCUS)
    expected = page.evaluate(REACHABLE)
    for _number in range(expected):
        page.keyboard.press("Tab")
    assert page.evaluate("unseen") == []
    assert page.evaluate("stops.size") == expected


def test_the_first_stop_leads_past_the_navigation(at):
    page = at("be", SENDER, "{home}")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()


@pytest.mark.parametrize(("desk", "who", "path", "button"), FORMS, ids=lambda value: str(value))
def test_the_summary_of_errors_is_focused_and_leads_to_each_field(at, desk, who, path, button):
    page = at(desk, who, path)
    page.get_by_role("button", name=button, exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link").all()
    described = page.locator("[aria-describedby$='-error']")
    assert len(links) == described.count() > 0
    for link in links:
        words = link.inner_text().rpartition(" : ")[2]
        link.click()
        said = page.evaluate(DESCRIPTION)
        assert words[1:] in said, f"« {words} » leads to a field that says « {said} »"


DESCRIPTION = """() => {
  const described = document.activeElement.closest('[aria-describedby]') ?? document.activeElement;
  const ids = (described.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);
  return ids.map(id => document.getElementById(id).textContent).join(' ');
}"""


@pytest.mark.parametrize(("desk", "who", "path"), KEY_PAGES, ids=lambda value: str(value))
def test_controls_keep_their_edges_in_a_contrast_theme(at, desk, who, path):
    page = at(desk, who, path, forced_colors="active")
    without = page.evaluate("""() => [...document.querySelectorAll('.button:not(.text), .input, .tag, .todo, .line')]
      .filter(e => e.checkVisibility() && getComputedStyle(e).borderTopStyle === 'none').map(e => e.outerHTML.slice(0, 90))""")
    assert without == []


GERMAN = [(desk, scene) for desk, scene in all_scenes() if not scene.steps and scene.status == 200]


def test_german_words_fit_on_a_narrow_screen(enter, signed_in):
    found = {}
    for desk in ("be", "ne"):
        for who in (NOBODY, SENDER, OFFICE):
            visitor = enter(desk, storage_state=signed_in(desk, who), locale="de-CH")
            for scene in (scene for at, scene in GERMAN if (at, scene.who) == (desk, who)):
                visitor.open(scene.path)
                if faults := narrow_faults(visitor.page):
                    found[f"{desk}-{scene.name}"] = faults
    assert found == {}
