"""Nobody decides on their own invoice, and two persons accept one above the office's amount."""

import pytest

from guichet.invoices.lifecycle import WrongState
from guichet.mfa.mfa_actions import change_phone
from guichet.office.cases.deciding_persons import is_concerned, is_of_person
from guichet.office.decisions import decision_actions
from guichet.office.decisions.decision_actions import NotByThisPerson
from guichet.profile.profile_actions import change_name
from guichet.users.models import MAX_FORMER


@pytest.fixture
def second(scenario):
    """A colleague of the clerk."""
    return scenario.another_clerk()


def accept(scenario, ctx, invoice, above, number=1):
    scenario.second_approval_above(above)
    decision_actions.accept(ctx, invoice, revision_number=number)


def test_invoice_above_the_amount_is_accepted_by_two_persons(scenario, second):
    invoice = scenario.invoice()
    limit, mails = invoice.latest.total - 1, len(scenario.mails())
    accept(scenario, scenario.office_ctx, invoice, limit)
    assert (invoice.state, len(scenario.mails())) == ("submitted", mails)
    assert [event.transition for event, _marks in invoice.standing_events] == ["submit"]
    with pytest.raises(NotByThisPerson):
        accept(scenario, scenario.office_ctx, invoice, limit)
    accept(scenario, scenario.ctx(second, later=125), invoice, limit)
    assert (invoice.state, len(scenario.mails())) == ("accepted", mails + 1)


@pytest.mark.parametrize("tie", ["name", "more names", "former name", "phone", "former phone"])
def test_two_accounts_of_one_person_are_not_two_persons(scenario, second, tie):
    """A supervisor may have an account as a clerk too, or invite themselves by another address."""
    invoice, clerk = scenario.invoice(), scenario.clerk
    limit, ctx = invoice.latest.total - 1, scenario.ctx(second, later=125)
    if tie.endswith("phone"):
        change_phone(ctx, second, clerk.phone, proven=True)
    else:
        change_name(
            ctx, second, f"{clerk.first_name} Anne" if tie == "more names" else clerk.first_name, clerk.last_name
        )
    if tie == "former name":
        change_name(ctx, second, "Sara", "Keller")
    if tie == "former phone":
        change_phone(ctx, second, "+41791110000", proven=True)
    accept(scenario, scenario.office_ctx, invoice, limit)
    with pytest.raises(NotByThisPerson):
        accept(scenario, ctx, invoice, limit)
    assert invoice.state == "submitted"


def test_approval_counts_for_the_revision_that_was_approved(scenario, second):
    invoice = scenario.invoice()
    limit = invoice.latest.total - 1
    accept(scenario, scenario.office_ctx, invoice, limit)
    decision_actions.request_correction(scenario.ctx(second, later=125), invoice, "Non.", {}, revision_number=1)
    scenario.send(invoice)
    accept(scenario, scenario.ctx(second, later=130), invoice, limit, number=2)
    assert invoice.state == "submitted"


@pytest.mark.parametrize("above", [None, 0])
def test_amount_at_the_limit_or_without_one_takes_one_person(scenario, above):
    invoice = scenario.invoice()
    accept(scenario, scenario.office_ctx, invoice, above if above is None else invoice.latest.total)
    assert invoice.state == "accepted"


@pytest.mark.parametrize("tie", ["phone", "sender", "insured person"])
def test_nobody_decides_on_an_invoice_of_their_household(scenario, tie):
    invoice, clerk = scenario.invoice(), scenario.clerk
    assert not is_concerned(clerk, invoice)
    if tie == "phone":
        clerk.phone = scenario.sender.phone
    else:
        person = scenario.sender if tie == "sender" else scenario.beneficiary
        clerk.first_name, clerk.last_name = person.first_name, person.last_name
    for decide in (
        lambda ctx: decision_actions.accept(ctx, invoice, revision_number=1),
        lambda ctx: decision_actions.refuse(ctx, invoice, "Non.", revision_number=1),
        lambda ctx: decision_actions.request_correction(ctx, invoice, "Non.", {}, revision_number=1),
    ):
        with pytest.raises(WrongState):
            decide(scenario.office_ctx)
    assert invoice.state == "submitted"


def of_officer_by_name(scenario):
    clerk = scenario.clerk
    change_name(scenario.office_ctx, clerk, scenario.sender.first_name, scenario.sender.last_name)
    return lambda number: change_name(scenario.office_ctx, clerk, f"Nom{number}", "Autre")


def of_officer_by_phone(scenario):
    clerk = scenario.clerk
    change_phone(scenario.office_ctx, clerk, scenario.sender.phone, proven=True)
    return lambda number: change_phone(scenario.office_ctx, clerk, f"+417911100{number:02}", proven=True)


def of_sender_by_name(scenario):
    sender = scenario.sender
    change_name(scenario.ctx(sender), sender, scenario.clerk.first_name, scenario.clerk.last_name)
    return lambda number: change_name(scenario.ctx(sender), sender, f"Nom{number}", "Autre")


def of_sender_by_phone(scenario):
    sender = scenario.sender
    change_phone(scenario.ctx(sender), sender, scenario.clerk.phone, proven=True)
    return lambda number: change_phone(scenario.ctx(sender), sender, f"+417911100{number:02}", proven=True)


@pytest.mark.parametrize("tie", [of_officer_by_name, of_officer_by_phone, of_sender_by_name, of_sender_by_phone])
def test_another_name_or_phone_does_not_change_a_household(scenario, tie):
    """All users change their own, and may change it back after the decision."""
    invoice = scenario.invoice()
    leave = tie(scenario)
    assert is_concerned(scenario.clerk, invoice)
    for number in range(MAX_FORMER + 2):
        leave(number)
        with pytest.raises(NotByThisPerson):
            decision_actions.accept(scenario.office_ctx, invoice, revision_number=1)


def test_person_who_has_left_the_company_is_still_of_its_household(scenario):
    colleague = scenario.another_clerk()
    scenario.company.members[colleague.id] = "collaborator"
    invoice = scenario.invoice()
    del scenario.company.members[colleague.id]
    scenario.company.former_members = (colleague.id,)
    assert is_concerned(colleague, invoice)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Berger Marc", True),
        ("Marc et Anna Berger", True),
        ("Marc-André Berger", True),
        ("Anna Berger", False),
        ("Berger", False),
        ("Bergermarc SA", False),
    ],
)
def test_name_with_more_words_may_be_the_officer_s(name, found):
    assert is_of_person("Marc Berger", name) == is_of_person(name, "Marc Berger") == found
