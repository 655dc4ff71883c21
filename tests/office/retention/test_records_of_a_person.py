"""What the desk stores under an AVS number is found without a walk: every way in and out keeps the index of persons."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

import guichet
from guichet import clock
from guichet.action_context import ActionContext, system
from guichet.demo import acting_as
from guichet.invoices.invoice_actions import start_draft
from guichet.invoices.models import Invoice
from guichet.issuers import issuer_actions
from guichet.issuers.beneficiary_import.import_actions import compared, import_people, keep_preview
from guichet.issuers.beneficiary_import.list_reading import Line, PeopleList
from guichet.issuers.company_confirmation import drop
from guichet.issuers.models import Beneficiary, Company, InsuredPerson, Issuer
from guichet.office.retention.erasure_actions import erase_left_records
from guichet.office.retention.person_erasure import erase_person, records_of
from guichet.store.database import read_transaction, write_transaction
from guichet.store.evolution import evolve
from guichet.store.person_index import ADD_INDEX, INDEX_PERSONS, PERSONS, person_index
from guichet.testing.people import ANNA, BEAT, CHIARA, NOE, PASSWORD, ZOE, beneficiary_of, issuer_of, user_of
from guichet.users.user_retention import apply_to_user
from guichet.verification.index_checks import index_faults
from invoice_types.travel.demo import TRAVEL, send_travel

MANAGER, RIVAL, INSURED, SUPERVISOR = (f"{name}@be.example" for name in ("manager", "rival", "insured", "supervisor"))
NUMBERS = (ANNA, BEAT, CHIARA, ZOE, NOE, "7569217076985", "7569999999991")
HOME = {"street": "Dorfstrasse 7", "postcode": "3400", "town": "Burgdorf"}
PERSON = {"first_name": "Émile", "last_name": "Dupré", "birth_date": date(1970, 2, 1), **HOME}
numbers, companies = st.sampled_from(NUMBERS), st.sampled_from([MANAGER, RIVAL])
choices = st.integers(0, 99)


def persons(portal) -> set[tuple[str, str]]:
    """Every person that is stored, found by a walk."""
    issuers: list[Issuer] = list(portal["issuers"].values())
    return {(person.avs, issuer.id) for issuer in issuers for person in issuer.beneficiaries.values()}


class EveryWayInAndOut(RuleBasedStateMachine):
    """People are added, changed, taken off, put back, imported, registered and erased, in any order."""

    def __init__(self, desk) -> None:
        super().__init__()
        self.opened = ExitStack()
        # What is done is dropped: each run begins with the people of the tests.
        self.portal = self.opened.enter_context(read_transaction(desk.db))
        self.office = system(self.portal, desk)
        self.registered = 0

    def teardown(self) -> None:
        self.opened.close()

    def company(self, email: str) -> tuple[ActionContext, Issuer]:
        """The company of a user, and their context."""
        return acting_as(self.office, user_of(self.office, email)), issuer_of(self.office, email)

    def entry(self, company: Issuer, choice: int, *, removed: bool):
        entries = [one for one in company.beneficiaries.values() if one.removed is removed]
        return entries[choice % len(entries)] if entries else None

    @rule(email=companies, avs=numbers)
    def add(self, email, avs):
        ctx, company = self.company(email)
        if company.beneficiaries.id_with_avs(avs) is None:
            issuer_actions.add_beneficiary(ctx, company, PERSON | {"avs": avs})

    @rule(email=companies, choice=choices, avs=numbers)
    def change(self, email, choice, avs):
        ctx, company = self.company(email)
        person = self.entry(company, choice, removed=False)
        if person and company.beneficiaries.with_avs(avs) in (None, person):
            issuer_actions.change_beneficiary(ctx, person, PERSON | {"avs": avs})

    @rule(email=companies, choice=choices)
    def take_off(self, email, choice):
        ctx, company = self.company(email)
        person = self.entry(company, choice, removed=False)
        if person:
            issuer_actions.remove_beneficiary(ctx, person)

    @rule(email=companies, choice=choices)
    def put_back(self, email, choice):
        ctx, company = self.company(email)
        person = self.entry(company, choice, removed=True)
        if person:
            issuer_actions.restore_beneficiary(ctx, company, person)

    @rule(email=companies, chosen=st.sets(numbers, min_size=1))
    def import_list(self, email, chosen):
        ctx, company = self.company(email)
        lines = [Line(row, "Émile Dupré", avs, PERSON | {"avs": avs}) for row, avs in enumerate(sorted(chosen))]
        preview = keep_preview(ctx, company, "liste.csv", PeopleList(lines))
        found = compared(preview, company)
        if found.new:
            import_people(ctx, company, preview, found.fingerprint(preview.id))

    @rule(avs=numbers, days=st.sampled_from([1, 8]))
    def register_insured(self, avs, days):
        """A registration, which is dropped after a week without a proof."""
        user = issuer_actions.register_insured(self.office, self.answers() | {"avs": avs, "salutation": "f"}, "fr")
        apply_to_user(user, self.office.now + timedelta(days=days))

    @rule(avs=numbers)
    def register_representative(self, avs):
        child = PERSON | {"avs": avs, "salutation": "m"}
        answers = self.answers() | {"represented": child, "representation": "parent"}
        issuer_actions.register_representative(self.office, answers, "fr")

    @rule(avs=numbers)
    def drop_company(self, avs):
        """The office refuses a company that has a person on its list already."""
        user = issuer_actions.register_company(
            self.office, self.answers() | {"company_name": "Aide Aare Sàrl", "gln": "7601001000001"}, "fr"
        )
        issuer_actions.new_entry(self.portal["issuers"][user.issuer_id], PERSON | {"avs": avs})
        drop(self.office, user)

    @rule(choice=choices)
    def night(self, choice):
        issuers: list[Issuer] = list(self.portal["issuers"].values())
        erase_left_records(self.office, issuers[choice % len(issuers)])

    @rule(avs=numbers)
    def request_erasure(self, avs):
        erase_person(self.office, avs)
        assert records_of(self.portal, avs).entries == ()

    def answers(self):
        self.registered += 1
        phone, email = f"+4179555{self.registered:04}", f"mia-{self.registered}@exemple.example"
        return PERSON | {"email": email, "phone": phone, "password": PASSWORD}

    @invariant()
    def index_has_each_person_and_nothing_else(self):
        assert set(person_index(self.portal).behind(None)) == persons(self.portal)

    @invariant()
    def records_are_those_that_a_walk_finds(self):
        for avs in NUMBERS:
            found = {(issuer.id, person.id) for issuer, person in records_of(self.portal, avs).entries}
            walked = {
                (issuer.id, person.id)
                for issuer in self.portal["issuers"].values()
                for person in issuer.beneficiaries.values()
                if person.avs == avs
            }
            assert found == walked


@pytest.mark.hypothesis
def test_every_way_in_and_out_keeps_the_index(desks):
    run_state_machine_as_test(
        lambda: EveryWayInAndOut(desks["be"]),
        settings=settings(
            max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_no_code_removes_an_issuer_past_the_index():
    # `Issuer.delete` does: the folder of the issuers knows nothing of the index.
    sources = list(Path(guichet.__file__).parent.rglob("*.py"))
    assert sources
    assert [path for path in sources if '["issuers"].remove(' in path.read_text(encoding="utf-8")] == []


def started(ctx: ActionContext, issuer: Issuer, person: Beneficiary) -> Invoice:
    """A draft."""
    return start_draft(ctx, issuer, person, ctx.desk.plugins.invoice_type(TRAVEL))


def test_invoices_of_a_person_are_those_of_each_list_and_of_no_other(desks):
    day = clock.today() - timedelta(days=30)
    with desks.acting("be", MANAGER) as ctx:
        company = issuer_of(ctx, MANAGER)
        anna, beat = beneficiary_of(company, ANNA), beneficiary_of(company, BEAT)
        sent = {send_travel(ctx, company, anna, day - timedelta(days=number)).id for number in range(3)}
        drafts = {started(ctx, company, anna).id}
        started(ctx, company, beat)
    with desks.acting("be", RIVAL) as ctx:
        company = issuer_of(ctx, RIVAL)
        anna = issuer_actions.add_beneficiary(ctx, company, PERSON | {"avs": ANNA})
        drafts.add(started(ctx, company, anna).id)
        send_travel(ctx, company, beneficiary_of(company, CHIARA), day)
    with desks.looking("be") as ctx:
        found = records_of(ctx.portal, ANNA)
        assert {draft_id for _issuer, draft_id in found.drafts} == drafts
        assert set(found.sent) == sent
        assert len(found.entries) == 2


def crowd(portal, number: int, now) -> None:
    """So many companies, each with a person of its own."""
    for turn in range(number):
        company = Company(name=f"Compagnie {turn}", gln="7601001000001", now=now, **HOME)
        portal["issuers"].put(company)
        issuer_actions.new_entry(company, PERSON | {"avs": f"756{turn:010}"})


def loaded_by(desks, search: Callable[[], object]) -> int:
    """Objects that the pages of a search load, with nothing in memory."""
    counts: list[int] = []
    db = desks["be"].db
    db.setActivityMonitor(Counting(counts))
    search()
    counts.clear()
    db.cacheMinimize()
    search()
    db.setActivityMonitor(None)
    return sum(counts)


class Counting:
    """ZODB's activity monitor: notes what each connection has loaded."""

    def __init__(self, counts: list[int]) -> None:
        self.counts = counts

    def closedConnection(self, connection) -> None:  # noqa: N802
        self.counts.append(connection.getTransferCounts(clear=True)[0])


