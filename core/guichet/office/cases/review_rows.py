"""Rows of the review as HTML: what is alike in many of them is drawn once, and filled with the answers."""

from collections.abc import Iterable, Sequence

from chameleon.utils import Markup
from pyramid.request import Request

from guichet.i18n import Localizer
from guichet.invoices.frozen import FrozenRevision, TextList
from guichet.invoices.row_blocks import Block
from guichet.office.cases.markable import MARKED, markable_rows
from guichet.office.cases.revision_changes import ComparedRow
from guichet.web.page_context import PageContext

FLAG = "guichet.office.cases:templates/flag.pt"
ROW, LINE, TABLE = (f"guichet.office.cases:templates/unchanged_{name}.pt" for name in ("row", "line", "table"))


class ReviewRows:
    """Rows of one revision. A template inside a loop copies all its names for each turn, 60 on this page."""

    def __init__(self, request: Request, frozen: FrozenRevision, *, open_case: bool) -> None:
        """:param open_case: whether it is still to be decided; no other can be sent back."""
        self._page: PageContext = request.page_context
        self._localize: Localizer = request.localize
        self.flags = {row.path for row in markable_rows(frozen, request.localize)} if open_case else set()
        """Paths of what may be marked for a correction."""

    def flag(self, path: str, label: str) -> Markup:
        """The box « Signaler »; empty for what cannot be marked."""
        if path not in self.flags:
            return Markup("")
        return self._page.filled(FLAG, {"path": path, "label": label}, name=MARKED)

    def unchanged(self, block: Block[ComparedRow], total: int) -> Markup:
        """A block of a first revision that comes to ``total``: single questions as a list, lines as a table."""
        if block.list is None:
            return Markup("".join(map(self._row, block.rows)))
        return self._table(block, block.list, total)

    def _row(self, row: ComparedRow) -> str:
        flag = self.flag(row.path, row.label)
        return self._page.filled(
            ROW,
            {"label": row.label, **_named("value", row.texts)},
            {"flag": flag},
            values=len(row.values),
            words=row.path == "remark",
            flagged=bool(flag),
        )

    def _table(self, block: Block[ComparedRow], text_list: TextList, total: int) -> Markup:
        whole, amount, columns = block.comes_to(total), self._localize.amount, tuple(text_list.columns)
        sums = [*map(amount, block.sums[:-1]), self._localize.money(total) if whole else amount(block.sums[-1])]
        lines = Markup("".join(self._line(row, columns) for row in block.rows))
        return self._page.filled(
            TABLE,
            {"title": text_list.title, **_named("sum", sums)},
            {"flag": self.flag(text_list.path, text_list.title), "lines": lines},
            columns=columns,
            whole=whole,
            summed=whole or len(block.rows) > 1,
            sums=_headed("sum", block.sums, columns),
        )

    def _line(self, row: ComparedRow, columns: tuple[str, ...]) -> str:
        values, amounts = _named("value", row.texts), map(self._localize.amount, row.amounts)
        names = tuple(values)
        return self._page.filled(
            LINE,
            {"label": row.label, **values, **_named("amount", amounts)},
            {"flag": self.flag(row.path, row.label)},
            first=names[:2],
            facts=names[2:],
            columns=len(columns),
            amounts=_headed("amount", row.amounts, columns),
        )


def _named(kind: str, texts: Iterable[str]) -> dict[str, str]:
    """The texts under the names of their places: ``value0``, ``value1``."""
    return {f"{kind}{number}": text for number, text in enumerate(texts)}


def _headed(kind: str, amounts: Sequence[int], columns: Sequence[str]) -> tuple[tuple[str, str | None], ...]:
    """The names of the amounts of a line with their headings on a narrow screen; the last amount has none."""
    last = len(amounts) - 1
    return tuple((f"{kind}{number}", columns[number] if number < last else None) for number in range(last + 1))
