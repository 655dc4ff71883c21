"""Which cells of a payment list are the amount that was paid."""

import pytest

from guichet.office.batches.paid_amounts import (
    NEGATIVE,
    SEVERAL,
    UNREADABLE,
    RefusedLine,
    amount_columns,
    paid_amount,
)

REFERENCE = "BE-2026-7K3M-Q2XW"


def read(*cells, heading=()):
    place = cells.index(REFERENCE)
    return paid_amount(cells, amount_columns(heading), cells[place + 1 :])


@pytest.mark.parametrize(
    ("cells", "amount"),
    [
        ((REFERENCE,), None),
        ((REFERENCE, "5.00"), 500),
        ((REFERENCE, "5"), 500),
        ((REFERENCE, "2350"), 235000),
        ((REFERENCE, "2'350"), 235000),
        ((REFERENCE, "2’350,00"), 235000),
        ((REFERENCE, "412.5"), 41250),
        ((REFERENCE, "CHF 5.-"), 500),
        ((REFERENCE, "0.00"), 0),
        ((REFERENCE, "2350", "00"), 235000),
        ((REFERENCE, " 39 ", "25 "), 3925),
        (("2350.00", REFERENCE), 235000),
        ((REFERENCE, "2350.00", "2'350.00"), 235000),
        (("1", REFERENCE, "12.10.2026", "2350.00", "Anna Muster", "756.1234.5678.97"), 235000),
        # A bare number in one of several columns is as likely the number of the line or of the bill.
        (("1", REFERENCE), None),
        ((REFERENCE, "2026117", "Anna"), None),
        ((REFERENCE, "2026-10-12", "CH93 0076 2011 6238 5295 7"), None),
    ],
)
def test_amount_of_a_line_without_names_of_columns(cells, amount):
    assert read(*cells) == amount


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ((REFERENCE, "-2350.00"), NEGATIVE),
        ((REFERENCE, "2350.00-"), NEGATIVE),
        ((REFERENCE, "(2350.00)"), NEGATIVE),
        ((REFERENCE, "2.350"), UNREADABLE),
        ((REFERENCE, "2350.005"), UNREADABLE),
        ((REFERENCE, "2350.00", "5.00"), SEVERAL),
    ],
)
def test_unclear_amount_is_said(cells, problem):
    with pytest.raises(RefusedLine) as unclear:
        read(*cells)
    assert unclear.value.problem == problem


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        (("Référence", "Montant"), (1,)),
        (("Betrag CHF", "Referenz", "Bezahlt am"), (0,)),
        (("Référence", "Montant demandé", "Montant payé", "Payé le"), (2,)),
        (("Referenz", "Rechnungsbetrag", "Ausbezahlter Betrag"), (2,)),
        (("Referenz", "Betrag", "Bezahlter Betrag"), (2,)),
        (("Référence", "Nom"), ()),
    ],
)
def test_columns_are_found_by_their_names(heading, columns):
    assert amount_columns(heading) == columns


def test_named_column_counts_alone_and_is_read_whole():
    heading = ("Référence", "Montant demandé", "Montant payé")
    assert read(REFERENCE, "2350.00", "5", heading=heading) == 500
    assert read(REFERENCE, "2350.00", "", heading=heading) is None
    assert read(REFERENCE, "2350.00", heading=heading) is None
    with pytest.raises(RefusedLine):
        read(REFERENCE, "2350.00", "EUR 5", heading=heading)
