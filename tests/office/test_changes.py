"""What differs between two revisions."""

from hypothesis import given
from hypothesis import strategies as st

from guichet.invoices.frozen import TextRow
from guichet.office.changes import Value, compare, unchanged

TRIP = TextRow("details.lines.0", "Trajet 1", ("14 octobre", "22.5 km", "CHF 20.25"))


def test_a_first_revision_has_no_changes():
    assert not any(row.changed for row in unchanged([TRIP]))


def test_only_the_lines_that_differ_are_marked():
    later = TextRow("details.lines.0", "Trajet 1", ("14 octobre", "30 km", "CHF 20.25"))
    (row,) = compare([TRIP], [later])
    assert row.changed
    assert row.values == (
        Value("14 octobre", "14 octobre"),
        Value("22.5 km", "30 km"),
        Value("CHF 20.25", "CHF 20.25"),
    )


def test_a_line_that_came_in_between_leaves_its_neighbours_alone():
    later = TextRow("details.lines.0", "Trajet 1", ("14 octobre", "22.5 km", "Départ 8:00", "CHF 20.25"))
    (row,) = compare([TRIP], [later])
    assert [value for value in row.values if value.changed] == [Value(None, "Départ 8:00")]


def test_a_new_row_is_new_throughout():
    other = TextRow("details.lines.1", "Trajet 2", ("21 octobre",))
    rows = compare([TRIP], [TRIP, other])
    assert [row.changed for row in rows] == [False, True]
    assert rows[1].values == (Value(None, "21 octobre"),)


def test_a_row_that_vanished_stays_in_its_place():
    remark = TextRow("remark", "Remarque", ())
    rows = compare([TRIP, TextRow("details.lines.1", "Trajet 2", ("21 octobre",)), remark], [TRIP, remark])
    assert [(row.path, row.gone) for row in rows] == [
        ("details.lines.0", False),
        ("details.lines.1", True),
        ("remark", False),
    ]
    assert rows[1].values == (Value("21 octobre", None),)


some_values = st.lists(st.sampled_from("abc"), max_size=4).map(tuple)
a_row = st.builds(TextRow, st.sampled_from("123456"), st.just("label"), some_values)
some_rows = st.lists(a_row, max_size=6, unique_by=lambda row: row.path)


@given(some_rows, some_rows)
def test_both_revisions_can_be_read_off_the_comparison(before, now):
    compared = {row.path: row.values for row in compare(before, now)}
    assert len(compared) == len({row.path for row in [*before, *now]})
    for row in before:
        assert tuple(value.before for value in compared[row.path] if value.before is not None) == row.values
    for row in now:
        assert tuple(value.now for value in compared[row.path] if value.now is not None) == row.values
