"""Texts, dates, money and lists in one language: the same on page, mail and PDF.

Thin over Pyramid's localizer (messages) and Babel (dates, lists, plural rules).
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.lists import format_list
from translationstring import TranslationString

from guichet.clock import local
from guichet.i18n.catalogues import folder, load
from guichet.i18n.locale_formats import LOCALE_FORMATS
from guichet.i18n.typography import NBSP, french, without_narrow_blanks
from guichet.values import duration, time_of_day
from guichet.values.duration import Minutes
from guichet.values.money import Money
from guichet.values.month import Month
from guichet.values.time_of_day import TimeOfDay

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z][\w-]*)\}")

MAX_KEPT = 8192
"""Messages whose translation a localizer keeps: more than all catalogues have, so only texts that are no messages could
exceed it."""
TYPED = (Money, Minutes, TimeOfDay, Month, Decimal, dt.date, dt.time)
"""Types with a format for each language. In a mapping they stay typed until a localizer formats them."""


@dataclass(frozen=True)
class Plural:
    """A count with its noun, as a value of a message: « 1 jour », « 10 jours »."""

    n: int
    one: str
    """Message with ``${n}``."""
    many: str


class Localizer:
    """Translates and formats for one language.

    Cheap to make: all of the process share the catalogues. Never adds U+202F, which the fonts lack.
    """

    def __init__(self, language: str, plugins: tuple[Path, ...] = (), fallback: "Localizer | None" = None) -> None:
        """``plugins`` are folders of catalogues beside the core's, see ``Desk.localizer``.

        ``fallback`` is asked for messages that this language lacks; after it, the French source is used.
        Raises ``KeyError`` for a language that is not one of ``LANGUAGES``.
        """
        self.language = language
        """E.g. ``"fr"``."""
        self._formats = LOCALE_FORMATS[language]
        self.tag = self._formats.locale.replace("_", "-")
        """For the ``lang`` attribute, e.g. ``"fr-CH"``."""
        self.before_object = self._formats.before_object
        self._thousands = self._formats.thousands
        self._dgettext = load(language, (folder(), *plugins)).translations.dugettext
        self._fallback = fallback
        # gettext takes 2 µs for a message and a page has up to a hundred.
        self._look_up = lru_cache(MAX_KEPT)(self._find)
        # One object, since each reads its data again; 25 µs for a plural by Babel.
        self._locale = Locale.parse(self._formats.locale)
        self._plural_form = lru_cache(MAX_KEPT)(self._locale.plural_form)

    def __call__(self, text: str, /, **mapping: object) -> str:
        """``text`` in this language, its placeholders filled; a plain string is no message and stays as it is.

        Values that are translation strings are translated too, typed ones formatted, see :meth:`format`. Nothing is
        escaped: that is the template's task.
        """
        if isinstance(text, TranslationString):
            if text.mapping:
                mapping = {**text.mapping, **mapping}
            text = self._look_up(text, text.domain, text.context, text.default)
        return self._fill(text, mapping) if mapping else text

    def plural(self, n: int, one: str, many: str, /, **mapping: object) -> str:
        """``one`` or ``many`` as this language counts (French: 0 and 1 are singular), with ``${n}`` filled.

        Two messages instead of gettext's plural forms: each of ``LANGUAGES`` has two forms, and translators see
        whole sentences.
        """
        return self(one if self._plural_form(n) == "one" else many, **{"n": self.count(n), **mapping})

    def translate(
        self,
        msgid: Any,
        domain: str | None = None,
        mapping: Mapping[str, object] | None = None,
        context: str | None = None,
        target_language: str | None = None,
        default: str | None = None,
    ) -> Any:
        """The ``translate`` function of a Chameleon template; a translation string brings its own domain along.

        Typed values are formatted; other objects are returned as they are, as Chameleon expects. ``target_language`` is
        ignored: a localizer has one language.
        """
        if type(msgid) is not str:  # most are, and this is the quickest way to know
            if isinstance(msgid, TranslationString):
                return self(msgid, **(mapping or {}))
            if not isinstance(msgid, str):
                return self.format(msgid) if isinstance(msgid, TYPED) else msgid
        found = self._look_up(msgid, domain, context, default)
        return self._fill(found, mapping) if mapping else found

    def _find(self, msgid: str, domain: str | None, context: str | None, default: str | None) -> str:
        # The separator of contexts in .mo files (GNU gettext manual, *The Format of GNU MO Files*).
        key = f"{context}\x04{msgid}" if context else msgid
        found: str = self._dgettext(domain, key)
        # gettext returns its argument itself where it finds nothing, and keeps a catalogue's headers under "".
        if found is not key and msgid:
            return found
        if self._fallback:
            return self._fallback._look_up(msgid, domain, context, default)
        return french(str(default or msgid))

    def _fill(self, text: str, mapping: Mapping[str, object]) -> str:
        return _PLACEHOLDER.sub(lambda found: self._value(mapping.get(found[1], found[0])), text)

    def _value(self, value: object) -> str:
        if type(value) is str:  # nearly always; also keeps a TranslationString, a subclass, out
            return value
        if isinstance(value, TranslationString):
            return self(value)
        if isinstance(value, Plural):
            return self.plural(value.n, value.one, value.many)
        return self.format(value) if isinstance(value, TYPED) else str(value)

    def format(self, value: Money | Minutes | TimeOfDay | Month | Decimal | dt.date | dt.time) -> str:
        """A typed value as this language writes it: an amount with CHF, a length of time, a month, a number, a day.

        A time of day in minutes is ``16:30``, as it is typed.

        A plain ``int`` is a count or a year, never Rappen: it has no format of its own.
        """
        match value:
            case Money():
                return self.money(value)
            case Minutes():
                return self.duration(value)
            case TimeOfDay():
                return time_of_day.show(value)
            case Month():
                return self.month(value)
            case Decimal():
                return self.number(value)
            case dt.datetime():
                return self.moment(value)
            case dt.date():
                return self.date(value)
        return self._time(value.hour, value.minute)

    def date(self, day: dt.date) -> str:
        """« 14 octobre 2026 », «14. Oktober 2026». A moment is taken as the day it was in Switzerland."""
        return _long_date(_day(day), self._formats.locale, self._formats.first_of_month)

    def month(self, month: Month) -> str:
        """« octobre 2026 », «Oktober 2026»."""
        return _long_month(month.first_day, self._formats.locale)

    def short_date(self, day: dt.date) -> str:
        """``14.10.2026``, in every language."""
        there = _day(day)
        return f"{there.day:02}.{there.month:02}.{there.year:04}"

    def weekday(self, day: dt.date) -> str:
        """« jeudi », «Donnerstag»."""
        return self.weekdays()[day.weekday()][1]

    def weekdays(self) -> tuple[tuple[str, str], ...]:
        """Short and whole name of each day of the week, Monday first: « lu » and « lundi »."""
        return _weekdays(self._formats.locale)

    def clock(self, moment: dt.datetime) -> str:
        """The Swiss time of day of an aware ``moment``: « 21 h 47 », «21.47 Uhr»."""
        there = local(moment)
        return self._time(there.hour, there.minute)

    def _time(self, hour: int, minute: int) -> str:
        return self._formats.clock.format(hour=hour, minute=minute)

    def moment(self, moment: dt.datetime) -> str:
        """« 14 novembre 2026 à 21 h 47 », «14. November 2026 um 21.47 Uhr», in Swiss time."""
        return f"{self.date(moment)}{self._formats.at}{self.clock(moment)}"

    def money(self, rappen: int) -> str:
        """« CHF 1 234.50 », «CHF 1’234.50»; the blanks do not break."""
        return f"CHF{NBSP}{self.amount(rappen)}"

    def amount(self, rappen: int) -> str:
        """Francs with two decimals, without the currency, for columns that name it in their heading."""
        francs, rest = divmod(abs(rappen), 100)
        # Not by a call of `_grouped`: a page of a list has 30 amounts.
        return f"{'-' if rappen < 0 else ''}{francs:,}.{rest:02}".replace(",", self._thousands)

    def number(self, value: Decimal) -> str:
        """A quantity with as many decimals as it needs, and a point: ``1 234.5``."""
        digits = f"{value:,f}"
        return self._grouped(digits.rstrip("0").rstrip(".") if "." in digits else digits)

    def count(self, n: int) -> str:
        """A whole number: ``1 234``."""
        return self._grouped(f"{n:,}")

    def _grouped(self, digits: str) -> str:
        return digits.replace(",", self._thousands)

    def size(self, count: int) -> str:
        """The size of a file in decimal units, as file managers show it: « 38 ko », «1.2 MB»."""
        one, several, thousands, millions = self._formats.byte_units
        if count < 1000:
            return f"{count}{NBSP}{one if count == 1 else several}"
        if count < 999_500:
            return f"{round(count / 1000)}{NBSP}{thousands}"
        return f"{self.number(round(Decimal(count) / 1_000_000, 1))}{NBSP}{millions}"

    def duration(self, minutes: int) -> str:
        """« 8 h 15 », « 8 h », « 45 min »: the units are the same in all languages."""
        return duration.show(minutes)

    def listing(self, items: Iterable[str]) -> str:
        """« a, b et c », «a, b und c»; nothing for no items."""
        return without_narrow_blanks(format_list([self._value(item) for item in items], locale=self._locale))


@lru_cache(maxsize=4096)
def _long_date(day: dt.date, locale: str, first_of_month: str) -> str:
    # Cached, since Babel takes 50 µs for it and a list shows the same days on every row.
    text = without_narrow_blanks(format_date(day, "long", locale=locale))
    return text.replace("1", first_of_month, 1) if day.day == 1 else text


@lru_cache(maxsize=512)
def _long_month(day: dt.date, locale: str) -> str:
    return without_narrow_blanks(format_date(day, "LLLL y", locale=locale))


@lru_cache
def _weekdays(locale: str) -> tuple[tuple[str, str], ...]:
    short, whole = (get_day_names(width, "stand-alone", locale) for width in ("short", "wide"))
    return tuple((short[day].rstrip("."), whole[day]) for day in range(7))


def _day(day: dt.date) -> dt.date:
    return local(day).date() if isinstance(day, dt.datetime) else day
