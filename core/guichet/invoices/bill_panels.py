"""What the form's page says of each supplier's bill that is not confirmed: what was read, and where it is proposed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyramid.request import Request

from guichet.invoices.bills import ReadBill
from guichet.invoices.evaluation import DETAILS, Evaluation
from guichet.invoices.models import READ
from guichet.values import iban


@dataclass(frozen=True)
class BillPanel:
    """One bill, as texts."""

    key: str
    filename: str
    supplier: str
    amount: str
    """Empty for a bill without one."""
    number: str
    """Number and date of the bill, as far as it has them."""
    account: str
    """Of the supplier; empty where it is the account to be credited already."""
    anchor: str
    """Id of the first question with a proposal, whose line is open; empty for a bill that proposes nothing."""


def bill_panels(request: Request, evaluation: Evaluation) -> list[BillPanel]:
    """One for each bill that the sender has not confirmed; ``evaluation`` is that of the answers on the page."""
    return [_panel(request, evaluation, one, paths) for one, paths in evaluation.unconfirmed_bills]


def proposed_paths(evaluation: Evaluation) -> frozenset[str]:
    """Paths of the questions, in the whole form, that are marked « lu sur le document »."""
    return frozenset(f"{DETAILS}.{path}" for _one, paths in evaluation.unconfirmed_bills for path in paths)


def newly_proposed(evaluation: Evaluation) -> list[str]:
    """Keys of the bills that this page shows first; it sends them back with its answers."""
    return [one.key for one in evaluation.bills if one.state == READ]


def _panel(request: Request, evaluation: Evaluation, one: ReadBill, paths: Sequence[str]) -> BillPanel:
    paid = evaluation.header.iban == one.bill.account
    return BillPanel(
        key=one.key,
        filename=one.filename,
        supplier=one.bill.creditor,
        amount=_amount(request, one),
        number=", ".join(_number(request, one)),
        account="" if paid else iban.show(one.bill.account),
        anchor=f"{DETAILS}.{paths[0]}".replace(".", "-") if paths else "",
    )


def _amount(request: Request, one: ReadBill) -> str:
    if one.bill.amount is None:
        return ""
    if one.bill.currency == "CHF":
        return str(request.localize.money(one.bill.amount))
    return f"EUR {request.localize.amount(one.bill.amount)}"


def _number(request: Request, one: ReadBill) -> Iterator[str]:
    if one.bill.invoice_number:
        yield one.bill.invoice_number
    if one.bill.invoice_date:
        yield request.localize.short_date(one.bill.invoice_date)
