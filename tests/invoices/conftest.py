"""Invoices of Home-Aide Emmental at the desk in Berne, made by the same actions as the pages call."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from guichet import clock as house_clock
from guichet.action_context import ActionContext
from guichet.demo import acting_as
from guichet.documents.sanitize import CleanFile
from guichet.invoices import invoice_actions
from guichet.invoices.evaluation import Evaluation, evaluate_invoice
from guichet.invoices.models import Invoice
from guichet.issuers.models import Beneficiary, Issuer
from guichet.office.decisions import decision_actions
from guichet.testing.desks import Desks
from guichet.testing.people import ANNA, beneficiary_of, issuer_of, user_of
from invoice_types.travel.demo import TRAVEL

MANAGER = "manager@be.example"
CLERK = "clerk@be.example"
JOURNEY = {
    "date": "14.10.2026",
    "from": "3400 Burgdorf",
    "to": "3008 Bern",
    "place_name": "Inselspital",
    "purpose": "medical_measure",
    "round_trip": "true",
    "means": "private_car",
    "car_necessary": "true",
    "km": "22.5",
    "justification": "Fauteuil roulant",
}
TICKET = CleanFile("billet.pdf", "application/pdf", b"%PDF-1.7 a ticket", 1, "0" * 64)


@dataclass
class InvoiceScenario:
    """What the people of a desk do with invoices; the helpers do what the pages do."""

    operator: ActionContext

    def as_(self, email: str = MANAGER) -> ActionContext:
        """Somebody, now."""
        operator = replace(self.operator, now=house_clock.now())
        if email == "nobody":
            return replace(operator, actor="nobody", principals=("system.Everyone",))
        user = user_of(operator, email)
        ctx = acting_as(operator, user)
        return replace(ctx, principals=(*ctx.principals, *(f"role:{role}" for role in user.roles)))

    @property
    def company(self) -> Issuer:
        """Home-Aide Emmental."""
        return issuer_of(self.operator, MANAGER)

    @property
    def anna(self) -> Beneficiary:
        """The beneficiary with an account and a decision on file."""
        return beneficiary_of(self.company, ANNA)

    def evaluate(self, invoice: Invoice, cstruct: dict[str, Any] | None = None) -> Evaluation:
        """The invoice as it stands today, or with other answers."""
        return evaluate_invoice(self.operator.desk.plugins, invoice, house_clock.today(), cstruct)

    def draft(self, email: str = MANAGER, person: Beneficiary | None = None) -> Invoice:
        """A new invoice."""
        person = person or self.anna
        form = self.operator.desk.plugins.invoice_types[TRAVEL]
        return invoice_actions.start_draft(self.as_(email), person.__parent__.__parent__, person, form)

    def raw(self, invoice: Invoice, **journey: Any) -> dict[str, Any]:
        """A complete form, one journey changed as told."""
        raw, person = invoice.cstruct, self.evaluate(invoice).beneficiary
        # What is kept may have come after the draft was begun, with another invoice that was sent.
        raw["payee"] |= {"account": "saved"} if person.iban else {"iban": "CH9300762011623852957"}
        typed = {"number": "30220240000001", "remember": ""}
        raw["decision"] |= {"choice": person.decisions[-1][0]} if person.decisions else typed
        raw["issue"] = {"number": "R-17", "date": f"{house_clock.today():%d.%m.%Y}"}
        raw["details"]["lines"] = [JOURNEY | journey]
        return raw

    def send(self, invoice: Invoice, email: str = MANAGER, **journey: Any) -> Invoice:
        """Sends an invoice, for the first time or again."""
        ctx, answers = self.as_(email), self.raw(invoice, **journey)
        self.save(invoice, answers, email)
        invoice_actions.submit(ctx, invoice, self.evaluate(invoice), language="fr", confirmed=True)
        return invoice

    def save(self, invoice: Invoice, answers: dict[str, Any], email: str = MANAGER) -> None:
        """Saves answers from a page that shows the present ones."""
        evaluation = self.evaluate(invoice, answers)
        invoice_actions.save_answers(self.as_(email), invoice, evaluation, invoice.draft_version)

    def sent(self, email: str = MANAGER, person: Beneficiary | None = None, **journey: Any) -> Invoice:
        """A new invoice, sent."""
        return self.send(self.draft(email, person), email, **journey)

    def attach(self, invoice: Invoice, kind: str = "ticket") -> str:
        """Attaches a document and returns its id."""
        return str(invoice_actions.attach(self.as_(), invoice, TICKET, kind).id)

    def ask_for_correction(self, invoice: Invoice) -> Invoice:
        """The office wants something changed."""
        decision_actions.request_correction(
            self.as_(CLERK),
            invoice,
            "Il manque le billet.",
            ("details.lines.0",),
            revision_number=len(invoice.revisions),
        )
        return invoice


@pytest.fixture
def house(desks: Desks) -> Iterator[InvoiceScenario]:
    """One transaction at the desk in Berne, committed at the end."""
    with desks.acting("be") as operator:
        yield InvoiceScenario(operator)


@pytest.fixture
def house_of() -> Callable[[ActionContext], InvoiceScenario]:
    """``house_of(act)`` in a transaction of the test's own."""
    return InvoiceScenario
