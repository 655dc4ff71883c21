"""Comparison of two revisions."""

from hypothesis import given
from hypothesis import strategies as st

from guichet.invoices.frozen import TextRow
from guichet.office.cases.revision_changes import ComparedValue, compare, unchanged

TRIP = TextRow("details.lines.0", "Trajet 1", ("14 octobre", "22.5 km", "CHF 20.25"))
SECOND = TextRow("details.lines.1", "Trajet 2", ("21 octobre",))


def test_first_revision_has_no_changes():
    rows = [TRIP._replace(line_of="details.lines", amounts=(2025,)), TextRow("remark", "Remarque", ())]
    assert not any(row.changed for row in unchanged(rows))
    assert unchanged(rows) == compare(rows, rows)


def test_only_lines_that_differ_are_changed():
    later = TRIP._replace(values=("14 octobre", "30 km", "CHF 20.25"))
    (row,) = compare([TRIP], [later])
    assert row.changed
    assert row.values == (
        ComparedValue("14 octobre", "14 octobre"),
        ComparedValue("22.5 km", "30 km"),
        ComparedValue("CHF 20.25", "CHF 20.25"),
    )


def test_inserted_line_leaves_its_neighbours_unchanged():
    later = TRIP._replace(values=("14 octobre", "22.5 km", "Départ 8:00", "CHF 20.25"))
    (row,) = compare([TRIP], [later])
    assert [value for value in row.values if value.changed] == [ComparedValue(None, "Départ 8:00")]


def test_new_row_is_changed_throughout():
    rows = compare([TRIP], [TRIP, SECOND])
    assert [row.changed for row in rows] == [False, True]
    assert rows[1].values == (ComparedValue(None, "21 octobre"),)


def test_removed_row_keeps_its_place():
    remark = TextRow("remark", "Remarque", ())
    rows = compare([TRIP, SECOND, remark], [TRIP, remark])
    assert [(row.path, row.removed) for row in rows] == [
        ("details.lines.0", False),
        ("details.lines.1", True),
        ("remark", False),
    ]
    assert rows[1].values == (ComparedValue("21 octobre", None),)


def lines(*texts):
    """A list of journeys with these texts."""
    return [
        TextRow(f"details.lines.{n}", f"Trajet {n + 1}", (text,), line_of="details.lines")
        for n, text in enumerate(texts)
    ]


def shown(rows):
    return [(*(value for one in row.values for value in (one.before, one.after)), row.removed) for row in rows]


def test_lines_after_a_removed_one_are_compared_with_themselves():
    rows = compare(lines("3 mai", "4 mai", "5 mai"), lines("3 mai", "5 mai"))
    assert shown(rows) == [("3 mai", "3 mai", False), ("4 mai", None, True), ("5 mai", "5 mai", False)]
    assert [row.before_path for row in rows] == [f"details.lines.{n}" for n in (0, 1, 2)]


def test_lines_that_a_correction_kept_are_compared_by_their_number():
    # The first line is gone, and the second has changed.
    rows = compare(lines("3 mai", "4 mai"), lines("9 mai"), {"details.lines": [1]})
    assert shown(rows) == [("3 mai", None, True), ("4 mai", "9 mai", False)]
    assert rows[1].before_path == "details.lines.1"


def test_line_that_was_added_before_others_is_new():
    rows = compare(lines("4 mai", "5 mai"), lines("3 mai", "4 mai", "5 mai"))
    assert shown(rows) == [(None, "3 mai", False), ("4 mai", "4 mai", False), ("5 mai", "5 mai", False)]


some_values = st.lists(st.sampled_from("abc"), max_size=4).map(tuple)
a_row = st.builds(TextRow, st.sampled_from("123456"), st.just("label"), some_values)
some_rows = st.lists(a_row, max_size=6, unique_by=lambda row: row.path)


@given(some_rows, some_rows)
def test_comparison_contains_both_revisions_completely(before, after):
    compared = {row.path: row.values for row in compare(before, after)}
    assert len(compared) == len({row.path for row in [*before, *after]})
    for row in before:
        assert tuple(value.before for value in compared[row.path] if value.before is not None) == row.values
    for row in after:
        assert tuple(value.after for value in compared[row.path] if value.after is not None) == row.values
