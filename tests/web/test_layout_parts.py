"""The parts of the page that are drawn once and kept: no reader ever sees another's."""

import re
from functools import partial

import pytest

from guichet.testing.people import user_of
from guichet.web import page_context
from guichet.web.page_context import MAX_PARTS, draw_frame, draw_part

PEOPLE = ("", "manager", "rival", "insured", "clerk", "administrator")
PARTS = {"masthead", "session_end", "page"}
"""What a page looks for among the kept drawings; head and footer are kept by the desk."""


@pytest.fixture(autouse=True)
def empty_cache():
    draw_part.cache_clear()
    draw_frame.cache_clear()


@pytest.fixture
def production(make_desks):
    return make_desks(["be", "ne"], settings={"environment": "production"})


@pytest.fixture
def readers(production, sign_in):
    """A browser for each desk, language and person there is."""

    def make():
        for tenant in ("be", "ne"):
            for language in ("fr", "de"):
                for person in PEOPLE:
                    with production.looking(tenant) as ctx:
                        if person and ctx.portal["users"].with_email(f"{person}@{tenant}.example") is None:
                            continue
                    browser = production.browser(tenant)
                    if person:
                        sign_in(browser, f"{person}@{tenant}.example")
                    browser.set_cookie(production[tenant].cookie("language")["name"], language)
                    yield (tenant, language, person), browser

    return make


def around(desks, who, browser):
    """The page around the content of a page that everybody has; without what is new at each request."""
    tenant, language, person = who
    with desks.acting(tenant) as ctx:
        if person:
            user_of(ctx, f"{person}@{tenant}.example").language = language
    page = browser.get("/accessibility").text
    page = re.sub(r'(?s)<main id="main">.*</main>', "", page)
    return re.sub(r'name="csrf_token" value="[^"]*"|data-session-ends="[^"]*"', "", page)


def test_every_reader_sees_the_same_with_and_without_the_cache(production, readers, monkeypatch):
    found = [(who, browser) for who, browser in readers()]
    assert len(found) > 15
    kept = {who: around(production, who, browser) for _round in range(2) for who, browser in found}
    assert draw_part.cache_info().hits > len(found)
    for draw in (draw_part, draw_frame):
        monkeypatch.setattr(page_context, draw.__name__, draw.__wrapped__)
    assert {who: around(production, who, browser) for who, browser in found} == kept
    assert len(set(kept.values())) == len(kept)


def test_a_name_or_an_address_cannot_be_markup(production, sign_in):
    with production.acting("be") as ctx:
        ctx.portal["users"].with_email("manager@be.example").last_name = "<b>O’Neill & Söhne"
    browser = sign_in(production.browser("be"), "manager@be.example")
    text = browser.get('/accessibility?x="><script>').text
    assert "&lt;b&gt;O’Neill &amp; Söhne" in text
    assert "<b>O’Neill" not in text
    assert "<script>" not in text


def note_facts(given, draw, *facts):
    given.append(repr(facts))
    return draw(*facts)


def test_what_is_a_person_s_own_is_in_no_kept_part(production, sign_in, monkeypatch):
    given = []
    for draw in (draw_part, draw_frame):
        noted = partial(note_facts, given, draw)
        monkeypatch.setattr(page_context, draw.__name__, noted)
    browser = sign_in(production.browser("be"), "manager@be.example")
    given.clear()
    page = browser.get("/accessibility?secret=only-mine")
    assert {re.search(r"layout_(\w+)\.pt", facts)[1] for facts in given} == PARTS
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    for own in ("Rochat", token, "only-mine"):
        assert own in page.text
        assert not [facts for facts in given if own in facts]


def test_no_kept_part_is_of_one_second(production, sign_in, clock):
    browser = sign_in(production.browser("be"), "manager@be.example")
    pages = [browser.get("/accessibility").text]
    kept = draw_part.cache_info().currsize, draw_frame.cache_info().currsize
    for _page in range(5):
        clock.forward(seconds=7)
        pages.append(browser.get("/accessibility").text)
    assert (draw_part.cache_info().currsize, draw_frame.cache_info().currsize) == kept
    assert len({re.search(r'data-longest="(\d+)"', page)[1] for page in pages}) == len(pages)


def test_the_cache_is_bounded():
    assert draw_part.cache_info().maxsize == draw_frame.cache_info().maxsize == MAX_PARTS


def test_a_template_that_changes_is_drawn_anew_in_development(be):
    be.open("/")
    assert draw_part.cache_info().currsize == draw_frame.cache_info().currsize == 0
