"""A desk in Berne with one company, its beneficiary, one person at the office, and invoices on request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import transaction
from pyramid.authorization import Authenticated, Everyone
from ZODB import DB
from ZODB.DemoStorage import DemoStorage

import canton_be.plugin
import guichet.audit
import guichet.invoices
import guichet.issuers
import guichet.messages
import guichet.office
import guichet.store
import guichet.users
import invoice_types.plugin
from guichet.action_context import ActionContext
from guichet.desk import Desk
from guichet.documents.cleaning.outcome import CleanFile
from guichet.invoices import invoice_actions as sending
from guichet.invoices.evaluation import evaluate_invoice
from guichet.invoices.models import Invoice
from guichet.issuers.models import Beneficiary, Company
from guichet.keys import Keys
from guichet.messages.models import Message
from guichet.plugins import Plugins
from guichet.settings import MailSettings, Settings, TenantSettings
from guichet.store.models import Portal
from guichet.store.sorted_index import oldest_first
from guichet.users.models import User

NOON = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 14)
ROOMS = (
    guichet.store,
    guichet.messages,
    guichet.audit,
    guichet.users,
    guichet.issuers,
    guichet.invoices,
    guichet.office,
)
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


@dataclass
class InvoiceScenario:
    """A desk and its people; the helpers do what the pages do."""

    portal: Portal
    desk: Desk
    company: Company
    beneficiary: Beneficiary
    sender: User
    clerk: User
    now: datetime = NOON

    def ctx(self, user: User, later: int = 0) -> ActionContext:
        """An action of ``user``, ``later`` minutes after noon."""
        roles = [f"role:{role}" for role in user.roles]
        principals = (Everyone, Authenticated, f"user:{user.id}", *roles)
        return ActionContext(self.portal, self.desk, user.id, principals, self.now + timedelta(minutes=later))

    @property
    def office_ctx(self) -> ActionContext:
        """An action of the clerk, two hours after noon."""
        return self.ctx(self.clerk, later=120)

    def invoice(self, type_id: str = "318.632.1", files: Sequence[str] = (), **changes: Any) -> Invoice:
        """An invoice of one journey, or with the ``details`` of another form, sent at noon.

        ``files`` are the hashes of its documents, each named like its first digit.
        """
        ctx = self.ctx(self.sender)
        form = self.desk.plugins.invoice_types[type_id]
        invoice = sending.start_draft(ctx, self.company, self.beneficiary, form)
        for sha256 in files:
            file = CleanFile(f"{sha256[0]}.pdf", "application/pdf", b"%PDF-1.7", 1, sha256)
            sending.attach(ctx, invoice, file, form.attachments[0].kind)
        self.send(invoice, **changes)
        return invoice

    def save(
        self,
        invoice: Invoice,
        *,
        journeys: int = 1,
        decision: str = "30220250012345",
        account_holder: str = "Anna Muster",
        iban: str = "CH9300762011623852957",
        number: str = "",
        remark: str = "",
        details: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        """Saves the draft; ``changes`` are answers of every journey, ``details`` those of another form."""
        ctx = self.ctx(self.sender, later=len(invoice.events))
        cstruct = invoice.cstruct
        cstruct["payee"] |= {"account": "other", "iban": iban, "account_holder": account_holder}
        cstruct["decision"] |= {"choice": "other", "number": decision, "remember": ""}
        # Each invoice has a number of its own, as companies count them.
        cstruct["issue"] = {"number": number or f"R-{invoice.id[:12]}", "date": "14.11.2026"}
        cstruct["remark"] = remark
        cstruct["details"] |= details or {}
        if details is None:
            cstruct["details"]["lines"] = [JOURNEY | {"date": f"{14 + n}.10.2026"} | changes for n in range(journeys)]
        evaluation = evaluate_invoice(self.desk.plugins, invoice, TODAY, cstruct)
        sending.save_answers(ctx, invoice, evaluation, invoice.draft_version)

    def send(self, invoice: Invoice, **answers: Any) -> None:
        """Sends an invoice, for the first time or again, with the ``answers`` of `save`."""
        self.save(invoice, **answers)
        ctx = self.ctx(self.sender, later=len(invoice.events))
        evaluation = evaluate_invoice(self.desk.plugins, invoice, TODAY)
        sending.submit(ctx, invoice, evaluation, language="fr", confirmed=True)

    def mails(self) -> list[Message]:
        """The mails in the outbox, the latest last."""
        return sorted(self.portal["outbox"].values(), key=lambda message: message.created)

    def waiting_company(self, email: str = "anna@atelier.example") -> User:
        """The user of a company whose registration waits."""
        user = a_user(self.portal, email, "Anna", "Rossi")
        company = Company(
            name="Atelier Sud", gln="7601001000000", street="Rue 1", postcode="2000", town="Neuchâtel", now=self.now
        )
        user.issuer_id = self.portal["issuers"].put(company)
        company.members[user.id] = "manager"
        user.state = "waiting"
        row = (company.name, company.gln, user.name, company.town, self.now, company.id, email)
        self.portal["waiting_companies"].put(user.id, ("waiting",), oldest_first(self.now), row)
        self.portal["companies"].put(company.id, (f"gln:{company.gln}",), oldest_first(self.now), (company.name,))
        return user

    def another_clerk(self) -> User:
        """A colleague of the clerk."""
        colleague = a_user(self.portal, "keller@ai.example", "Sara", "Keller")
        colleague.roles = ("clerk",)
        return colleague

    def second_approval_above(self, amount: int | None) -> None:
        """An office that lets two persons accept an invoice of more Rappen."""
        self.desk.plugins.tenant = replace(self.desk.plugins.tenant, second_approval_above=amount)

    def without_payment_days(self) -> None:
        """An office that promises nothing about the payment."""
        self.desk.plugins.tenant = replace(self.desk.plugins.tenant, payment_days=None)


@pytest.fixture
def scenario() -> Iterator[InvoiceScenario]:
    """Berne, in memory, with the real plugins."""
    db = DB(DemoStorage(), xrefs=False)  # type: ignore[no-untyped-call]
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = db.open(transaction_manager=manager)
    portal = connection.root()["portal"] = Portal()
    for room in ROOMS:
        room.install(portal)
    clerk = a_user(portal, "berger@ai.example", "Marc", "Berger")
    clerk.roles = ("clerk",)
    sender = a_user(portal, "rochat@home-aide.example", "Lea", "Rochat")
    for user in (clerk, sender):
        portal["users"].activate_user(user)
    company, beneficiary = a_company(portal, sender)
    # Blobs need a connection of their own, which a savepoint gives without a commit.
    manager.savepoint()
    yield InvoiceScenario(portal, a_desk(db), company, beneficiary, sender, clerk)
    manager.abort()
    connection.close()
    db.close()


def a_desk(db: DB) -> Desk:
    """Berne's desk with the plugins as they are installed."""
    own = TenantSettings("be", ("be.localhost",), "https://guichet.be.example", "memory://", "guichet@ai-be.example")
    settings = Settings("production", b"0" * 32, "memory://", MailSettings(), (own,))
    plugins = Plugins("be", {"canton_be": canton_be.plugin, "invoice_types": invoice_types.plugin})
    return Desk(settings=settings, tenant_settings=own, plugins=plugins, db=db, keys=Keys(settings.secret, "be"))


def a_user(portal: Portal, email: str, first: str, last: str) -> User:
    """A registered user without a password."""
    # Each has a phone of its own: people who share one are taken for one household.
    phone = f"+4179{sum(map(ord, email)) * 7919 % 10**7:07}"
    user = User(email=email, first_name=first, last_name=last, phone=phone, password_hash="", language="fr", now=NOON)
    portal["users"].put(user)
    return user


def a_company(portal: Portal, manager: User) -> tuple[Company, Beneficiary]:
    """Home-Aide with one beneficiary."""
    company = Company(
        name="Home-Aide Emmental SA", gln="7601001000000", street="Rue 2", postcode="3400", town="Burgdorf", now=NOON
    )
    portal["issuers"].put(company)
    company.members[manager.id] = "manager"
    beneficiary = Beneficiary(
        first_name="Anna",
        last_name="Muster",
        birth_date=date(1984, 3, 12),
        avs="7561234567897",
        street="Rue 3",
        postcode="3400",
        town="Burgdorf",
    )
    company.beneficiaries.put(beneficiary)
    company.beneficiaries.index(beneficiary)
    return company, beneficiary