def test_page_loads_the_same_records_of_a_hundred_issuers_and_of_2000(desks, sign_in):
    browser = sign_in(desks.browser("be"), SUPERVISOR)

    def search():
        page = browser.open("/erase-person").fill("Numéro AVS", ANNA).press("Chercher")
        assert page.page.summary()["Personne"] == "Anna Muster · Home-Aide Emmental SA"

    found = []
    for number in (100, 1900):
        with write_transaction(desks["be"].db) as portal:
            crowd(portal, number, clock.now())
        found.append(loaded_by(desks, search))
    # Ids are random: a key at the end of a leaf has its range end in the next one.
    assert abs(found[1] - found[0]) <= 2 and max(found) < 60, found


@pytest.fixture
def old(desks) -> Iterator[object]:
    """A desk that was stored before there was the index."""
    desk = desks["be"]
    with write_transaction(desk.db) as portal:
        portal.remove(PERSONS)
        for step in (ADD_INDEX, INDEX_PERSONS):
            del portal["evolution"].done[step.name]
    yield desk


def test_desk_from_before_the_index_is_filled_in_batches(old):
    small = replace(INDEX_PERSONS, batch_size=2)
    assert evolve(old.db, [ADD_INDEX, small], clock.now()) == [ADD_INDEX.name, INDEX_PERSONS.name]
    with read_transaction(old.db) as portal:
        assert set(person_index(portal).behind(None)) == persons(portal) != set()
    assert list(index_faults(old.db)) == []


def test_filling_the_index_a_second_time_changes_nothing(desks, old):
    steps = old.plugins.evolution_steps()
    assert evolve(old.db, steps, clock.now()) == [ADD_INDEX.name, INDEX_PERSONS.name]
    with desks.acting("be") as ctx:
        for step in (ADD_INDEX, INDEX_PERSONS):
            del ctx.portal["evolution"].done[step.name]
    evolve(old.db, steps, clock.now())
    with read_transaction(old.db) as portal:
        assert set(person_index(portal).behind(None)) == persons(portal)


def test_an_insured_person_is_found_from_the_registration_on(desks):
    with desks.looking("be") as ctx:
        ((issuer, person),) = records_of(ctx.portal, ZOE).entries
        assert isinstance(issuer, InsuredPerson) and issuer.self_id == person.id
        assert records_of(ctx.portal, ZOE).accounts == (user_of(ctx, INSURED),)
