"""The life of invoices as a state machine: each rule tries one action, whether the model allows it or not."""

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pikepdf
import pytest
import time_machine
from case_model import TWO_ABOVE, WITH_SENDER, ModelBatch, ModelCase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from guichet import clock
from guichet.action_context import ActionContext, NotAllowed, system
from guichet.demo import acting_as
from guichet.desk import Desk
from guichet.documents.cleaning.outcome import CleanFile
from guichet.documents.file_cleaner import FileCleaner
from guichet.invoices import invoice_actions
from guichet.invoices.evaluation import evaluate_invoice
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.models import Invoice
from guichet.issuers.company import company_actions
from guichet.issuers.members import member_of
from guichet.messages.worker import Delivery
from guichet.office.batches import batch_actions
from guichet.office.batches.batch_actions import BatchMoved, NothingToHandOver, WrongCode, batches_of
from guichet.office.batches.batch_job import BatchJob
from guichet.office.cases import case_actions
from guichet.office.decisions import decision_actions
from guichet.store.database import read_transaction, write_transaction
from guichet.testing.moving_clock import START, MovingClock
from guichet.testing.people import ANNA, IBAN, beneficiary_of, issuer_of, user_of
from guichet.testing.storages import storages

MANAGER, COLLABORATOR, RIVAL = "manager@be.example", "collaborator@be.example", "rival@be.example"
CLERK, SUPERVISOR = "clerk@be.example", "supervisor@be.example"
EVERYONE = (MANAGER, COLLABORATOR, RIVAL, CLERK, SUPERVISOR)
TRAVEL = "318.632.1"
JOURNEY = {
    "date": "14.10.2026",
    "from": "3400 Burgdorf",
    "to": "3008 Bern",
    "place_name": "Inselspital",
    "purpose": "medical_measure",
    "round_trip": "true",
    "means": "public",
}
MAX_DOCUMENTS = 4
REFUSED = (WrongState, NotAllowed, BatchMoved, NothingToHandOver, WrongCode)
"""What an action raises that is not possible now, or not for this person."""
DECIDED = ("accepted", "refused", WITH_SENDER)
picks, prices = st.integers(0, 11), st.sampled_from([TWO_ABOVE + 1, 100, TWO_ABOVE, 4000])
senders = st.sampled_from([MANAGER, COLLABORATOR, MANAGER, COLLABORATOR, RIVAL])
officers = st.sampled_from([SUPERVISOR, CLERK])
handers = st.sampled_from([SUPERVISOR, SUPERVISOR, SUPERVISOR, CLERK])
anyone = st.sampled_from([SUPERVISOR, CLERK, SUPERVISOR, CLERK, MANAGER])


@dataclass(frozen=True)
class Surroundings:
    """What all runs of the machine share, since it takes long to make."""

    desk: Desk
    template: Any
    delivery: Delivery
    cleaner: FileCleaner
    check: Callable[["LifeOfInvoices", ActionContext], None]
    """The invariants, see `invariants.py`."""


def small_pdf() -> bytes:
    """One empty page: what is drawn is tested elsewhere."""
    file = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(file)
    return file.getvalue()


PAGE = small_pdf()


def a_document(distinction: str) -> CleanFile:
    """A cleaned file of its own."""
    content = PAGE + b"%" + distinction.encode()
    return CleanFile("billet.pdf", "application/pdf", content, 1, hashlib.sha256(content).hexdigest())


