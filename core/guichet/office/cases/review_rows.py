"""Rows of the review as HTML: what is alike in many of them is drawn once, and filled with the answers."""

from typing import Any

from chameleon.utils import Markup
from pyramid.request import Request

from guichet.invoices.frozen import FrozenRevision
from guichet.invoices.row_blocks import Block
from guichet.office.cases.markable import MARKED, markable_rows
from guichet.office.cases.revision_changes import ComparedRow
from guichet.web.page_context import PageContext

FLAG = "guichet.office.cases:templates/flag.pt"
ROW = "guichet.office.cases:templates/unchanged_row.pt"


class ReviewRows:
    """Rows of one revision. A template inside a loop copies all its names for each turn, 60 on this page."""

    def __init__(self, request: Request, frozen: FrozenRevision, *, open_case: bool) -> None:
        """:param open_case: whether it is still to be decided; no other can be sent back."""
        self._page: PageContext = request.page_context
        self.flags = {row.path for row in markable_rows(frozen, request.localize)} if open_case else set()
        """Paths of what may be marked for a correction."""

    def flag(self, path: str, label: str) -> Markup:
        """The box « Signaler »; empty for what cannot be marked."""
        if path not in self.flags:
            return Markup("")
        return self._page.filled(FLAG, {"path": path, "label": label}, name=MARKED)

    def unchanged(self, block: Block[ComparedRow]) -> Markup:
        """The single questions of a first revision."""
        return Markup("".join(map(self._row, block.rows)))

    def _row(self, row: ComparedRow) -> str:
        values: dict[str, Any] = {f"value{number}": value.after for number, value in enumerate(row.values)}
        flag = self.flag(row.path, row.label)
        return self._page.filled(
            ROW,
            {"label": row.label, **values},
            {"flag": flag},
            values=len(values),
            words=row.path == "remark",
            flagged=bool(flag),
        )
