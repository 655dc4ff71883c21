"""What a person reads: messages, dates, money."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translationstring import TranslationString

from guichet.i18n import LANGUAGES, Localizer, _
from guichet.i18n.typography import NARROW, NBSP

FR, DE = Localizer("fr"), Localizer("de")
EVENING = datetime(2026, 11, 14, 20, 47, tzinfo=UTC)
LOCALIZERS = st.sampled_from(list(LANGUAGES)).map(Localizer)


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_a_text_without_translation_is_said_in_typeset_french():
    assert DE(_("Texte jamais traduit : voilà")) == f"Texte jamais traduit{NBSP}: voilà"


def test_placeholders_are_filled_from_the_text_or_from_the_call():
    assert FR(_("Il reste ${n} essais", mapping={"n": 3})) == "Il reste 3 essais"
    assert FR(_("Il reste ${n} essais"), n=2) == "Il reste 2 essais"


def test_a_placeholder_without_value_stays_visible():
    assert FR(_("Il reste ${n} essais")) == "Il reste ${n} essais"


def test_a_value_may_be_a_text_itself():
    required = TranslationString("Required", domain="colander")
    assert DE(_("Champ : ${what}", mapping={"what": required})) == f"Champ{NBSP}: Beantworten Sie diese Frage."


def test_a_plain_string_passes_through():
    assert FR("Muller ? ${x}") == "Muller ? ${x}"


def test_values_are_not_filled_in_twice():
    assert FR(_("${a} ${b}", mapping={"a": "${b}", "b": "x"})) == "${b} x"


def test_messages_of_form_libraries_are_worded_like_our_own():
    too_long = TranslationString("Longer than maximum length ${max}", domain="colander", mapping={"max": 350})
    assert FR(too_long) == "Raccourcissez ce texte à 350 caractères"
    assert DE(TranslationString("Remove", domain="deform")) == "Entfernen"


def test_the_plural_follows_the_language():
    one, many = _("Il reste ${n} essai"), _("Il reste ${n} essais")
    assert [FR.plural(n, one, many) for n in (0, 1, 2)] == [
        "Il reste 0 essai",
        "Il reste 1 essai",
        "Il reste 2 essais",
    ]
    assert DE.plural(0, one, many) == "Il reste 0 essais"


def test_a_template_gets_back_what_is_not_a_text():
    path = Path("x")
    assert FR.translate(path) is path


def test_a_template_text_is_looked_up_in_its_domain():
    assert DE.translate("Required", domain="colander") == "Beantworten Sie diese Frage."
    assert FR.translate("Bonjour ${who} !", domain="guichet", mapping={"who": "Ana"}) == f"Bonjour Ana{NBSP}!"


def test_dates():
    day = date(2026, 10, 14)
    assert (FR.date(day), DE.date(day)) == ("14 octobre 2026", "14. Oktober 2026")
    assert (FR.date(date(2026, 1, 1)), DE.date(date(2026, 1, 1))) == ("1er janvier 2026", "1. Januar 2026")
    assert FR.short_date(date(2026, 3, 1)) == DE.short_date(date(2026, 3, 1)) == "01.03.2026"


def test_moments_are_told_in_swiss_time():
    assert plain(FR.moment(EVENING)) == "14 novembre 2026 à 21 h 47"
    assert plain(DE.moment(EVENING)) == "14. November 2026 um 21.47 Uhr"
    assert plain(FR.clock(datetime(2026, 7, 1, 7, 2, tzinfo=UTC))) == "9 h 02"


def test_a_moment_near_midnight_belongs_to_the_swiss_day():
    assert FR.date(datetime(2026, 7, 31, 22, 30, tzinfo=UTC)) == "1er août 2026"


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        FR.moment(datetime(2026, 11, 14, 20, 47))  # noqa: DTZ001


def test_money():
    assert FR.money(123450) == f"CHF{NBSP}1{NBSP}234.50"
    assert DE.money(123450) == f"CHF{NBSP}1’234.50"
    assert (FR.amount(5), FR.amount(-5)) == ("0.05", "-0.05")


def test_numbers():
    assert plain(FR.number(Decimal("1234.50"))) == "1 234.5"
    assert FR.number(Decimal(100)) == "100"
    assert DE.count(12345) == "12’345"


def test_sizes():
    assert [plain(FR.size(n)) for n in (1, 999, 38_200, 999_499, 1_230_000)] == [
        "1 octet",
        "999 octets",
        "38 ko",
        "999 ko",
        "1.2 Mo",
    ]
    assert plain(DE.size(999_500)) == "1 MB"


def test_durations_and_lists():
    assert plain(FR.duration(495)) == "8 h 15"
    assert FR.listing(["a", "b", "c"]) == "a, b et c"
    assert DE.listing(["a", "b"]) == "a und b"
    assert FR.listing([]) == ""


def test_the_tag_is_what_the_page_declares():
    assert (FR.language, FR.tag, DE.tag) == ("fr", "fr-CH", "de-CH")


@given(LOCALIZERS, st.dates(), st.datetimes(min_value=datetime(1900, 1, 2), timezones=st.just(UTC)))  # noqa: DTZ001
def test_no_date_holds_the_narrow_blank(localizer, day, moment):
    if moment.year < 9999:
        assert NARROW not in localizer.date(day) + localizer.short_date(day) + localizer.moment(moment)


@given(LOCALIZERS, st.integers(-(10**12), 10**12))
def test_money_is_exact_and_without_the_narrow_blank(localizer, rappen):
    said = localizer.money(rappen)
    assert NARROW not in said
    digits = said.removeprefix(f"CHF{NBSP}").replace(NBSP, "").replace("’", "")
    assert Decimal(digits) * 100 == rappen


@given(LOCALIZERS, st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_number_keeps_its_value(localizer, value):
    assert Decimal(localizer.number(value).replace(NBSP, "").replace("’", "")) == value


@given(LOCALIZERS, st.lists(st.text(alphabet="ab", min_size=1)), st.integers(0, 10**10), st.integers(0, 10**5))
def test_nothing_else_holds_the_narrow_blank(localizer, items, size, minutes):
    assert NARROW not in localizer.listing(items) + localizer.size(size) + localizer.duration(minutes)
