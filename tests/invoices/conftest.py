"""Invoices of Home-Aide Emmental at the desk in Berne, made by the same actions as the pages call."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import canton_be.plugin
import invoice_types.plugin
from guichet import clock as house_clock
from guichet.action_context import ANONYMOUS, ActionContext
from guichet.declaration import CheckContext
from guichet.demo import acting_as
from guichet.documents.cleaning.outcome import CleanFile
from guichet.i18n import Localizer
from guichet.invoices import invoice_actions
from guichet.invoices.evaluation import Evaluation, evaluate_invoice
from guichet.invoices.models import Invoice
from guichet.issuers.models import Beneficiary, Company, InsuredPerson, Issuer
from guichet.office.decisions import decision_actions
from guichet.plugins import Plugins
from guichet.testing.desks import Desks
from guichet.testing.moving_clock import START
from guichet.testing.people import ANNA, beneficiary_of, issuer_of, user_of
from invoice_types.travel.demo import TRAVEL

# The stored revisions, which the contracts read as well.
sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))
sys.path.insert(0, str(Path(__file__).parent))

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
        """Context of the user with this address, at the present moment; ``"anonymous"`` is signed out."""
        operator = replace(self.operator, now=house_clock.now())
        if email == ANONYMOUS:
            return replace(operator, actor=ANONYMOUS, principals=("system.Everyone",))
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

    def draft(self, email: str = MANAGER, person: Beneficiary | None = None, type_id: str = TRAVEL) -> Invoice:
        """A new invoice."""
        person = person or self.anna
        form = self.operator.desk.plugins.invoice_types[type_id]
        return invoice_actions.start_draft(self.as_(email), person.__parent__.__parent__, person, form)

    def raw(self, invoice: Invoice, **journey: Any) -> dict[str, Any]:
        """Complete raw answers with one journey, changed by ``journey``."""
        raw, person = invoice.cstruct, self.evaluate(invoice).beneficiary
        # What is kept may have come after the draft was begun, with another invoice that was sent.
        raw["payee"] |= {"account": "saved"} if person.iban else {"iban": "CH9300762011623852957"}
        typed = {"number": "30220240000001", "remember": ""}
        raw["decision"] |= {"choice": person.decisions[-1][0]} if person.decisions else typed
        raw["issue"] = {"number": f"R-{invoice.id[:12]}", "date": f"{house_clock.today():%d.%m.%Y}"}
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
        """Attaches another document of the same name and returns its id."""
        ticket = replace(TICKET, sha256=f"{len(list(invoice.attachments)):064}")
        return str(invoice_actions.attach(self.as_(), invoice, ticket, kind).id)

    def ask_for_correction(self, invoice: Invoice, *paths: str) -> Invoice:
        """The office wants something changed: what it marks, or anything in the form."""
        decision_actions.request_correction(
            self.as_(CLERK),
            invoice,
            "Il manque le billet.",
            {path: {"fr": "Ne correspond pas."} for path in paths},
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


TODAY = date(2026, 11, 14)
HERE = {"street": "Dorfstrasse 7", "postcode": "3400", "town": "Burgdorf"}


@dataclass
class UnsavedInvoice:
    """An invoice of Home-Aide for Anna Muster that is in no database: answers, and what they come to."""

    plugins: Plugins
    company: Company
    anna: Beneficiary
    today: date = TODAY

    def insured(self) -> InsuredPerson:
        """Anna Muster, sending by herself."""
        issuer = InsuredPerson(START)
        issuer.self_id = issuer.beneficiaries.put(self.anna)
        return issuer

    @staticmethod
    def answers(*lines: dict[str, str], **changes: Any) -> dict[str, Any]:
        """Raw answers in order, one journey unless ``lines`` are given; ``changes`` of the header's parts."""
        return {
            "payee": {"account": "saved"} | changes.pop("payee", {}),
            "decision": {"choice": "30220250012345"} | changes.pop("decision", {}),
            "issue": {"number": "R-17", "date": "14.11.2026"} | changes.pop("issue", {}),
            "details": {"lines": list(lines or (JOURNEY,))},
            "remark": "",
        } | changes

    def evaluate(
        self,
        answers: dict[str, Any] | None = None,
        *,
        type_id: str = TRAVEL,
        issuer: Issuer | None = None,
        plugins: Any = None,
        **around: Any,
    ) -> Evaluation:
        """The evaluation of raw answers, those in order unless others are given."""
        context = {"today": self.today, "filed_on": self.today, "office_code": "302", **around}
        return Evaluation(
            plugins=plugins or self.plugins,
            invoice_type=self.plugins.invoice_type(type_id),
            issuer=issuer or self.company,
            beneficiary=self.anna,
            cstruct=self.answers() if answers is None else answers,
            context=CheckContext(**context),
        )

    def codes(self, *answers: Any, **around: Any) -> list[tuple[str, str, str]]:
        """Level, path and code of every issue."""
        return [(one.level, one.path, one.code) for one in self.evaluate(*answers, **around).issues]


@pytest.fixture(scope="session")
def be_plugins() -> Plugins:
    """The plugins of Berne, without a desk."""
    return Plugins("be", {"canton_be": canton_be.plugin, "invoice_types": invoice_types.plugin})


@pytest.fixture(scope="session")
def make_unsaved() -> Callable[[Plugins], UnsavedInvoice]:
    """Home-Aide Emmental and Anna Muster, who has an account and a decision on file."""

    def make(plugins: Plugins) -> UnsavedInvoice:
        anna = Beneficiary(first_name="Anna", last_name="Muster", birth_date=date(1984, 3, 12), avs=ANNA, **HERE)
        anna.iban, anna.decisions = "CH9300762011623852957", (("30220250012345", ""),)
        company = Company(name="Home-Aide Emmental SA", gln="7601001000000", now=START, **HERE)
        return UnsavedInvoice(plugins, company, anna)

    return make


@pytest.fixture
def unsaved(be_plugins: Plugins, make_unsaved: Callable[[Plugins], UnsavedInvoice]) -> UnsavedInvoice:
    """An invoice in no database, which a test may change."""
    return make_unsaved(be_plugins)


@pytest.fixture(scope="session")
def french(be_plugins: Plugins) -> Localizer:
    """The language of the senders."""
    return Localizer("fr", be_plugins.locales)


@pytest.fixture
def numbered(house):
    """A sent invoice with a number of the company's own, and a draft."""

    def numbered(number):
        sent, draft = house.draft(), house.draft()
        raw = house.raw(sent)
        raw["issue"]["number"] = number
        house.save(sent, raw)
        invoice_actions.submit(house.as_(), sent, house.evaluate(sent), language="fr", confirmed=True)
        return sent, draft

    return numbered
