"""The lists of invoices against a small model: whatever is done, in any order, they show where each invoice is."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from guichet.invoices import guichet_page, invoice_actions
from guichet.invoices.case_index import work_list
from guichet.invoices.history_filters import filtered
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.lists import InvoiceHistory, InvoiceRow, history_facets, history_of, index
from guichet.office.decisions import decision_actions
from guichet.store.sorted_index import newest_first
from guichet.testing.people import ANNA, BEAT, beneficiary_of, user_of

SENDERS = st.sampled_from(["manager@be.example", "collaborator@be.example"])
CLERK = "clerk@be.example"
STATES = ("submitted", "correction_requested", "accepted", "refused", "withdrawn")
OPEN = ("draft", "correction_requested")


@dataclass
class Expected:
    """What the model knows of an invoice."""

    person: str
    by: str
    state: str = "draft"
    sent: int = 0
    order: int = 0
    """Place in time of the last sending, or of the start of a draft."""
    spent: int = 0
    """Time with the office in the stays that are over."""
    left: int = 0
    """When the last one was over."""

    @property
    def place_at_office(self):
        """By age, without the time with the sender; with the sender by the time it left; decided, the latest first."""
        if self.state == "submitted":
            return 0, self.order - self.spent
        return (0, self.left) if self.state == "correction_requested" else (1, -self.left)

    def leave(self, step):
        self.spent, self.left = self.spent + step - self.order, step


class Desk(RuleBasedStateMachine):
    """Two people of a company and a clerk, each doing anything to any invoice."""

    desks, house_of, clock = None, None, None

    def __init__(self):
        super().__init__()
        self.opened = ExitStack()
        # Never committed, so that every run begins with the desk as it was.
        self.house = self.house_of(self.opened.enter_context(self.desks.looking("be")))
        self.company = self.house.company
        self.ids = {email: user_of(self.house.operator, email).id for email in SENDERS.elements}
        self.model = {}
        self.steps = 0

    def teardown(self):
        self.opened.close()

    def any_invoice(self, number):
        name = list(self.model)[number % len(self.model)]
        return self.company.invoices[name], self.model[name]

    def do(self, number, sources, action):
        """Does something to an invoice; the model says whether it has to work."""
        if not self.model:
            return None
        self.steps += 1
        self.clock.forward(minutes=1)
        invoice, expected = self.any_invoice(number)
        try:
            action(invoice)
        except WrongState:
            assert expected.state not in sources
            return None
        assert expected.state in sources
        return expected

    @initialize()
    def two_invoices(self):
        self.draft("manager@be.example", ANNA)
        self.draft("collaborator@be.example", BEAT)

    @rule(who=SENDERS, avs=st.sampled_from([ANNA, BEAT]))
    def draft(self, who, avs):
        self.steps += 1
        self.clock.forward(minutes=1)
        person = beneficiary_of(self.company, avs)
        invoice = self.house.draft(who, person)
        self.model[invoice.id] = Expected(person.id, self.ids[who], order=self.steps)

    @rule(number=st.integers(0, 20), who=SENDERS)
    def send(self, number, who):
        sent = self.do(number, OPEN, lambda invoice: self.house.send(invoice, who))
        if sent:
            sent.state, sent.by, sent.sent, sent.order = "submitted", self.ids[who], sent.sent + 1, self.steps

    @rule(number=st.integers(0, 20))
    def ask_for_correction(self, number):
        asked = self.do(number, ("submitted",), self.house.ask_for_correction)
        if asked:
            asked.state = "correction_requested"
            asked.leave(self.steps)

    @rule(number=st.integers(0, 20), fate=st.sampled_from(["accepted", "refused"]))
    def decide(self, number, fate):
        def decided(invoice):
            ctx, number = self.house.as_(CLERK), len(invoice.revisions)
            decision_actions.accept(
                ctx, invoice, revision_number=number
            ) if fate == "accepted" else decision_actions.refuse(ctx, invoice, "Non.", revision_number=number)

        expected = self.do(number, ("submitted",), decided)
        if expected:
            expected.state = fate
            expected.leave(self.steps)

    @rule(number=st.integers(0, 20))
    def withdraw(self, number):
        expected = self.do(
            number,
            ("submitted", "correction_requested"),
            lambda invoice: invoice_actions.withdraw(self.house.as_(), invoice),
        )
        if expected:
            if expected.state == "submitted":
                expected.leave(self.steps)
            expected.state = "withdrawn"

    @rule(number=st.integers(0, 20))
    def discard(self, number):
        expected = self.do(number, ("draft",), lambda invoice: invoice_actions.discard(self.house.as_(), invoice))
        if expected:
            self.model = {name: one for name, one in self.model.items() if one is not expected}

    @rule(number=st.integers(0, 20), km=st.sampled_from(["1", "22.5", "viele"]))
    def save(self, number, km):
        versions = []

        def saved(invoice):
            versions.append(invoice.draft_version)
            self.house.save(invoice, self.house.raw(invoice, km=km))
            versions.append(invoice.draft_version)

        expected = self.do(number, OPEN, saved)
        if expected and not expected.sent and versions[0] != versions[1]:  # the same answers again move nothing
            expected.order = self.steps

    @rule(number=st.integers(0, 20))
    def index_again(self, number):
        if self.model:
            index(self.any_invoice(number)[0])

    def facets(self):
        """Every heading of the issuer's list with the ids that belong under it."""
        found = {}
        for name, one in self.model.items():
            if one.state in OPEN:
                found.setdefault(f"todo:{one.state}", set()).add(name)
            if one.state != "draft":
                for facet in ("sent", f"state:{one.state}", f"by:{one.by}", f"for:{one.person}"):
                    found.setdefault(facet, set()).add(name)
        return found

    def all_facets(self):
        people = {one.id for one in self.company.beneficiaries.values()}
        yield from ("sent", *(f"todo:{state}" for state in OPEN))
        yield from (f"state:{state}" for state in ("draft", *STATES))
        yield from (f"by:{user_id}" for user_id in self.ids.values())
        yield from (f"for:{person}" for person in people)

    @invariant()
    def the_holder_s_lists_show_every_invoice_under_its_headings_the_newest_first(self):
        history, expected = history_of(self.company), self.facets()
        for facet in self.all_facets():
            shown = [name for name, _row in history.page(facet, size=99).rows]
            wanted = sorted(expected.get(facet, ()), key=lambda name: -self.model[name].order)
            assert shown == wanted, facet
            assert history.count(facet) == len(wanted), facet

    @invariant()
    def the_office_sees_what_was_sent_by_its_age(self):
        work = work_list(self.house.operator.portal)
        states = Counter(one.state for one in self.model.values() if one.state != "draft")
        assert {state: work.count(f"state:{state}") for state in STATES if work.count(f"state:{state}")} == states
        shown = [name for name, _row in work.page(size=99).rows]
        assert sorted(shown) == sorted(name for name, one in self.model.items() if one.state != "draft")
        places = [self.model[name].place_at_office for name in shown]
        assert places == sorted(places)
        assert work.count() == sum(states.values())
        assert work.count("state:draft") == 0

    @invariant()
    def every_row_tells_the_state_and_who_is_responsible(self):
        history = history_of(self.company)
        for name, one in self.model.items():
            row = history.row(name)
            assert (row.state, row.submitted_by_id, row.revisions) == (one.state, one.by, one.sent)
            assert bool(row.reference) is bool(one.sent)


