"""Invoices that a test sends and decides, by the actions that the pages call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pypdfium2
from pyramid.traversal import resource_path

from guichet import demo
from guichet.action_context import ActionContext
from guichet.invoices.models import Invoice
from guichet.testing.desks import Desks
from guichet.testing.people import issuer_of

Decision = Literal["accept", "refuse", "correct"]


@dataclass(frozen=True)
class SentInvoice:
    """An invoice that was sent."""

    desks: Desks
    tenant_id: str
    email: str
    """Who sent it."""
    id: str
    reference: str
    """What people quote, ``"JU-2026-7K3M-Q2XW"``."""
    address: str
    """Path of its page, for its sender."""

    @property
    def pdf(self) -> str:
        """Path of its PDF."""
        return f"{self.address}copy.pdf"

    @property
    def review(self) -> str:
        """Path of its page for the office."""
        return f"{self.address}review"

    @property
    def state(self) -> str:
        """The present state, e.g. ``"accepted"``."""
        with self.desks.looking(self.tenant_id) as ctx:
            return str(self._found(ctx).state)

    def decide(self, decision: Decision) -> None:
        """The clerk accepts it, refuses it, or asks for a correction."""
        with self.desks.acting(self.tenant_id, f"clerk@{self.tenant_id}.example") as ctx:
            demo.decide(ctx, self._found(ctx), decision)

    def _found(self, ctx: ActionContext) -> Invoice:
        found: Invoice = issuer_of(ctx, self.email).invoices[self.id]
        return found


def submit_invoice(
    desks: Desks, email: str, type_id: str, answers: Mapping[str, Any], documents: Iterable[str] = ()
) -> SentInvoice:
    """Sends an invoice for a beneficiary of the person with ``email``, whose domain names the desk.

    :param answers: raw answers of the type's form, ``{"rides": [{"day": "14.10.2026", "price": "23.40"}]}``.
    :param documents: kinds of document, each attached once as a small picture.
    :raises NotReady: with the errors of answers that an office would not get.
    """
    tenant_id = email.rpartition("@")[2].partition(".")[0]
    with desks.acting(tenant_id, email) as ctx:
        issuer = issuer_of(ctx, email)
        people = list(issuer.beneficiaries.values())
        # Of whom account and decision are known, as far as there is one: the header is then complete.
        person = next((one for one in people if one.iban), people[0])
        issue = {"number": "2026-1", "date": f"{demo.today(ctx):%d.%m.%Y}"}
        attached = [(f"{kind}.png", kind) for kind in documents]
        invoice = demo.send_invoice(ctx, issuer, person, type_id, answers, issue=issue, documents=attached)
        return SentInvoice(desks, tenant_id, email, invoice.id, invoice.reference, resource_path(invoice, ""))


def pdf_text(content: bytes) -> str:
    """The words of a PDF, page by page, with ordinary blanks and line ends."""
    with pypdfium2.PdfDocument(content) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return "\n".join(pages).replace("\r\n", "\n").replace("\u00a0", " ")
