"""What a revision froze, read as plain data: exactly what was written, in every language."""

import gc
import json
import zlib
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
import revisionsamples
from hypothesis import given
from hypothesis import strategies as st

from guichet.invoices.frozen import FORMAT, MOST_KEPT, FrozenIssue, FrozenRevision, pack, thaw, unpack
from guichet.invoices.models import Revision
from guichet.values.money import Money
from guichet.values.month import Month
from guichet.values.time_of_day import TimeOfDay

STORED = revisionsamples.stored()
NAMES = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=9)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.builds(Month, st.integers(1900, 2999), st.integers(1, 12))
)
ANSWERS = st.dictionaries(
    NAMES,
    st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4)),
    max_size=5,
)


# Typed answers as JSON


@given(ANSWERS)
def test_answers_come_back_from_json_as_they_were(answers):
    read = unpack(json.loads(json.dumps(pack(answers))))
    assert read == answers
    assert _kinds(read) == _kinds(answers)


def _kinds(value):
    """The types inside, since ``1 == True`` and ``Decimal(1) == 1``."""
    if isinstance(value, dict):
        return {name: _kinds(item) for name, item in value.items()}
    return [_kinds(item) for item in value] if isinstance(value, list) else type(value)


def test_decimals_keep_their_digits():
    assert str(unpack(pack(Decimal("22.50")))) == "22.50"


def test_amounts_and_times_are_plain_numbers():
    assert [type(value) for value in pack([Money(1250), TimeOfDay(495)])] == [int, int]


def test_records_of_a_list_come_back_as_a_list():
    assert unpack(pack(({"km": Decimal("1.5")},))) == [{"km": Decimal("1.5")}]


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        datetime(2026, 11, 14, 12, 0, tzinfo=UTC),
        time(8, 15),
        {1, 2},
        b"bytes",
        pytest.param(object(), id="object"),
        Decimal("NaN"),
        Decimal("Infinity"),
        {1: "a number as a name"},
        {"$": "decimal", "v": "forged"},
    ],
    ids=repr,
)
def test_value_that_could_not_be_read_back_is_refused(value):
    with pytest.raises(TypeError, match="cannot be frozen"):
        pack({"lines": [{"answer": value}]})


def test_unknown_kind_of_value_is_named():
    with pytest.raises(ValueError, match="unknown type of a frozen answer: 'colour'"):
        unpack({"$": "colour", "v": "red"})


# A revision


def revision(**changes):
    """Data of a revision in French and German, as it would be stored, with some parts changed."""
    data = json.loads(zlib.decompress(STORED["318.632.1@1"])) | changes
    return thaw(zlib.compress(json.dumps(data).encode()))


def test_a_process_keeps_few_unpacked_however_many_are_read():
    stored = [sent_on(day) for day in range(MOST_KEPT + 20)]
    for one in stored:
        assert one.frozen is one.frozen
    # Other tests of the process may hold revisions of their own, without a day.
    unpacked = [kept for kept in gc.get_objects() if isinstance(kept, FrozenRevision) and "day" in kept.data]
    assert len(unpacked) <= MOST_KEPT
    assert all(one.frozen.data["day"] == day for day, one in enumerate(stored))


def sent_on(day):
    """A revision with a content of its own."""
    data = revision().data | {"day": day}
    content = zlib.compress(json.dumps(data).encode())
    facts = {"sent": None, "sent_by": "", "attachments": (), "language": "fr"}
    return Revision(number=1, total=0, content=content, **facts)


@pytest.mark.parametrize("newer", [FORMAT + 1, 99])
def test_format_of_a_newer_version_is_named(newer):
    with pytest.raises(ValueError, match=f"has format {newer}; a newer version of guichet wrote it"):
        revision(format=newer)


def test_texts_come_in_each_language_of_the_desk():
    frozen = revision()
    assert (frozen.languages, frozen.title("fr"), frozen.title("de")) == (
        ("fr", "de"),
        "Frais de voyage et nourriture",
        "Reisekosten und Verpflegung",
    )
    assert [row.label for row in frozen.rows("de")][-2:] == ["Fahrt 4", "Bemerkung"]


@pytest.mark.parametrize("later", ["it", "en", "rm"])
def test_language_that_the_desk_got_later_has_the_texts_of_the_sender(later):
    frozen = revision(languages=["de", "fr"])
    assert frozen.title(later) == frozen.title("de")
    assert frozen.rows(later) == frozen.rows("de")
    assert frozen.text(frozen.terms[0].formulas, later) == frozen.terms[0].formulas["de"]


def test_header_is_typed_again():
    header = revision().header
    assert (header.beneficiary, header.birth_date) == ("Anna Muster", date(1984, 3, 12))
    assert (header.decision_number, header.invoice_date) == ("30220250012345", date(2026, 11, 28))


def test_answers_are_typed_and_an_unknown_name_is_nothing():
    answers = revision().answers
    first, second, *_others = answers.lines("lines")
    assert (first["date"], second["km"]) == (date(2026, 10, 14), Decimal("22.5"))
    assert first["cost_centre"] is None
    assert answers.lines("days") == ()


def test_answer_that_did_not_count_was_not_frozen():
    lines = revision().answers.lines("lines")
    assert all("taxi_amount" not in line for line in lines)


def test_amounts_add_up_to_the_total():
    frozen = revision()
    assert sum(term.amount for term in frozen.terms) == sum(frozen.amounts_by_path.values()) == frozen.total
    assert frozen.amounts_by_path == {"lines.0": 4240, "lines.1": 17125, "lines.2": 2600, "lines.3": 4240}


def test_days_of_service_are_typed_again():
    assert [(day.path, day.first, day.last, day.path_of_last) for day in revision().service_days][:2] == [
        ("lines.0.date", date(2026, 10, 14), date(2026, 10, 14), "lines.0.nights"),
        ("lines.1.date", date(2026, 10, 16), date(2026, 10, 17), "lines.1.nights"),
    ]


def test_issue_for_the_office_alone_stays_with_it():
    issues = {issue.code: issue for issue in revision().issues}
    assert isinstance(issues["G9"], FrozenIssue)
    assert (issues["G9"].path, issues["G9"].for_office_only) == ("payee.account_holder", True)
    assert (issues["T4"].path, issues["T4"].for_office_only) == ("details.lines.3.purpose", False)


def test_documents_name_themselves_without_the_form():
    (document,) = revision().documents
    assert (document.filename, document.kind, document.pages) == ("ticket.pdf", "ticket", 2)
    assert document.kind_labels == {"fr": "Billet ou quittance", "de": "Billett oder Quittung"}


def test_rates_are_named_by_code_and_first_day():
    assert "car-km@2020-01-01" in revision().rates


@pytest.mark.parametrize("name", STORED)
def test_stored_revision_is_what_its_readable_twin_shows(name):
    twin = revisionsamples.FOLDER / f"{name}.fr.json"
    assert revisionsamples.readable(STORED[name]) == twin.read_text(encoding="utf-8")
    frozen = thaw(STORED[name])
    assert isinstance(frozen, FrozenRevision)
    assert f"{frozen.type_id}@{frozen.type_version}" == name