class LifeOfInvoices(RuleBasedStateMachine):
    """The desk of Berne with its people, and a few invoices that go through everything together."""

    def __init__(self, shared: Surroundings) -> None:
        super().__init__()
        self.shared = shared
        self.cases: list[ModelCase] = []
        self.batches: list[ModelBatch] = []
        self.collaborates = True
        self.opened = ExitStack()
        self.clock = MovingClock(self.opened.enter_context(time_machine.travel(START, tick=False)))
        packages = shared.desk.plugins.packages
        self.db = self.opened.enter_context(storages("be", shared.template, trusted=packages))
        self.desk = replace(shared.desk, db=self.db)
        with read_transaction(self.db) as portal:
            operator = system(portal, self.desk)
            # By id: a person whose account was closed has no address any more.
            self.ids = {email: user_of(operator, email).id for email in EVERYONE}

    def teardown(self) -> None:
        """Closes the database."""
        self.opened.close()

    @contextmanager
    def acting(self, email: str) -> Iterator[ActionContext]:
        """A transaction of that person; the time of a request passes."""
        with write_transaction(self.db) as portal:
            operator = system(portal, self.desk)
            yield acting_as(operator, portal["users"][self.ids[email]])
        self.clock.tick()

    def tries(self, email: str, possible: bool, act: Callable[[ActionContext], object]) -> bool:
        """Tries an action, which works exactly where the model says so; returns whether it did."""
        if possible:
            with self.acting(email) as ctx:
                act(ctx)
            return True
        with pytest.raises(REFUSED), self.acting(email) as ctx:
            act(ctx)
        return False

    def pick(self, number: int, *states: str) -> ModelCase:
        """One of the invoices; mostly one in those states, so that few runs stay where nothing is possible."""
        wanted = [case for case in self.cases if case.state in states] if number % 4 else []
        among = wanted if number > 0 and wanted else self.cases
        # A number below 0 is that of one invoice, counted from the end.
        return among[number if number < 0 else number % len(among)]

    def batch(self, number: int) -> ModelBatch:
        """One of the batches; mostly the latest."""
        return self.batches[number % len(self.batches) if number % 4 == 0 else -1]

    def invoice(self, ctx: ActionContext, case: ModelCase) -> Invoice:
        """The invoice of a model."""
        found: Invoice = issuer_of(ctx, MANAGER).invoices[case.id]
        return found

    def may_file(self, email: str) -> bool:
        """Whether that person still writes the company's invoices."""
        return email == MANAGER or (email == COLLABORATOR and self.collaborates)

    # The sender's side.

    @initialize(price=prices)
    def begin(self, price: int) -> None:
        """Two invoices are accepted, by one person and by two, and a third one waits."""
        for one in (TWO_ABOVE, TWO_ABOVE + 1):
            self.draft(one)
            self.send(1, MANAGER)
            self.accept(1, SUPERVISOR, 0)
        self.accept(1, CLERK, 0)
        self.draft(price)
        self.send(1, MANAGER)

    @precondition(lambda self: len(self.cases) < 5)
    @rule(price=prices)
    def draft(self, price: int) -> None:
        """Starts and saves a draft."""
        with self.acting(MANAGER) as ctx:
            issuer = issuer_of(ctx, MANAGER)
            form = self.desk.plugins.invoice_types[TRAVEL]
            invoice = invoice_actions.start_draft(ctx, issuer, beneficiary_of(issuer, ANNA), form)
            case = ModelCase(invoice.id, price, documents=2)
            self._save(ctx, invoice, len(self.cases), price)
            for kind in ("attendance", "ticket"):
                invoice_actions.attach(ctx, invoice, a_document(kind), kind)
        self.cases.append(case)

    @precondition(lambda self: self.cases)
    @rule(number=picks, who=senders, price=prices)
    def change(self, number: int, who: str, price: int) -> None:
        """Saves another price."""
        case = self.pick(number, "draft", WITH_SENDER)

        def save(ctx: ActionContext) -> None:
            self._save(ctx, self.invoice(ctx, case), self.cases.index(case), price)

        if self.tries(who, case.editable and self.may_file(who), save):
            case.price = price

    @precondition(lambda self: self.cases)
    @rule(number=picks, who=senders)
    def attach(self, number: int, who: str) -> None:
        """Attaches a document, another one each time."""
        case = self.pick(number, "draft", WITH_SENDER)
        file = a_document(f"{case.documents}-{len(case.events)}")
        if case.documents < MAX_DOCUMENTS and self.tries(
            who,
            case.editable and self.may_file(who),
            lambda ctx: invoice_actions.attach(ctx, self.invoice(ctx, case), file, "ticket"),
        ):
            case.documents += 1

    @precondition(lambda self: self.cases)
    @rule(number=picks, who=senders)
    def send(self, number: int, who: str) -> None:
        """Sends it, or sends it again."""
        case = self.pick(number, "draft", WITH_SENDER)

        def submit(ctx: ActionContext) -> None:
            invoice = self.invoice(ctx, case)
            evaluation = evaluate_invoice(self.desk.plugins, invoice, clock.local(ctx.now).date())
            invoice_actions.submit(ctx, invoice, evaluation, language="fr", confirmed=True)

        if self.tries(who, case.editable and self.may_file(who), submit):
            case.send()

    @precondition(lambda self: self.cases)
    @rule(number=picks, who=senders)
    def withdraw(self, number: int, who: str) -> None:
        """Withdraws it."""
        case = self.pick(number, "submitted", WITH_SENDER)
        possible = case.state in ("submitted", WITH_SENDER) and self.may_file(who)
        if self.tries(who, possible, lambda ctx: invoice_actions.withdraw(ctx, self.invoice(ctx, case))):
            case.withdraw()

    @precondition(lambda self: self.collaborates)
    @rule(who=st.sampled_from([MANAGER, COLLABORATOR]))
    def remove_collaborator(self, who: str) -> None:
        """The manager, and no other person, ends the collaborator's access."""

        def remove(ctx: ActionContext) -> None:
            member = member_of(issuer_of(ctx, MANAGER), self.ids[COLLABORATOR])
            assert member is not None
            company_actions.remove_member(ctx, member)

        if self.tries(who, who == MANAGER, remove):
            self.collaborates = False

    # The office.

    @precondition(lambda self: self.cases)
    @rule(number=picks, who=anyone, older=st.sampled_from([0, 0, 0, 1]))
    def accept(self, number: int, who: str, older: int) -> None:
        """Accepts the latest revision, or tries the one before."""
        case, at_office = self.pick(number, "submitted"), who != MANAGER
        revision = len(case.revisions) - older
        approved_alone = bool(case.revisions) and case.total > TWO_ABOVE and case.approved_by == who
        possible = at_office and bool(case.revisions) and case.awaits(revision) and not approved_alone
        now = self.clock.now
        if case.revisions and self.tries(
            who,
            possible,
            lambda ctx: decision_actions.accept(ctx, self.invoice(ctx, case), revision_number=revision),
        ):
            case.accept(who, now)

    @precondition(lambda self: self.cases)
    @rule(number=picks, who=anyone)
    def refuse(self, number: int, who: str) -> None:
        """Refuses it."""
        case, now = self.pick(number, "submitted"), self.clock.now
        revision = len(case.revisions)
        if revision and self.tries(
            who,
            who != MANAGER and case.awaits(revision),
            lambda ctx: decision_actions.refuse(ctx, self.invoice(ctx, case), "Non.", revision_number=revision),
        ):
            case.decide("refuse", "refused", now)

    @precondition(lambda self: self.cases)
    @rule(number=picks, who=officers)
    def correct(self, number: int, who: str) -> None:
        """Asks for a correction of the whole form."""
        case, now = self.pick(number, "submitted"), self.clock.now
        revision = len(case.revisions)

        def ask(ctx: ActionContext) -> None:
            invoice = self.invoice(ctx, case)
            decision_actions.request_correction(ctx, invoice, "Corrigez.", {}, revision_number=revision)

        if revision and self.tries(who, case.awaits(revision), ask):
            case.decide("request_correction", WITH_SENDER, now)

    @precondition(lambda self: any(case.state == "submitted" for case in self.cases))
    @rule(number=picks, who=officers, price=prices, undone=st.booleans())
    def correction(self, number: int, who: str, price: int, undone: bool) -> None:
        """A correction that the sender begins to make, and sends or finds undone."""
        case = self.pick(number, "submitted")
        if not case.revisions:
            return
        exact = self.cases.index(case) - len(self.cases)
        if case.total > TWO_ABOVE and not case.approved_by:
            self.accept(exact, who, 0)
        self.correct(exact, who)
        self.change(exact, MANAGER, price)
        self.attach(exact, MANAGER)
        if undone:
            self.undo(exact, who)
        else:
            self.send(exact, MANAGER)

    @precondition(lambda self: self.cases)
    @rule(number=picks, who=anyone)
    def undo(self, number: int, who: str) -> None:
        """Undoes the latest decision."""
        case = self.pick(number, *DECIDED)
        possible = who != MANAGER and not case.batch and case.may_be_undone(self.clock.now)
        if self.tries(who, possible, lambda ctx: decision_actions.undo(ctx, self.invoice(ctx, case))):
            case.undo()

    @precondition(lambda self: self.cases)
    @rule(number=picks, who=officers)
    def take(self, number: int, who: str) -> None:
        """Takes the case, which the work list shows."""
        case = self.pick(number)
        if case.revisions:
            with self.acting(who) as ctx:
                case_actions.assign(ctx, self.invoice(ctx, case), ctx.actor)

    # Batches.

    @rule(who=handers)
    def start_batch(self, who: str) -> None:
        """Puts all free invoices into a batch."""
        free = [case for case in self.cases if case.is_free(self.clock.now)]
        made: list[tuple[str, set[str]]] = []

        def start(ctx: ActionContext) -> None:
            batch = batch_actions.start_batch(ctx, batch_actions.ALL, "fr")
            made.append((batch.id, {one.invoice_id for one in batch.invoices}))

        if self.tries(who, bool(free) and who == SUPERVISOR, start):
            [(name, taken)] = made
            assert taken == {case.id for case in free}
            self.batches.append(ModelBatch(name, free))
            for case in free:
                case.batch = name

    @precondition(lambda self: self.batches)
    @rule()
    def make_files(self) -> None:
        """The worker makes all batches."""
        job = BatchJob(self.desk, self.shared.cleaner)
        while job.run_due(self.clock.now):
            self.clock.tick()
        for batch in self.batches:
            batch.state = "ready" if batch.state == "making" else batch.state

    @precondition(lambda self: self.batches)
    @rule(number=picks, who=handers)
    def cancel_batch(self, number: int, who: str) -> None:
        """Gives a batch up."""
        batch = self.batch(number)
        if self.tries(
            who,
            batch.live and who == SUPERVISOR,
            lambda ctx: batch_actions.cancel(ctx, batches_of(ctx.portal)[batch.id], "Doublon."),
        ):
            batch.cancel()

    @precondition(lambda self: self.batches)
    @rule(number=picks, who=handers, right=st.sampled_from([True, True, True, False]))
    def hand_over(self, number: int, who: str, right: bool) -> None:
        """Confirms a batch, with its code or with that of nothing."""
        batch = self.batch(number)

        def confirm(ctx: ActionContext) -> None:
            found = batches_of(ctx.portal)[batch.id]
            batch_actions.hand_over(ctx, found, found.code if right else "BECDC-2026-7K3M-Q2XW")

        if self.tries(who, right and batch.state == "ready" and who == SUPERVISOR, confirm):
            batch.state = "handed_over"
            for case in batch.cases:
                case.move("hand_over", "handed_over")

    @precondition(lambda self: self.batches)
    @rule(number=picks, who=handers)
    def pay(self, number: int, who: str) -> None:
        """Notes a payment."""
        case = self.pick(number, "handed_over")
        possible = case.state == "handed_over" and who == SUPERVISOR
        if self.tries(who, possible, lambda ctx: batch_actions.note_paid(ctx, [self.invoice(ctx, case)])):
            case.move("pay", "paid")

    @precondition(lambda self: any(case.state == "accepted" for case in self.cases))
    @rule(confirmed=st.booleans())
    def send_batch(self, confirmed: bool) -> None:
        """A batch as it should go, which single actions in any order seldom come to."""
        self.wait(6)
        self.start_batch(SUPERVISOR)
        self.make_files()
        if self.batches and confirmed:
            self.hand_over(1, SUPERVISOR, True)

    # Time.

    @rule(minutes=st.sampled_from([1, 4, 5, 6, 6, 60]))
    def wait(self, minutes: int) -> None:
        """Time passes."""
        self.clock.forward(minutes=minutes)

    @rule()
    def post(self) -> None:
        """The worker sends what is due."""
        replace(self.shared.delivery, db=self.db).run_due(self.clock.now)
        for case in self.cases:
            case.post(self.clock.now)
        self.clock.tick()

    @invariant()
    def agrees(self) -> None:
        """What is stored is what the model says."""
        with read_transaction(self.db) as portal:
            self.shared.check(self, system(portal, self.desk))

    def _save(self, ctx: ActionContext, invoice: Invoice, number: int, price: int) -> None:
        answers = invoice.cstruct
        answers["payee"] |= {"account": "other", "iban": IBAN, "account_holder": "Anna Muster"}
        answers["issue"] = {"number": f"R-{number}", "date": f"{clock.local(ctx.now):%d.%m.%Y}"}
        day = f"{date(2026, 10, 1 + number):%d.%m.%Y}"
        answers["details"]["lines"] = [JOURNEY | {"date": day, "ticket_price": f"{price / 100:.2f}"}]
        evaluation = evaluate_invoice(self.desk.plugins, invoice, clock.local(ctx.now).date(), answers)
        invoice_actions.save_answers(ctx, invoice, evaluation, invoice.draft_version)
