"""Lists that are all in view: the calendar of a month, and short lines in rows, inside a line of another list."""

import colander
import pytest

from guichet.declaration import Choice, Fields, Hours, Lines, Month, Quantity, Text, YesNo, answer
from guichet.i18n import _
from guichet.web.forms.declared import declared_schema
from guichet.web.forms.dense_lists import calendar_sums, has_calendar
from guichet.web.forms.form import Form


class WorkDay(Fields):
    hours = Hours(_("Heures"), optional=True)


class Night(Fields):
    level = Choice(_("Degré"), {"1": _("Un"), "2": _("Deux")}, as_list=True, required=True)
    shared = YesNo(_("Partagée"))
    persons = Quantity(_("Personnes"), relevant=answer("shared"), required=True)


class Person(Fields):
    name_ = Text(_("Nom"), name="name")
    days = Lines(_("Jours"), WorkDay, min_items=31, max_items=31, layout="calendar", month="month", amounts=False)
    nights = Lines(_("Nuits"), Night, min_items=0, max_items=3, layout="rows", item_title=_("Nuit ${n}"), amounts=False)


class Sheet(Fields):
    month = Month(_("Mois"), service_day=True)
    people = Lines(_("Personnes"), Person, item_title=_("Personne ${n}"))


def sheet(month="2.2026", hours=None, nights=()):
    days = [{"hours": (hours or {}).get(day, "")} for day in range(1, 32)]
    person = {"name": "Mara", "days": days, "nights": list(nights)}
    return {"details": {"month": month, "people": [person, {**person, "name": "Jonas"}]}}


@pytest.fixture
def make(forms):
    root = colander.Schema()
    root.add(declared_schema(Sheet, "details"))
    return lambda cstruct, **kw: forms.make(root, cstruct=cstruct, **kw)


def cells(page):
    """Of the first calendar: the text of each row."""
    rows = page.select_one("table.calendar").select("tbody tr")
    return [[" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])] for row in rows]


def test_month_is_a_table_of_weeks_with_their_sums(make, forms):
    page = forms.soup(make(sheet(hours={1: "2.5", 2: "3", 8: "1"})).render())
    weeks = cells(page)
    assert [week[0] for week in weeks] == ["sem. 5 2.5 h", "sem. 6 4 h", "sem. 7 0 h", "sem. 8 0 h", "sem. 9 0 h"]
    # 1 February 2026 is a Sunday.
    assert weeks[0][1:7] == [""] * 6
    assert weeks[0][7].startswith("1, dimanche 1er février 2026, Heures, Personne 1")
    heads = page.select_one("table.calendar").select("thead th")
    assert [head.get_text() for head in heads[:3]] == ["Semaine", "lulundi", "mamardi"]


def test_calendar_comes_back_with_all_its_days_whatever_the_month(make, forms):
    for month in ("2.2026", "12.2026", "bientôt", ""):
        given = sheet(month, {1: "2", 28: "3:30", 31: "4"})
        form = make(given)
        assert forms.faults(form.render()) == []
        assert form.read(forms.controls(form.render())) == given


def test_day_that_the_month_lacks_is_hidden_unless_it_was_answered(make, forms):
    page = forms.soup(make(sheet(hours={31: "4"})).render())
    hidden = {int(tag.label.contents[0]) for tag in page.select_one("table.calendar").select("span.day[hidden]")}
    assert hidden == {29, 30}
    weeks = cells(page)
    assert len(weeks) == 6
    assert weeks[5][2].startswith("31, Heures")


def test_without_a_month_the_days_are_numbered_alone(make, forms):
    weeks = cells(forms.soup(make(sheet("bientôt")).render()))
    assert [len(week) for week in weeks] == [8] * 5
    assert weeks[0][1] == "1, Heures, Personne 1"


def test_problem_of_a_day_is_below_the_table_and_at_its_input(make, forms):
    form = make(sheet())
    form.add_problem("details.people.0.days.4.hours", "Écrivez un nombre")
    assert [(one.href, one.text) for one in form.problems] == [
        ("#details-people-0-days-4-hours", "Personne 1, Ligne 5\u00a0: écrivez un nombre")
    ]
    page = forms.soup(form.render())
    wrong = page.select_one("#details-people-0-days-4-hours")
    assert wrong["aria-invalid"] == "true"
    assert "Écrivez un nombre" in page.find(id=wrong["aria-describedby"]).get_text()
    assert forms.faults(form.render()) == []


def test_calendar_with_a_message_is_not_kept_by_the_process(make, forms, monkeypatch):
    form, kept = make(sheet()), []
    framed = form.context.renderer.framed
    monkeypatch.setattr(
        form.context.renderer,
        "framed",
        lambda *given, **kw: kept.append((given[0], kw.get("keep"))) or framed(*given, **kw),
    )
    form.add_problem("details.people.0.days.4.hours", "Écrivez un nombre")
    assert "Écrivez un nombre" in form.render()
    assert [keep for name, keep in kept if name == "calendar"] == [False, True]
    size = form.context.renderer._frames.cache_info().currsize
    framed("pair", form.context.localize, {}, {"questions": ""}, keep=False)
    assert form.context.renderer._frames.cache_info().currsize == size


def test_calendar_shows_no_more_days_than_it_asks_for(make, forms):
    given = sheet()
    given["details"]["people"][0]["days"] += [{"hours": "7"}] * 9
    form = make(given)
    assert len(form.read(forms.controls(form.render()))["details"]["people"][0]["days"]) == 31


def test_sums_of_a_page_that_stays_have_the_ids_of_their_places(make, forms):
    form = make(sheet(hours={1: "2", 2: "viele"}))
    page = forms.soup(form.render())
    sums = calendar_sums(form)
    assert has_calendar(form)
    assert len(sums) == 10
    assert all(page.find(id=key).get_text() == text for key, text in sums.items())
    assert sums["details-people-1-days-week-0"] == "2"


def test_rows_are_groups_that_come_back_and_can_be_added_and_removed(make, forms):
    given = sheet(
        nights=[{"level": "1", "shared": "", "persons": ""}, {"level": "2", "shared": "true", "persons": "2"}]
    )
    form = make(given)
    page = forms.soup(form.render())
    assert [row.legend.get_text() for row in page.select(".dense-row")] == ["Nuit 1", "Nuit 2"] * 2
    assert form.read(forms.controls(form.render())) == given
    more = form.change_lines(given, {"add": "details.people.0.nights"})
    assert len(more["details"]["people"][0]["nights"]) == 3
    assert 'value="details.people.0.nights"' not in make(more).render()
    fewer = form.change_lines(given, {"remove": "details.people.1.nights.0"})
    assert [night["level"] for night in fewer["details"]["people"][1]["nights"]] == ["2"]
    assert forms.faults(form.render()) == []


def test_short_lists_of_a_line_have_no_heading_of_their_own(make, forms):
    page = forms.soup(make(sheet()).render())
    assert [tag.get_text() for tag in page.find_all(["h2", "h3", "h4"])] == ["Personnes"]


def test_form_without_a_calendar_says_so(forms):
    assert isinstance(forms.make(forms.travel()), Form)
    assert not has_calendar(forms.make(forms.travel()))
