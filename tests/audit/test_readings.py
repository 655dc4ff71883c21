"""Readings of personal data: once for each reader, file, purpose and day, for a year, newest first."""

from datetime import UTC, datetime

import pytest

from guichet.audit import entries
from guichet.audit.readings import Reading, forget_old, note_reading, readings_of

NOW = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
FIRST = Reading("issuer", "2026-11-14", "invoice.read", "invoice", "review", "clerk")


def note(portal, *readings):
    for reading in readings:
        note_reading(portal, reading, now=NOW, role="clerk supervisor")


def test_a_reading_is_an_entry_of_the_audit_log_with_role_and_purpose(portal):
    note(portal, FIRST)
    (entry,) = entries(portal)
    assert (entry.actor, entry.role, entry.action, entry.target, entry.purpose, entry.moment) == (
        "clerk", "clerk supervisor", "invoice.read", "invoice", "review", NOW,
    )  # fmt: skip


def test_the_second_reading_of_a_day_leaves_nothing(portal):
    note(portal, FIRST, FIRST)
    assert len(list(entries(portal))) == 1
    assert list(readings_of(portal).of("issuer")) == [(FIRST, "clerk supervisor")]


@pytest.mark.parametrize("part", Reading._fields)
def test_another_reader_file_purpose_person_or_day_is_another_reading(portal, part):
    other = FIRST._replace(**{part: "2026-11-15" if part == "day" else "other"})
    note(portal, FIRST, other)
    assert len(list(entries(portal))) == 2


def test_a_person_sees_only_their_own_readings_the_newest_first(portal):
    days = ["2025-12-31", "2026-01-01", "2026-11-13", "2026-11-14"]
    for person in ("issue", "issuer", "issuer2"):
        note(portal, *[FIRST._replace(person=person, day=day) for day in days])
    assert [reading.day for reading, _role in readings_of(portal).of("issuer")] == days[::-1]
    assert list(readings_of(portal).of("stranger")) == []


def test_a_year_and_the_month_that_has_begun_are_kept(portal):
    note(portal, *[FIRST._replace(day=day) for day in ("2025-10-31", "2025-11-01", "2026-11-14")])
    forget_old(portal, NOW)
    assert [reading.day for reading, _role in readings_of(portal).of("issuer")] == ["2026-11-14", "2025-11-01"]
    assert len(list(entries(portal))) == 3
