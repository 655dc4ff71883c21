"""Up to 500 cases are accepted at once where every check is green; of the others the page says why not."""

from datetime import timedelta

import pytest

from guichet import clock as desk_clock
from guichet.action_context import NotAllowed
from guichet.audit import entries
from guichet.invoices.case_index import work_list
from guichet.invoices.conversation_actions import write_to_office
from guichet.office.cases import case_actions
from guichet.office.cases.message_actions import file_messages
from guichet.office.decisions import decision_actions
from guichet.office.decisions.group_actions import check_group, confirm_group, groups_of
from guichet.office.decisions.group_checks import (
    DECIDED,
    FINDINGS,
    HOUSEHOLD,
    MESSAGE,
    NO_RIGHT,
    OTHER_ASSIGNEE,
    REMARK,
    SECOND,
    is_in_order,
    reason_against,
)
from guichet.office.decisions.group_job import GroupAcceptanceJob
from guichet.testing.people import ANNA, beneficiary_of, issuer_of, user_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"


def test_each_reason_against_an_acceptance_in_a_group_is_found(scenario):
    desk, clerk, invoice = scenario.desk, scenario.clerk, scenario.invoice()

    def reason(number=1):
        return reason_against(desk, clerk, invoice, number)

    assert (reason(), reason(2)) == ("", DECIDED)
    invoice.assignee = scenario.another_clerk().id
    assert reason() == OTHER_ASSIGNEE
    invoice.assignee = clerk.id
    assert reason() == ""
    phone, clerk.phone = clerk.phone, scenario.sender.phone
    assert reason() == HOUSEHOLD
    clerk.phone = phone
    scenario.second_approval_above(invoice.latest.total - 1)
    assert reason() == SECOND
    scenario.second_approval_above(None)
    write_to_office(scenario.ctx(scenario.sender, 60), invoice, "Merci d’attendre.", language="fr")
    assert (reason(), is_in_order(desk, invoice)) == (MESSAGE, False)
    file_messages(scenario.office_ctx, invoice, seen=1)
    assert reason() == ""
    remarked = scenario.invoice(date="7.9.2026", remark="Merci d’attendre.")
    assert reason_against(desk, clerk, remarked, 1) == REMARK
    again = scenario.invoice()
    assert reason() == FINDINGS
    decision_actions.refuse(scenario.office_ctx, again, "Non.", revision_number=1)
    assert reason() == ""
    decision_actions.accept(scenario.office_ctx, invoice, revision_number=1)
    assert reason() == DECIDED


def test_group_is_confirmed_by_the_officer_who_has_chosen_it_once(scenario):
    invoices = [scenario.invoice(date=f"{day}.9.2026") for day in (3, 4)]
    group = check_group(scenario.office_ctx, [one.id for one in invoices])
    with pytest.raises(NotAllowed):
        confirm_group(scenario.ctx(scenario.another_clerk()), group)
    with pytest.raises(NotAllowed):
        check_group(scenario.ctx(scenario.sender), [])
    confirm_group(scenario.office_ctx, group)
    assert list(groups_of(scenario.portal).running) == [group.id]


@pytest.fixture
def cases(desks):
    """References of four cases: two in order, and two of the same days."""
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        anna = beneficiary_of(issuer, ANNA)
        anna.account_holder = "Anna Muster"
        # An invoice has a journey on its day, and one two days later.
        days = [desk_clock.today() - timedelta(days=back) for back in (60, 50, 40, 38)]
        return [send_travel(ctx, issuer, anna, day).reference for day in days]


def outcomes(browser):
    """The references under both headings."""
    sections = browser.page.document.xpath(".//section[.//ul[@class='checks']]")
    return {one.get("aria-labelledby"): sorted(link.text for link in one.xpath(".//a")) for one in sections}


def test_green_cases_of_a_list_are_accepted_by_the_worker(desks, sign_in, cases, outbox):
    office = sign_in(desks.browser("be"), CLERK).open("/work-list")
    office.tick("Toute la liste (500 dossiers au plus)").press("Accepter les dossiers choisis")
    assert outcomes(office) == {"left-out": sorted(cases[2:]), "accepted": sorted(cases[:2])}
    assert office.page.words.count("Un contrôle demande votre attention") == 2
    assert office.page.words.count("· Anna Muster ·") == 4
    mails = len(outbox)
    # A colleague takes one of both before the worker begins.
    with desks.acting("be", SUPERVISOR) as ctx:
        invoice = find(ctx, cases[1])
        case_actions.assign(ctx, invoice, user_of(ctx, SUPERVISOR).id)
    office.press("Accepter 2 dossiers")
    assert "0 sur 4" not in office.page
    job = GroupAcceptanceJob(desks["be"])
    while job.run_due(desk_clock.now()):
        pass
    office.open(office.page.url)
    assert outcomes(office) == {"left-out": sorted(cases[1:]), "accepted": cases[:1]}
    with desks.looking("be") as ctx:
        accepted = find(ctx, cases[0])
        assert (accepted.state, accepted.events[-1].actor) == ("accepted", user_of(ctx, CLERK).id)
        assert accepted.undo_until is not None
        assert [one.target for one in entries(ctx.portal) if one.action == "invoice.accepted"] == [accepted.id]
    assert len(outbox) == mails + 1
    office.follow(cases[0]).follow("Annuler la décision").press("Annuler la décision")
    assert office.page.notice.startswith("La décision est annulée.")


def find(ctx, reference):
    invoice_id = ctx.portal["references"].invoice_id(reference)
    return ctx.portal["issuers"][work_list(ctx.portal).row(invoice_id).issuer_id].invoices[invoice_id]


@pytest.mark.parametrize(
    "loses_the_right",
    [lambda ctx, user: setattr(user, "roles", ("administrator",)), lambda ctx, user: setattr(user, "state", "closed")],
    ids=["other role", "closed"],
)
def test_nothing_is_accepted_for_an_officer_who_may_not_any_more(desks, cases, loses_the_right):
    with desks.acting("be", CLERK) as ctx:
        group = check_group(ctx, [find(ctx, one).id for one in cases])
        confirm_group(ctx, group)
        possible = [one.invoice_id for one in group.waiting]
    with desks.acting("be") as ctx:
        loses_the_right(ctx, user_of(ctx, CLERK))
    job = GroupAcceptanceJob(desks["be"])
    while job.run_due(desk_clock.now()):
        pass
    with desks.looking("be") as ctx:
        (group,) = groups_of(ctx.portal).values()
        assert possible
        assert {group.outcome(one) for one in possible} == {NO_RIGHT}
