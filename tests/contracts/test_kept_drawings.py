"""What is drawn once and kept depends on the desk's own facts, never on what a request says."""

import functools
import gc

import pytest
from deskpages import CANTONS, drawn, furnish, pages, text_of, visitors
from webob.multidict import GetDict

from guichet.testing.page import Page


@pytest.fixture
def desks(make_desks):
    # In production, since nothing is kept in development.
    return furnish(make_desks(CANTONS, settings={"environment": "production"}))


@pytest.fixture
def caches():
    """Everything that ``functools`` keeps for the code of the desks, by the name of its function."""
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, functools._lru_cache_wrapper) and one.__module__.startswith("guichet.")
    ]


@pytest.fixture
def parameters(monkeypatch):
    """Names of the parameters of an address that the code has asked for so far."""
    names = set()
    for method in ("get", "__getitem__", "__contains__"):
        real = getattr(GetDict, method)
        asked = functools.partial(_asked, names, real)
        monkeypatch.setattr(GetDict, method, lambda self, *given, asked=asked: asked(self, *given))
    return names


def _asked(names, real, query, name, *given):
    names.add(name)
    return real(query, name, *given)


def kept(caches):
    """How often something was made to be kept; also when it takes the place of something else."""
    return {f"{one.__module__}.{one.__qualname__}": one.cache_info().misses for one in caches}


def test_nothing_is_kept_by_what_an_address_or_a_form_says(desks, sign_in, caches, parameters):
    seen, typed = set(), 0
    for who, browser, principals in visitors(desks, "be", sign_in):
        for page in drawn(pages(desks, "be", principals, "GET")):
            if not page.allowed or page.address in seen:
                continue
            seen.add(page.address)
            answer, made = browser.get(page.address), []
            for value in ("first", "second"):
                browser.get(page.address, dict.fromkeys(parameters, value))
                made.append(kept(caches))
            assert made[0] == made[1], f"{who}: {page.address}"
            # Twice before they are compared: what the first changed may bring a message of its own to the second.
            for value in ("first", "second", "third") if text_of(answer) else ():
                typed += type_everywhere(browser, Page(answer), value)
                made.append(kept(caches))
            assert made[-1] == made[-2] or typed == 0, f"{who}: {page.address}"
    assert {"status", "state", "after"} <= parameters
    assert typed > 30


def type_everywhere(browser, page, value):
    """Posts every form of the page that asks for text, with ``value`` for each; returns how many."""
    forms = page.document.xpath("//form[@method='post'][.//input[@type='text']]")
    for form in forms:
        texts = {field.get("name") for field in form.xpath(".//input[@type='text'] | .//textarea")}
        controls = page.controls(form, form.xpath(".//button")[0])
        typed = [(name, value if name in texts else given) for name, given in controls]
        browser.post_controls(form.get("action") or page.url, typed, form.get("enctype") or "")
    return len(forms)
