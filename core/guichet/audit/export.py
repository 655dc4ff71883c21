"""The audit log as JSON lines: a line for each entry, and a last one with desk and head."""

import json
from collections.abc import Iterable, Iterator

from guichet.audit.chain import GENESIS, Head, Link, as_json


class BrokenExport(Exception):
    """A line is not as the export wrote it, or the last one is missing; the text says which."""


def export_lines(desk_id: str, links: Iterable[Link]) -> Iterator[str]:
    """The lines of an export, each with its line end."""
    head = Head(0, GENESIS)
    for number, (text, digest) in enumerate(links, 1):
        head = Head(number, digest)
        yield _entry_line(number, text, digest)
    yield _last_line(desk_id, head)


def read_export(lines: Iterable[str], skipped: int = 0) -> Iterator[Link]:
    """The entries of an export, for `verification.verify`; ``skipped`` are the lines of signed heads before them.

    Raises :class:`BrokenExport` at the first line that is not in its place or not written as :func:`export_lines` does,
    and at the end for an export without its last line.
    """
    head, ended = Head(0, GENESIS), False
    for position, line in enumerate(lines, 1):
        if ended:
            raise BrokenExport(
                f"line {skipped + position}: an export ends with its head, and this line stands behind it"
            )
        found = _parse(line)
        if "head" in found:
            if line != _last_line(str(found.get("desk")), head):
                raise BrokenExport(
                    f"line {skipped + position}: the head is not that of the {head.length} entries before it"
                )
            ended = True
            continue
        try:
            text, head = as_json(found["entry"]), Head(position, bytes.fromhex(str(found["hash"])))
        except (KeyError, TypeError, ValueError, RecursionError):
            raise BrokenExport(f"line {skipped + position}: this is no line of an export") from None
        # The whole line and not its values alone: JSON with a name twice would be read by one program this way, by
        # another that way.
        if line != _entry_line(position, text, head.hash):
            raise BrokenExport(
                f"line {skipped + position}: it was written otherwise, or lines before it were removed or moved"
            )
        yield text, head.hash
    if not ended:
        raise BrokenExport(f"the last line, with the head, is missing: the end behind line {head.length} was cut off")


def _parse(line: str) -> dict[str, object]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):  # the latter for brackets inside of brackets
        found = None
    return found if isinstance(found, dict) else {}


def _entry_line(number: int, text: str, digest: bytes) -> str:
    return f'{{"number":{number},"entry":{text},"hash":"{digest.hex()}"}}\n'


def _last_line(desk_id: str, head: Head) -> str:
    return f'{{"desk":"{desk_id}","head":"{head}"}}\n'
