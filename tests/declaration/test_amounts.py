"""Amounts at any path, whole Rappen only, rounded once."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.declaration import Amounts, AmountTerm, InvoiceType, Rate, deduction, product, round_to_5_rappen, term
from guichet.i18n import _
from guichet.values.money import Money

KM = Rate("km", date(2020, 1, 1), None, Decimal("0.45"), "CHF/km", "here", "confirmed")
PATHS = st.sampled_from(["", "lines.0", "lines.0.share", "lines.1", "lines.10", "lines.1.days.0", "advance"])
TERMS = st.lists(st.builds(term, PATHS, st.integers(-99999, 99999)), max_size=12).map(tuple)


@pytest.mark.parametrize(
    ("factors", "rappen"),
    [
        ((Decimal(12), Money(12045)), 144540),
        ((Decimal("42.5"), Money(97)), 4123),
        ((Decimal("80.25"), 3530), 283283),
        ((Decimal("22.3"), KM), 1004),
        ((Decimal(90), KM), 4050),
        ((Decimal(8), 3530, Decimal("0.9")), 25416),
        ((None, Money(100)), 0),
        ((Decimal(3), None), 0),
        ((), 1),
    ],
)
def test_product_is_rounded_half_up_once(factors, rappen):
    assert product(*factors) == rappen


@pytest.mark.parametrize("wrong", [1.5, True, "3"])
def test_product_of_no_exact_number_is_refused(wrong):
    with pytest.raises(TypeError, match="give Decimal, Money, int or Rate"):
        product(Decimal(2), wrong)


@pytest.mark.parametrize("wrong", [12.5, Decimal(12), None, True, "12"])
def test_term_is_whole_rappen(wrong):
    with pytest.raises(TypeError, match="at 'lines.0' is a .*give whole Rappen"):
        AmountTerm("lines.0", wrong)


def test_term_keeps_a_plain_number():
    assert type(term("x", Money(3)).amount) is int


def test_type_with_floats_is_named(sample):
    class Wrong(InvoiceType):
        id, title = "318.999", _("Essai")
        form = sample.form

        def amounts(self, invoice, rates):
            yield term("month", 12.5)

    with pytest.raises(TypeError, match=r"invoice type 318.999, amounts\(\): the amount at 'month' is a float"):
        _unused = sample.evaluate({}, Wrong()).amounts


def test_deduction_is_given_without_sign():
    assert [each.amount for each in deduction("advance", 500)] == [-500]
    assert list(deduction("advance", None)) == list(deduction("advance", 0)) == []


@given(TERMS)
def test_total_is_the_sum_of_its_parts(terms):
    amounts = Amounts(terms)
    tops = {each.path.split(".")[0] for each in terms}
    parts = sum(amounts.at(path).amount for path in tops if path) + sum(t.amount for t in amounts.by_path.get("", ()))
    assert amounts.total == parts == amounts.at("").amount


def test_line_ten_is_not_inside_line_one():
    amounts = Amounts((term("lines.1", 1), term("lines.10", 10), term("lines.1.share", -3)))
    assert amounts.at("lines.1").amount == -2


def test_removing_a_line_shifts_paths_and_nothing_else(sample):
    lines = [{"name": name, "days": [{"day": "1.10.2026", "hours": name}]} for name in "123"]
    all_three = sample.evaluate(sample.answers(assistants=lines)).amounts
    two = sample.evaluate(sample.answers(assistants=lines[1:])).amounts
    assert [t.amount for t in all_three.terms[1:]] == [t.amount for t in two.terms]
    assert [t.path for t in all_three.terms[:2]] == [t.path for t in two.terms]


def test_five_rappen():
    assert [round_to_5_rappen(Decimal(each)) for each in ("1022.4", "1022.5", "1020")] == [1020, 1025, 1020]
