"""The audit log: in order of the commits, and without personal data."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ZODB import DB

import guichet.audit
from guichet.audit import entries, record
from guichet.audit.audit_log import PersonalData
from guichet.audit.chain import Entry
from guichet.store.database import install, open_database, read_transaction, write_transaction
from guichet.store.models import Portal

NOW = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


def note(portal: Portal, now: datetime = NOW, **changes: Any) -> None:
    facts: dict[str, Any] = {
        "actor": "4f00aa11bb22cc33",
        "role": "manager",
        "action": "invoice.submitted",
        "target": "00aa11bb22cc33dd",
    }
    record(portal, now=now, **facts | changes)


def test_an_entry_is_read_back_as_it_was_written(portal: Portal) -> None:
    note(portal, purpose="review", details=("draft", "submitted", 2, True, None))
    assert list(entries(portal)) == [
        Entry(
            moment=NOW,
            actor="4f00aa11bb22cc33",
            role="manager",
            action="invoice.submitted",
            target="00aa11bb22cc33dd",
            purpose="review",
            details=("draft", "submitted", 2, True, None),
        )
    ]


def test_entries_keep_the_order_of_recording(portal: Portal) -> None:
    steps = [f"step.{number}" for number in range(100)]
    for step in steps:
        note(portal, action=step)
    assert [entry.action for entry in entries(portal)] == steps


def test_moments_are_stored_in_utc(portal: Portal) -> None:
    note(portal, datetime(2026, 12, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))))
    assert next(entries(portal)).moment.isoformat() == "2026-11-30T23:30:00+00:00"


def test_a_moment_without_time_zone_is_refused(portal: Portal) -> None:
    with pytest.raises(ValueError, match="time zone"):
        note(portal, NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    "value",
    [
        "756.1234.5678.97",
        "7561234567897",
        "von 756 1234 5678 97 an",
        "756\u00a01234\u00a05678\u00a097",
        "a@b.ch",
        7561234567897,
    ],
)
@pytest.mark.parametrize("place", ["actor", "role", "action", "target", "purpose", "details"])
def test_avs_numbers_and_addresses_are_refused_and_not_repeated(portal: Portal, place: str, value: str | int) -> None:
    with pytest.raises(PersonalData) as refusal:
        note(portal, NOW, **{place: ("submitted", value) if place == "details" else value})
    assert str(value) not in str(refusal.value)
    assert not list(entries(portal))


def test_other_objects_are_refused_as_details(portal: Portal) -> None:
    with pytest.raises(TypeError, match="dict"):
        note(portal, details=({"avs": 1},))


@given(st.text("0123456789abcdef", min_size=16, max_size=16) | st.just("a7561234567897bc"))
def test_no_random_id_is_ever_taken_for_an_avs_number(random_id: str) -> None:
    portal = Portal()
    guichet.audit.install(portal)
    note(portal, actor=random_id, target=random_id)


@pytest.fixture
def db(portal: Portal, tmp_path: Path) -> Iterator[DB]:
    db = open_database(f"file://{tmp_path}/Data.fs?blobstorage_dir={tmp_path}/blobs", "be")
    install(db, portal)
    yield db
    db.close()


def test_an_entry_lives_and_dies_with_its_transaction(db: DB) -> None:
    with write_transaction(db) as portal:
        note(portal)
    with pytest.raises(ZeroDivisionError), write_transaction(db) as portal:
        note(portal, action="never.happened")
        _ = 1 / 0
    with read_transaction(db) as portal:
        assert [entry.action for entry in entries(portal)] == ["invoice.submitted"]
