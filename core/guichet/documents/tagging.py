"""What WeasyPrint leaves out of the structure tree that a screen reader follows (PDF/UA-1, ISO 14289-1).

The functions work on WeasyPrint's objects just before they are written, which saves parsing the file again.
"""

from collections.abc import Iterator
from typing import Any

import pydyf


def number(reference: bytes) -> int:
    """The object number in a reference such as ``b"12 0 R"``."""
    return int(reference.split()[0])


def give_scope_to_headers(pdf: Any) -> None:
    """Sets ``/Scope`` on every header cell (PDF/UA-1 7.5): of a column inside a table's head, of a row elsewhere."""
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") == "/TH":
            item["A"]["Scope"] = "/Column" if _in_table_head(pdf, item) else "/Row"


def _in_table_head(pdf: Any, cell: Any) -> bool:
    row = pdf.objects[number(cell["P"])]
    return bool(pdf.objects[number(row["P"])]["S"] == "/THead")


def mark_running_lines(pdf: Any) -> None:
    """Turns what stands in the margins of each page into pagination artifacts (PDF/UA-1 7.1, 7.8).

    WeasyPrint marks these lines as content, then leaves them out of the tree: neither read nor skipped for sure.
    """
    root = pdf.objects[number(pdf.catalog["StructTreeRoot"])]
    read = set(_reachable(pdf, root["K"]))
    numbers = pdf.objects[number(root["ParentTree"])]["Nums"]
    # The tree's first entries are one per page, in order; those of links follow.
    for page, parents in zip(pdf.page_references, numbers[1::2], strict=False):
        unread = {mark for mark, parent in enumerate(parents) if number(parent) not in read}
        _as_artifacts(pdf.objects[number(pdf.objects[number(page)]["Contents"])].stream, unread)
        for mark in unread:
            pdf.objects[number(parents[mark])].clear()
            parents[mark] = "null"


def _reachable(pdf: Any, kids: Any) -> Iterator[int]:
    for kid in kids:
        if isinstance(kid, bytes):
            yield number(kid)
            yield from _reachable(pdf, pdf.objects[number(kid)].get("K", ()))


def _as_artifacts(operations: list[Any], marks: set[int]) -> None:
    for place, operand in enumerate(operations):
        if isinstance(operand, dict) and operand.get("MCID") in marks:
            operations[place - 1] = "/Artifact"
            operations[place] = pydyf.Dictionary({"Type": "/Pagination"})
