"""Stored filters of the work list: read again after the fields of a filter have changed."""

from datetime import UTC, datetime

import pytest

from guichet.office.cases.case_filters import CaseFilter
from guichet.office.cases.stored_filters import StoredFilter, StoredFilters

NOW = datetime(2026, 11, 14, 12, tzinfo=UTC)
WANTED = CaseFilter(view="mine", type="318.632.1", period="2026-11", text="Muster")


@pytest.fixture
def filters():
    return StoredFilters()


def test_each_filter_is_read_as_it_was_stored(filters):
    kept = filters.keep("aa", WANTED, NOW)
    saved = filters.save(StoredFilter("aa", "Voyages", True, WANTED))
    assert filters.visible(kept, "aa").wanted == filters.visible(saved, "bb").wanted == WANTED
    assert filters.keep("aa", WANTED, NOW) == kept


def test_fields_that_a_filter_lost_or_gained_change_no_other(filters):
    saved = filters.save(StoredFilter("aa", "Voyages", False, WANTED))
    owner, name, shared, values = filters._filters[saved]
    of_before = (("canton", "be"), *(pair for pair in reversed(values) if pair[0] != "findings"))
    filters._filters[saved] = (owner, name, shared, of_before)
    assert filters.visible(saved, "aa").wanted == WANTED
