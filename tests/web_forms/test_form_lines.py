"""« Ajouter un trajet » and « Supprimer » without script: new raw answers from the old ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.declaration import Amount, Choice, ClockTime, Day, Fields, Lines, Month, Quantity, Text, YesNo
from guichet.i18n import _
from guichet.web.forms.lines import add_item, list_at, remove_item, repeat_item

CSTRUCT = {"details": {"lines": [{"km": "1"}, {"km": "2"}], "note": "x"}, "remark": "y"}


def test_a_line_is_added_at_the_end():
    assert add_item(CSTRUCT, "details.lines")["details"]["lines"] == [{"km": "1"}, {"km": "2"}, {}]


def test_a_full_list_stays_as_it_is():
    assert add_item(CSTRUCT, "details.lines", max_len=2) == CSTRUCT


def test_the_line_that_was_meant_is_removed():
    assert remove_item(CSTRUCT, "details.lines.0")["details"] == {"lines": [{"km": "2"}], "note": "x"}


def test_the_old_answers_are_not_touched():
    remove_item(CSTRUCT, "details.lines.0")
    add_item(CSTRUCT, "details.lines")
    assert len(CSTRUCT["details"]["lines"]) == 2


def test_lists_inside_lines_are_reached():
    people = {"people": [{"trips": [{}, {"km": "2"}]}]}
    assert remove_item(people, "people.0.trips.0") == {"people": [{"trips": [{"km": "2"}]}]}


@pytest.mark.parametrize(
    "path", ["", ".", "details", "details.lines.9", "details.lines.x", "remark.0", "details.lines.٣"]
)
def test_a_path_that_leads_nowhere_changes_nothing(path):
    assert remove_item(CSTRUCT, path) == CSTRUCT
    if path != "details.lines":
        assert add_item(CSTRUCT, path) == CSTRUCT


class Trip(Fields):
    month = Month(_("Mois"), service_day=True)
    km = Quantity(_("Kilomètres"))
    price = Amount(_("Prix"))


CARRYING = Lines(_("Trajets"), Trip, carried=("month", "km"))


def test_a_new_line_takes_over_the_carried_answers_of_the_last():
    added = add_item(CSTRUCT, "details.lines", next_line=CARRYING.next_cstruct)
    assert list_at(added, "details.lines") == [{"km": "1"}, {"km": "2"}, {"km": "2"}]
    assert list_at(add_item({"lines": []}, "lines", next_line=CARRYING.next_cstruct), "lines") == [{}]


@pytest.mark.parametrize(("above", "new"), [("12.2025", "01.2026"), ("bald", ""), ("", ""), ("12.9999", "")])
def test_a_new_line_proposes_the_next_month_of_service(above, new):
    assert CARRYING.next_cstruct({"month": above, "km": "2", "price": "9"}) == {"month": new, "km": "2"}


class Ride(Fields):
    day = Day(_("Date"))
    place = Text(_("Lieu"))
    means = Choice(_("Moyen"), {"bus": _("Bus")})
    back = YesNo(_("Retour"))
    km = Quantity(_("Kilomètres"))
    paid = Quantity(_("Payé"), copied=False)
    departure = ClockTime(_("Départ"))
    price = Amount(_("Prix"))


def test_a_new_line_alike_takes_over_all_but_days_times_and_amounts():
    above = dict.fromkeys(Ride.fields, "1")
    assert list(Lines(_("Courses"), Ride, carried="alike").next_cstruct(above)) == ["place", "means", "back", "km"]


RIDES = {"lines": [{"day": "14.10.2026", "km": "5"}, {"day": "1.2.2026", "km": "9"}]}


def repeated(dates: str, **options: int) -> list[str]:
    return [line["day"] for line in list_at(repeat_item(RIDES, "lines.0", "day", dates, **options), "lines")]


@pytest.mark.parametrize(
    "dates",
    ["21.10.2026, 4.11.2026", "21.10; 4.11", "21.10. et 4.11.", "21 octobre 2026 und 2026-11-04", "21.10.26,4.11,"],
)
def test_a_line_is_repeated_on_the_days_that_a_person_types(dates):
    assert repeated(dates) == ["14.10.2026", "21.10.2026", "04.11.2026", "1.2.2026"]


def test_a_copy_has_all_other_answers_of_its_line():
    assert list_at(repeat_item(RIDES, "lines.0", "day", "1.1"), "lines")[1] == {"day": "01.01.2026", "km": "5"}


def test_what_is_no_day_stays_as_typed_in_a_line_of_its_own():
    assert repeated("21.10, mardi, 31.2") == ["14.10.2026", "21.10.2026", "mardi", "31.2", "1.2.2026"]


def test_days_that_have_no_room_stay_in_the_last_line():
    assert repeated("21.10, 28.10, 4.11", max_len=4) == [
        "14.10.2026",
        "21.10.2026",
        "28.10.2026, 04.11.2026",
        "1.2.2026",
    ]
    assert repeated("21.10", max_len=2) == ["14.10.2026", "1.2.2026"]


@pytest.mark.parametrize("path", ["", "lines", "lines.9", "lines.x", "lines.-1", "lines.٣", "other.0"])
def test_a_line_that_is_not_there_is_not_repeated(path):
    assert repeat_item(RIDES, path, "day", "21.10") == RIDES


@given(st.text(max_size=60))
def test_any_text_for_dates_is_borne_and_removes_no_line(dates):
    days = repeated(dates)
    assert (days[0], days[-1]) == ("14.10.2026", "1.2.2026")


@given(st.text(alphabet="details.lines0123456789x", max_size=40))
def test_any_path_is_borne(path):
    add_item(CSTRUCT, path)
    remove_item(CSTRUCT, path)


def test_the_buttons_of_the_page_do_it(forms):
    form = forms.make(forms.travel())
    cstruct = form.read(forms.controls(form.render()))
    two = form.change_lines(cstruct, {"add": "details.lines"})
    form.show(two)
    assert [line["round_trip"] for line in form.cstruct["details"]["lines"]] == ["true", "true"]
    assert len(form.change_lines(two, {"remove": "details.lines.1"})["details"]["lines"]) == 1
    assert form.change_lines(two, {"send": "yes"}) == two


def test_a_button_of_a_full_list_adds_nothing_even_if_it_is_sent(forms):
    form = forms.make(forms.travel())
    full = {"details": {"lines": [{}, {}, {}]}}
    assert form.change_lines(full, {"add": "details.lines"}) == full
    assert form.change_lines(full, {"add": "details.nothing"}) == full


def test_removing_the_last_line_leaves_an_empty_one(forms):
    form = forms.make(forms.travel())
    form.show(form.change_lines({"details": {"lines": [{"km": "1"}]}}, {"remove": "details.lines.0"}))
    assert [line["km"] for line in form.cstruct["details"]["lines"]] == [""]


def test_a_line_shows_its_answers_of_now_whatever_was_asked_of_it_before(forms):
    form = forms.make(forms.travel(), cstruct={"details": {"lines": [{"from": "Bern"}, {"from": "Thun"}]}})
    assert [form.find(f"details.lines.{n}.from").value for n in (0, 1)] == ["Bern", "Thun"]
    form.show({"details": {"lines": [{"from": "Biel"}, {"from": "Thun"}]}})
    assert form.find("details.lines.0.from").value == "Biel"
    page = forms.soup(form.render())
    assert [one["value"] for one in page.find_all("input", attrs={"name": "from"})] == ["Biel", "Thun"]


def test_a_line_with_a_problem_is_drawn_with_it_and_the_next_time_without(forms):
    form = forms.make(forms.travel(), cstruct={"details": {"lines": [{"from": "Bern"}, {"from": "Thun"}]}})
    form.add_problem("details.lines.1.from", "Écrivez le départ")
    assert form.render().count("Écrivez le départ") == 1
    form.show(form.cstruct)
    assert "Écrivez le départ" not in form.render()
