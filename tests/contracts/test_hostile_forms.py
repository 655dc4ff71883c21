"""Every form of every page, with answers that are hard to read: refused at a question, and nothing half-stored.

Pages, objects and people are found in the running desk: whatever is added is tried as well. The forms of invoices are
driven further in ``tests/invoices/test_hostile_answers.py``.
"""

import sys
from pathlib import Path

import deform
import pytest
from deskpages import CANTONS, furnish, pages, visitors
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.i18n import Localizer
from guichet.web.forms import shared_renderer
from guichet.web.forms.form import Form

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))
from hostile_texts import HOSTILE, NO_TEXT

FRENCH = Localizer("fr")
ANYTHING = st.recursive(
    st.sampled_from([*HOSTILE, *NO_TEXT]) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
    max_leaves=4,
)
KNOWN = {
    ("Beneficiaries", "add"),
    ("Beneficiary", "personal-data"),
    ("Beneficiary", "add-decision"),
    ("Portal", "register-company"),
    ("Portal", "invite-colleague"),
}
"""A few that must be among those found, one of each room."""
MARKERS = ("__start__", "__end__")
LEFT_ALONE = (*MARKERS, "csrf_token")
STORES_AS_TYPED = {("Invoice", "edit"), ("Issuer", "new-form"), ("Invoice", "upload")}
"""A draft is kept as it was typed, right or wrong."""


@pytest.fixture
def desks(make_desks):
    return furnish(make_desks(CANTONS))


def forms_of(desks, sign_in):
    """Each page with a form once, with a person who may use it, and the controls that it shows."""
    seen = set()
    for canton in CANTONS:
        for who, browser, principals in visitors(desks, canton, sign_in):
            for page in pages(desks, canton, principals, "POST"):
                if not page.allowed or name_of(page.view) in seen:
                    continue
                if who and browser.get("/").status_int == 200:
                    sign_in(browser.open("/"), who)
                shown = browser.get(page.address)
                # A page that needs a query, such as which account it is about, is not there without it.
                if shown.status_int == 200 and shown.content_type == "text/html":
                    opened = browser.open(page.address).page
                    form = opened.document.get_element_by_id("form", None)
                    if form is not None:
                        seen.add(name_of(page.view))
                        yield browser, page, opened.controls(form)


def name_of(view):
    return view["context"].__name__, view["name"]


def hostile(controls, turn):
    """The same controls with other answers, each control with another one at each turn."""
    number = 0
    for name, value in controls:
        if name not in LEFT_ALONE and isinstance(value, str):
            number += 1
            value = HOSTILE[(number + 17 * turn) % len(HOSTILE)]
        yield name, value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def broken(controls):
    """Controls that no page sends: more digits than Python reads, also in hidden ones; markers twice, one missing, in
    another order, lines nested without end.
    """
    token = [pair for pair in controls if pair[0] == "csrf_token"]
    others = [pair for pair in controls if pair[0] != "csrf_token"]
    marker = next((pair for pair in others if pair[0] in MARKERS), ("__start__", "x:mapping"))
    yield [*token, *((name, value if name in MARKERS else "9" * 5000) for name, value in others)]
    yield [*token, marker, *others]
    yield [*token, *reversed(others)]
    yield [*token, *others, *others]
    yield [*token, *([("__start__", "details:sequence")] * 600)]
    yield [*token, *((name, f"{name}:mapping") for name, _value in others)]


class Schemas(dict):
    """The questions of each form that a page makes, by its class and what it asks."""

    def record(self, monkeypatch):
        make = Form.__init__

        def recorded(form, schema, **given):
            make(form, schema, **given)
            self[tuple(node.name for node in schema)] = schema

        monkeypatch.setattr(Form, "__init__", recorded)


def test_no_form_stumbles_over_hostile_answers_or_stores_a_half(desks, sign_in, monkeypatch):
    schemas, tried = Schemas(), set()
    schemas.record(monkeypatch)
    for browser, page, controls in forms_of(desks, sign_in):
        tried.add(name_of(page.view))
        for sent in (*(list(hostile(controls, turn)) for turn in range(2)), *broken(controls)):
            before = browser.desk.db.lastTransaction()
            answer = browser.post_controls(page.address, sent)
            where = f"{page.address}: {answer.status} {sent[:6]}"
            assert answer.status_int < 500, where
            if answer.status_int in (400, 422) and not page.public and name_of(page.view) not in STORES_AS_TYPED:
                assert browser.desk.db.lastTransaction() == before, where
    assert tried >= KNOWN
    monkeypatch.undo()
    for schema in schemas.values():
        refused_at_a_question(schema)


def refused_at_a_question(schema):
    """Each hostile answer, at every question at once; and answers of any other shape."""
    form = Form(schema, renderer=shared_renderer(False), localize=FRENCH)
    for answer in (*HOSTILE, *NO_TEXT):
        judged(form, {node.name: answer for node in schema})

    @settings(max_examples=8)
    @given(st.dictionaries(st.sampled_from([node.name for node in schema] or ["x"]), ANYTHING))
    def drive(answers):
        judged(form, answers)

    drive()


def judged(form, answers):
    try:
        form.check(answers)
    except deform.ValidationFailure:
        assert form.problems
        assert len({problem.text for problem in form.problems}) == len(form.problems)
    for problem in form.problems:
        assert problem.text.strip()
        assert "${" not in problem.text
