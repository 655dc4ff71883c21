"""Taking a case, handing it over, reminders and internal notes."""

from datetime import date

import pytest

from guichet.action_context import NotAllowed
from guichet.audit import entries
from guichet.invoices.case_index import UNASSIGNED, work_list
from guichet.office.cases import case_actions
from guichet.office.cases.case_actions import NotAColleague
from guichet.office.cases.models import notes

DAY = date(2026, 12, 3)


def audited(scenario):
    return [(entry.action, entry.actor, entry.target) for entry in entries(scenario.portal)]


def test_a_case_is_taken_handed_over_and_given_back(scenario):
    invoice, ctx, listing = scenario.invoice(), scenario.office_ctx, work_list(scenario.portal)
    mine, nobodys = f"mine:{scenario.clerk.id}", f"assignee:{UNASSIGNED}"
    assert (listing.count(mine), listing.count(nobodys)) == (0, 1)
    case_actions.assign(ctx, invoice, scenario.clerk.id)
    assert (listing.count(mine), listing.count(nobodys)) == (1, 0)
    assert listing.row(invoice.id).assignee == scenario.clerk.id
    case_actions.assign(ctx, invoice, "")
    assert (listing.count(mine), listing.count(nobodys)) == (0, 1)
    assert audited(scenario)[-2:] == [
        ("invoice.assigned", scenario.clerk.id, invoice.id),
        ("invoice.given_back", scenario.clerk.id, invoice.id),
    ]


def test_a_case_goes_to_people_who_review_alone(scenario):
    invoice = scenario.invoice()
    for user_id in (scenario.sender.id, "0" * 16):
        with pytest.raises(NotAColleague):
            case_actions.assign(scenario.office_ctx, invoice, user_id)
    scenario.clerk.state = "closed"
    with pytest.raises(NotAColleague):
        case_actions.assign(scenario.office_ctx, invoice, scenario.clerk.id)


def test_assigning_to_the_same_person_is_no_event(scenario):
    invoice = scenario.invoice()
    case_actions.assign(scenario.office_ctx, invoice, scenario.clerk.id)
    before = audited(scenario)
    case_actions.assign(scenario.office_ctx, invoice, scenario.clerk.id)
    assert audited(scenario) == before


def test_a_reminder_is_set_and_removed(scenario):
    invoice, listing = scenario.invoice(), work_list(scenario.portal)
    case_actions.set_follow_up(scenario.office_ctx, invoice, DAY)
    assert (listing.row(invoice.id).follow_up, listing.count("follow-up")) == (DAY, 1)
    case_actions.set_follow_up(scenario.office_ctx, invoice, None)
    assert listing.count("follow-up") == 0
    assert [action for action, _actor, _target in audited(scenario)].count("invoice.follow_up_changed") == 2


def test_notes_are_read_latest_first_and_are_not_in_the_audit_log(scenario):
    invoice, other = scenario.invoice(), scenario.invoice()
    for minutes, text in enumerate(("Téléphone avec Mme Rochat", "756.1234.5678.97 vérifié")):
        case_actions.add_note(scenario.ctx(scenario.clerk, later=200 + minutes), invoice, text)
    found = list(notes(scenario.portal).of(invoice.id))
    assert [note.text for note in found] == ["756.1234.5678.97 vérifié", "Téléphone avec Mme Rochat"]
    assert {note.author for note in found} == {scenario.clerk.id}
    assert list(notes(scenario.portal).of(other.id)) == []
    assert audited(scenario)[-1] == ("invoice.note_added", scenario.clerk.id, invoice.id)


@pytest.mark.parametrize(("minutes", "count"), [(0, 1), (9, 1), (10, 2)])
def test_the_same_note_a_moment_later_is_a_second_press(scenario, minutes, count):
    invoice = scenario.invoice()
    for later in (0, minutes):
        case_actions.add_note(scenario.ctx(scenario.clerk, later=200 + later), invoice, "Téléphone avec Mme Rochat")
    assert len(list(notes(scenario.portal).of(invoice.id))) == count


@pytest.mark.parametrize(
    "action",
    [
        lambda ctx, invoice: case_actions.assign(ctx, invoice, ""),
        lambda ctx, invoice: case_actions.set_follow_up(ctx, invoice, DAY),
        lambda ctx, invoice: case_actions.add_note(ctx, invoice, "Note"),
    ],
)
def test_a_sender_may_do_nothing_of_it(scenario, action):
    invoice = scenario.invoice()
    with pytest.raises(NotAllowed):
        action(scenario.ctx(scenario.sender), invoice)
