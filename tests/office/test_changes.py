"""What differs between two revisions."""

from hypothesis import given
from hypothesis import strategies as st

from guichet.invoices.types import Row
from guichet.office.changes import Value, compare, unchanged

TRIP = Row("Trajet 1", ("14 octobre", "22.5 km", "CHF 20.25"), "details.lines.0")


def test_a_first_revision_has_no_changes():
    assert not any(row.changed for row in unchanged([TRIP]))


def test_only_the_lines_that_differ_are_marked():
    later = Row("Trajet 1", ("14 octobre", "30 km", "CHF 20.25"), "details.lines.0")
    (row,) = compare([TRIP], [later])
    assert row.changed
    assert row.values == (
        Value("14 octobre", "14 octobre"),
        Value("22.5 km", "30 km"),
        Value("CHF 20.25", "CHF 20.25"),
    )


def test_a_line_that_came_in_between_leaves_its_neighbours_alone():
    later = Row("Trajet 1", ("14 octobre", "22.5 km", "Départ 8:00", "CHF 20.25"), "details.lines.0")
    (row,) = compare([TRIP], [later])
    assert [value for value in row.values if value.changed] == [Value(None, "Départ 8:00")]


def test_a_new_row_is_new_throughout():
    other = Row("Trajet 2", ("21 octobre",), "details.lines.1")
    rows = compare([TRIP], [TRIP, other])
    assert [row.changed for row in rows] == [False, True]
    assert rows[1].values == (Value(None, "21 octobre"),)


def test_a_row_that_vanished_stays_in_its_place():
    remark = Row("Remarque", (), "remark")
    rows = compare([TRIP, Row("Trajet 2", ("21 octobre",), "details.lines.1"), remark], [TRIP, remark])
    assert [(row.field, row.gone) for row in rows] == [
        ("details.lines.0", False),
        ("details.lines.1", True),
        ("remark", False),
    ]
    assert rows[1].values == (Value("21 octobre", None),)


some_values = st.lists(st.sampled_from("abc"), max_size=4).map(tuple)
a_row = st.builds(Row, st.just("label"), some_values, st.sampled_from("123456"))
some_rows = st.lists(a_row, max_size=6, unique_by=lambda row: row.field)


@given(some_rows, some_rows)
def test_both_revisions_can_be_read_off_the_comparison(before, now):
    compared = {row.field: row.values for row in compare(before, now)}
    assert len(compared) == len({row.field for row in [*before, *now]})
    for row in before:
        assert tuple(value.before for value in compared[row.field] if value.before is not None) == row.values
    for row in now:
        assert tuple(value.now for value in compared[row.field] if value.now is not None) == row.values
