"""Typed values in a message are written in the reader's language, at the moment it is translated."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from chameleon import PageTemplate

from guichet.i18n import LANGUAGES, Localizer, _
from guichet.values.duration import Minutes
from guichet.values.money import Money
from guichet.values.month import Month
from guichet.values.time_of_day import TimeOfDay

WRITTEN = {
    Money(123450): ("CHF 1 234.50", "CHF 1’234.50", "CHF 1’234.50", "CHF 1’234.50"),
    Minutes(495): ("8 h 15",) * 4,
    TimeOfDay(990): ("16:30",) * 4,
    Decimal("1234.50"): ("1 234.5", "1’234.5", "1’234.5", "1’234.5"),
    date(2026, 10, 1): ("1er octobre 2026", "1. Oktober 2026", "1 ottobre 2026", "1 October 2026"),
    Month(2026, 3): ("mars 2026", "März 2026", "marzo 2026", "March 2026"),
    datetime(2026, 11, 14, 20, 47, tzinfo=UTC): (
        "14 novembre 2026 à 21 h 47",
        "14. November 2026 um 21.47 Uhr",
        "14 novembre 2026 alle 21.47",
        "14 November 2026 at 21:47",
    ),
    time(8, 5): ("8 h 05", "8.05 Uhr", "8.05", "8:05"),
    1234: ("1234",) * 4,
}
CASES = [
    (language, value, texts[number]) for value, texts in WRITTEN.items() for number, language in enumerate(LANGUAGES)
]
each = pytest.mark.parametrize(("language", "value", "text"), CASES)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@each
def test_a_value_in_a_mapping_is_written_in_the_language(language, value, text):
    assert plain(Localizer(language)(_("${x}", mapping={"x": value}))) == text


@each
def test_a_value_given_to_the_call_is_written_in_the_language(language, value, text):
    assert plain(Localizer(language)(_("${x}"), x=value)) == text


@each
def test_a_value_in_a_template_is_written_in_the_language(language, value, text):
    page = PageTemplate("<p>${value}</p>")(value=value, translate=Localizer(language).translate)
    assert plain(page) == f"<p>{text}</p>"


def test_a_value_inside_a_message_inside_a_message_is_written_too():
    inner = _("le ${day}", mapping={"day": date(2026, 3, 2)})
    assert Localizer("fr")(_("Reçu ${when}", mapping={"when": inner})) == "Reçu le 2 mars 2026"


def test_the_same_message_is_written_for_each_reader():
    total = _("${amount}", mapping={"amount": Money(123450)})
    assert [plain(Localizer(language)(total)) for language in ("fr", "de")] == ["CHF 1 234.50", "CHF 1’234.50"]


def test_a_plain_number_is_a_count_and_never_an_amount():
    assert Localizer("fr")(_("${n} essais"), n=500) == "500 essais"