def test_the_lists_follow_whatever_is_done(desks, house_of, clock):
    client_network = type("Desk", (Desk,), {"desks": desks, "house_of": staticmethod(house_of), "clock": clock})
    run_state_machine_as_test(client_network, settings=settings(max_examples=25, stateful_step_count=30, deadline=None))


def test_a_draft_is_shown_to_its_authors_and_nowhere_at_the_office(house):
    house.draft()
    history = history_of(house.company)
    assert (history.count("todo:draft"), history.count("sent")) == (1, 0)
    assert work_list(house.operator.portal).count() == 0


def test_no_list_of_one_holder_shows_another_s(house):
    invoice = house.sent()
    others = [one for one in house.operator.portal["issuers"].values() if one is not house.company]
    row = history_of(house.company).row(invoice.id)
    assert others and all(history_of(one).row(invoice.id) is None for one in others)
    assert (row.issuer, row.issuer_id) == ("Home-Aide Emmental SA", house.company.id)


def test_a_page_of_the_history_continues_where_the_last_one_ended(house, clock):
    sent = []
    for _number in range(5):
        sent.append(house.sent().id)
        clock.forward(minutes=1)
    history = history_of(house.company)
    first = history.page("sent", size=3)
    second = history.page("sent", first.next, size=3)
    assert [item_id for item_id, _row in (*first.rows, *second.rows)] == sent[::-1]
    assert second.next is None


NOON = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
ROW = InvoiceRow("", "318.631", "Anna Muster", ANNA, "anna", "", "lea", "", "", "accepted", 100, NOON, "", 1)


@pytest.fixture
def rows_read(monkeypatch):
    """The rows read from any history since."""
    read = []

    def counted(*values):
        read.append(values)
        return InvoiceRow(*values)

    monkeypatch.setattr(InvoiceHistory, "row_type", staticmethod(counted))
    return read


def fill(history, number, **fields):
    """Adds so many invoices."""
    row = ROW._replace(**fields)
    for place in range(number):
        history.put(f"{row.state}{row.submitted_by_id}{place}", history_facets(row), newest_first(NOON), row)


def filters(**given):
    return {"by": "", "for": "", "number": "", "status": "", **given}


@pytest.mark.parametrize(
    ("given", "most"),
    [
        (filters(), 25),
        (filters(status="accepted"), 26),
        (filters(by="lea", status="refused"), 500),
        (filters(status="accepted", by="marc"), 500),
        (filters(**{"for": "anna,beat"}, status="refused", by="lea"), 500),
        (filters(status="withdrawn", by="lea"), 0),
        (filters(by="unknown", status="accepted"), 0),
    ],
)
def test_no_filter_of_the_guichet_page_reads_more_than_five_hundred_rows(rows_read, given, most):
    history = InvoiceHistory()
    fill(history, 800, state="accepted", submitted_by_id="lea")
    fill(history, 700, state="refused", submitted_by_id="marc")
    page = filtered(history, given, limit=guichet_page.MAX_SCANNED)
    assert len(rows_read) == most
    assert page.unfinished is (most == 500)
