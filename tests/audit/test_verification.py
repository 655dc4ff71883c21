"""The chain of the audit log: changes, deletions, reorders and truncations are found, in an export too."""

from datetime import UTC, datetime, timedelta

import pytest

from guichet.audit import record
from guichet.audit.audit_log import audit_log
from guichet.audit.chain import GENESIS, Entry, Head, canonical, chained, read
from guichet.audit.export import BrokenExport, export_lines, read_export
from guichet.audit.models import BLOCK_SIZE
from guichet.audit.verification import verify
from guichet.store.models import Portal

NOW = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
LENGTH = 2 * BLOCK_SIZE + 5
CHANGED = "it was changed, or entries before it were changed, removed or moved"


@pytest.fixture
def links(portal: Portal) -> list[tuple[str, bytes]]:
    """A chain over two full blocks and an open one."""
    for number in range(LENGTH):
        fill(portal, number)
    return list(audit_log(portal).links())


def fill(portal: Portal, number: int) -> None:
    moment = NOW + timedelta(seconds=number)
    record(portal, now=moment, actor="4f", role="clerk", action="invoice.accepted", target=f"{number:02}")


def faults(links: list[tuple[str, bytes]], *heads: Head) -> list[tuple[int, str]]:
    return [(one.number, one.reason) for one in verify(links, heads).faults]


def test_a_whole_chain_is_whole_and_ends_with_its_head(portal, links):
    verdict = verify(links, [Head(0, GENESIS), Head(3, links[2][1]), audit_log(portal).head])
    assert verdict.faults == ()
    assert verdict.head == audit_log(portal).head
    assert verdict.head.length == LENGTH
    assert verify([]).head == Head(0, GENESIS)
    assert len(faults(links, Head(0, bytes([1] * 32)))) == 1


@pytest.mark.parametrize("place", [0, BLOCK_SIZE - 1, BLOCK_SIZE, LENGTH - 1])
@pytest.mark.parametrize("part", ["moment", "actor", "role", "action", "target", "purpose", "details"])
def test_a_changed_entry_is_found(links, place, part):
    text, digest = links[place]
    found = read(text)
    other = {"moment": NOW + timedelta(days=1), "details": (*found.details, 1)}.get(part, "other")
    links[place] = (canonical(Entry(**vars(found) | {part: other})), digest)
    assert faults(links) == [(place + 1, CHANGED)]


@pytest.mark.parametrize("place", [0, BLOCK_SIZE - 1, BLOCK_SIZE, LENGTH - 2])
def test_a_deleted_entry_is_found(links, place):
    del links[place]
    assert faults(links) == [(place + 1, CHANGED)]


@pytest.mark.parametrize("place", [0, BLOCK_SIZE - 1, LENGTH - 2])
def test_a_reorder_is_found(links, place):
    links[place], links[place + 1] = links[place + 1], links[place]
    assert faults(links)[0] == (place + 1, CHANGED)


@pytest.mark.parametrize("cut", [1, BLOCK_SIZE, LENGTH])
def test_a_truncation_is_found_with_a_head_written_down(portal, links, cut):
    assert faults(links[:-cut]) == []
    reason = f"it is missing, and so is every entry up to {LENGTH}: the end was cut off"
    assert faults(links[:-cut], audit_log(portal).head) == [(LENGTH - cut + 1, reason)]


def test_a_chain_computed_anew_is_found_with_a_head_written_down(portal, links):
    texts = tuple(text.replace("accepted", "refused") if "04" in text else text for text, _hash in links)
    forged = list(chained(GENESIS, texts))
    assert faults(forged) == []
    assert faults(forged, audit_log(portal).head) == [(LENGTH, "its hash is not that of the head written down")]


def test_a_head_is_read_as_it_is_written(portal, links):
    head = audit_log(portal).head
    assert Head.parse(f" {head}\n") == head
    for wrong in ("", "5", f"{head}0", str(head).upper(), f"-{head}", f"0{head}"):
        with pytest.raises(ValueError, match="write a head as in the mail"):
            Head.parse(wrong)


def test_the_hash_is_the_one_that_the_documentation_defines():
    """SHA-256 over the hash before and the canonical JSON, as `sha256sum` computes it."""
    entry = Entry(NOW, "4f", "clerk", "invoice.accepted", "é", "", ("état", 2, True, None))
    text = canonical(entry)
    assert text == (
        '{"action":"invoice.accepted","actor":"4f","details":["état",2,true,null],'
        '"moment":"2026-11-30T23:30:00.000000+00:00","purpose":"","role":"clerk","target":"é"}'
    )
    assert read(text) == entry
    ((_text, digest),) = chained(GENESIS, (text,))
    assert digest.hex() == "0980cc046935d0ee9a04dcc46f42273e889368f2d353da4d49f5be8b8b6cd304"


# Exports


@pytest.fixture
def lines(links):
    return list(export_lines("be", links))


def broken(lines):
    with pytest.raises(BrokenExport) as problem:
        list(read_export(lines))
    return str(problem.value)


def test_an_export_is_the_chain_with_its_head(portal, links, lines):
    assert list(read_export(lines)) == links
    assert lines[-1] == f'{{"desk":"be","head":"{audit_log(portal).head}"}}\n'
    assert list(read_export(export_lines("be", []))) == []


def test_a_changed_line_of_an_export_is_found(lines):
    lines[4] = lines[4].replace("clerk", "manager")
    assert [(one.number, one.reason) for one in verify(read_export(lines)).faults] == [(5, CHANGED)]


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda lines: lines.pop(4), "line 5: it was written otherwise, or lines before it were removed or moved"),
        (lambda lines: lines.insert(4, lines.pop(5)), "line 5: it was written otherwise"),
        (lambda lines: lines.pop(), "the end behind line 53 was cut off"),
        (lambda lines: lines.pop(-2), "line 53: the head is not that of the 52 entries before it"),
        (lambda lines: lines.append(lines[4]), "line 55: an export ends with its head"),
        (lambda lines: lines.insert(4, "{}\n"), "line 5: this is no line of an export"),
        (lambda lines: lines.insert(4, "[1]\n"), "line 5: this is no line of an export"),
        (lambda lines: lines.insert(4, "\n"), "line 5: this is no line of an export"),
        (lambda lines: lines.clear(), "the end behind line 0 was cut off"),
    ],
)
def test_a_line_removed_moved_or_added_is_found(lines, tamper, said):
    tamper(lines)
    assert said in broken(lines)


def test_a_name_written_twice_is_found(lines):
    """One program reads the first of the two, another the last."""
    lines[4] = lines[4].replace('"role":"clerk"', '"role":"manager","role":"clerk"')
    assert "line 5: it was written otherwise" in broken(lines)
