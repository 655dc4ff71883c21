"""Suppliers' QR-bills among the documents of an invoice: proposed in its form, then confirmed by the sender.

A proposal is an answer like any other once a page that showed it is saved. Which answers are unconfirmed is not stored:
they are those that still say what a bill says that is not confirmed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from translationstring import TranslationString

from guichet.declaration import Fields, Issue, warning
from guichet.declaration.bill_proposals import bill_texts, stated
from guichet.declaration.fields import Leaf, once_per_class
from guichet.declaration.form_tree import places
from guichet.i18n import _
from guichet.invoices.header_form import OTHER
from guichet.invoices.models import CONFIRMED, PROPOSED, READ, Attachment, Invoice
from guichet.values.qr_bill import QrBill

UNCONFIRMED = _("Lu sur « ${document} », pas encore confirmé : ${answers}")
Cstruct = Mapping[str, Any]


@dataclass(frozen=True)
class ReadBill:
    """A bill with the document it was read on."""

    document_id: str
    number: int
    """Of the bill among those on the document, from 0."""
    filename: str
    """Of the document, with the number of the bill where it has several."""
    bill: QrBill
    state: str
    """As `guichet.invoices.models.READ` and the other two."""

    @property
    def key(self) -> str:
        """Its name on pages."""
        return f"{self.document_id}-{self.number}"

    @property
    def identity(self) -> QrBill | str:
        """Equal for two pictures of one bill: two bills never have the same reference or number, amount and account."""
        return self.bill if self.bill.reference or self.bill.invoice_number else self.key


def furthest(states: Iterable[str]) -> str:
    """The state that the furthest of several pictures of one bill has reached."""
    return max(states, key=(READ, PROPOSED, CONFIRMED).index)


def read_bills(invoice: Invoice) -> tuple[ReadBill, ...]:
    """The bills on the documents that the next revision will have; each once, under the first of its pictures."""
    pictures: dict[QrBill | str, list[ReadBill]] = {}
    for one in every_picture(invoice):
        pictures.setdefault(one.identity, []).append(one)
    return tuple(replace(same[0], state=furthest(one.state for one in same)) for same in pictures.values())


def every_picture(invoice: Invoice) -> tuple[ReadBill, ...]:
    """As `read_bills`, with a bill once for each of its pictures."""
    return tuple(
        ReadBill(document.id, number, _name(document, number), bill, document.bills[number][1])
        for document in invoice.documents
        for number, bill in enumerate(document.qr_bills)
    )


def _name(document: Attachment, number: int) -> str:
    return document.filename if len(document.bills) == 1 else f"{document.filename} ({number + 1})"


def proposed_texts(form: type[Fields], raw: Cstruct, bills: Sequence[ReadBill], today: date) -> Mapping[str, str]:
    """What the bills that no saved page has shown propose in the empty answers of a type's own form, by path."""
    fresh = [one.bill for one in bills if one.state == READ]
    known = [one.bill for one in bills if one.state != READ]
    return bill_texts(form, raw, known, fresh, today) if fresh else {}


def unconfirmed_answers(
    form: type[Fields], raw: Cstruct, bills: Sequence[ReadBill], today: date
) -> list[tuple[ReadBill, Sequence[str]]]:
    """Each bill that is not confirmed with the paths of the answers of a type's own form that say what it says."""
    if all(one.state == CONFIRMED for one in bills):
        return []
    found = stated(form, raw, [one.bill for one in bills], today)
    return [(one, list(texts)) for one, texts in zip(bills, found, strict=True) if one.state != CONFIRMED]


def unconfirmed_issues(form: type[Fields], unconfirmed: Sequence[tuple[ReadBill, Sequence[str]]]) -> Iterator[Issue]:
    """Yield a warning for each bill with unconfirmed answers, which the sender confirms with the others."""
    labels = _labels(form)
    for one, paths in unconfirmed:
        names = [labels[_pattern(path)] for path in paths]
        if names:
            text = UNCONFIRMED % {"document": one.filename, "answers": _listing(names)}
            yield warning(paths[0].rpartition(".")[0], "bill", text)


def paid_to_supplier(cstruct: Cstruct, bill: QrBill, *, offers_accounts: bool) -> dict[str, Any]:
    """The answers with the supplier's account as the one to be credited: for the button that says so, and no other."""
    account = {"iban": bill.account, "account_holder": bill.creditor, "payment_reference": bill.reference}
    return {**cstruct, "payee": {"account": OTHER if offers_accounts else "", **account}}


@once_per_class
def _labels(form: type[Fields]) -> Mapping[str, TranslationString]:
    """The label of each question, by pattern."""
    return {place.pattern: place.field.label for place in places(form) if isinstance(place.field, Leaf)}


def _pattern(path: str) -> str:
    """The path with a star for each number of a line."""
    return ".".join("*" if part.isdigit() else part for part in path.split("."))


def _listing(names: Sequence[TranslationString]) -> TranslationString:
    """« Fournisseur, Tarif en CHF »; each in the reader's language."""
    first, *others = names
    return _("${first}, ${others}", mapping={"first": first, "others": _listing(others)}) if others else first
