"""Rows in blocks: the lines of a list as a table with their sums, single questions between them."""

from guichet.invoices.frozen import TextList, TextRow
from guichet.invoices.row_blocks import blocks

TRIPS = TextList("details.lines", "Trajets", ("Transport", "Repas"))
WHO = TextRow("beneficiary", "Bénéficiaire", ("Anna Muster",), "header")
REMARK = TextRow("remark", "Remarque", (), "remark")


def trip(number, *amounts):
    return TextRow(f"details.lines.{number}", f"Trajet {number + 1}", ("14 octobre",), "details", TRIPS.path, amounts)


def test_lines_are_cut_from_the_questions_around_them():
    found = blocks([WHO, trip(0, 2025, 1900, 3925), trip(1, 450, 0, 450), REMARK], [TRIPS])
    assert [(each.list, len(each.rows)) for each in found] == [(None, 1), (TRIPS, 2), (None, 1)]
    assert [each.sums for each in found] == [(), (2475, 1900, 4375), ()]


def test_lines_that_are_all_there_is_come_to_the_total():
    (lines,) = blocks([trip(0, 2025, 1900, 3925)], [TRIPS])
    assert lines.comes_to(3925)
    assert not lines.comes_to(3900)


def test_a_removed_line_counts_for_nothing():
    (lines,) = blocks([trip(0), trip(1, 450, 0, 450)], [TRIPS])
    assert lines.sums == (450, 0, 450)
