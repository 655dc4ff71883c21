"""Lists of lines inside lines: assistants, each with days."""

import colander
import pytest

from guichet.declaration.reading import MAX_LINES
from guichet.i18n import _
from guichet.web.forms.controls import MalformedForm
from guichet.web.forms.nodes import Day, Lines, Name, Text


def assistants(**kw):
    day = colander.Schema(name="day")
    day.add(Day(name="date", title=_("Date"), missing=None))
    person = colander.Schema(name="assistant")
    person.add(Name(name="name", title=_("Nom"), missing=None))
    person.add(lines_of(day, "days", "Jours", "Jour ${n}", **kw))
    schema = colander.Schema()
    schema.add(lines_of(person, "assistants", "Assistants", "Assistant ${n}", max_len=400))
    return schema


def lines_of(line, name, title, item, max_len=400):
    return Lines(
        line,
        name=name,
        title=_(title),
        max_len=max_len,
        item_title=_(item),
        add_label=_(f"Ajouter {name}"),
        remove_label=_(f"{item.lower()}"),
    )


def answers(*days):
    return {"assistants": [{"name": "", "days": [{"date": f"{day + 1}.10.2026"} for day in range(n)]} for n in days]}


@pytest.fixture
def form(forms):
    return forms.make(assistants(), cstruct=answers(2, 1))


@pytest.fixture
def page(forms, form):
    return forms.soup(form.render())


def test_the_page_is_without_fault(forms, form):
    assert forms.faults(form.render()) == []
    assert form.read(forms.controls(form.render())) == answers(2, 1)


def test_the_level_of_a_heading_follows_the_depth(page):
    assert [(tag.name, tag.text) for tag in page.find_all(["h2", "h3", "h4"])] == [
        ("h2", "Assistants"),
        ("h3", "Jours"),
        ("h3", "Jours"),
    ]


def test_no_two_buttons_of_the_page_have_the_same_accessible_name(page):
    names = [button.text for button in page.find_all("button", attrs={"name": ["add", "remove"]})]
    assert sorted(names) == [
        "Ajouter assistants",
        "Ajouter days, Assistant 1",
        "Ajouter days, Assistant 2",
        "Supprimer assistant 1",
        "Supprimer assistant 2",
        "Supprimer jour 1, Assistant 1",
        "Supprimer jour 2, Assistant 1",
    ]


def test_the_buttons_change_the_line_or_list_they_stand_in(form, page):
    cstruct = form.cstruct
    for name, value in (("add", "assistants.1.days"), ("remove", "assistants.0.days.1")):
        assert page.find("button", attrs={"name": name, "value": value})
        cstruct = form.change_lines(cstruct, {name: value})
    assert [len(person["days"]) for person in cstruct["assistants"]] == [1, 2]


def test_a_problem_names_all_the_lines_around_it(form):
    form.add_problem("assistants.0.days.1.date", "Saisissez la date")
    assert form.problems[0].text == "Assistant 1, Jour 2\u00a0: saisissez la date"


def test_too_many_lines_are_malformed_however_they_are_spread(forms):
    schema = assistants()
    lists = 20
    enough = MAX_LINES // lists - 1  # with its parent, each list makes one line more
    controls = forms.controls(forms.make(schema, cstruct=answers(*[enough] * lists)).render())
    assert forms.make(schema).read(controls) == answers(*[enough] * lists)
    too_many = [*controls[:-1], ("__start__", "assistant:mapping"), ("__end__", "assistant:mapping"), controls[-1]]
    with pytest.raises(MalformedForm):
        forms.make(schema).read(too_many)


def test_a_stored_draft_shows_no_more_lines_than_a_form_may_have(forms):
    form = forms.make(assistants(), cstruct=answers(*[62] * 20))
    shown = [len(person["days"]) for person in form.cstruct["assistants"]]
    # Each list keeps the one line it must have.
    assert shown == [62] * 15 + [50] + [1] * 4
    assert not forms.soup(form.render()).find("button", attrs={"name": "add"})
    form.show(answers(1))
    assert forms.soup(form.render()).find("button", attrs={"name": "add"})


def test_reading_follows_the_form_and_not_what_was_posted(forms):
    deep = [("__start__", "x:mapping")] * 5000 + [("__end__", "x:mapping")] * 5000
    assert forms.make(assistants()).read(deep) == {"assistants": []}


@pytest.mark.parametrize("name", ["error", "hint", "worked", "title", "add", "remove", "csrf_token", "send"])
def test_no_question_at_any_depth_has_a_name_of_the_form_s_own(forms, name):
    line = colander.Schema(name="day")
    line.add(Text(name=name, title="x"))
    schema = colander.Schema()
    schema.add(lines_of(line, "days", "Jours", "Jour ${n}"))
    with pytest.raises(ValueError, match=name):
        forms.make(schema)
