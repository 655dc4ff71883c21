"""An officer with the right accepts against a blocking check, and completes an amount that no rate gives."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from guichet import demo
from guichet.action_context import NotAllowed
from guichet.audit import entries
from guichet.invoices.case_index import work_list
from guichet.invoices.overrides import Completion, Override
from guichet.issuers.models import Beneficiary, Company
from guichet.office.decisions import decision_actions
from guichet.office.decisions.overriding import Addition, Blocked
from guichet.testing.people import issuer_of
from invoice_types.minors.demo import send_minors

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
BATTERIES = {"use_area": "workplace", "lines": [{"aid": "fm_batteries", "day": "3.2.2026"}]}
BECAUSE = Addition(reason="Deux installations, selon la décision.", language="fr")
NINO = {"first_name": "Nino", "last_name": "Prova", "avs": "7560000000019", "birth_date": date(2016, 5, 4)}
HOME = {"street": "Dorfstrasse 7", "postcode": "3400", "town": "Burgdorf", "iban": "CH9300762011623852957"}
GRANTED = {"decision_number": "30220250077001", "decision_label": "Allocation pour impotents"}


@pytest.fixture
def exceeding(scenario):
    """An invoice that exceeds a yearly maximum, with the one of another company."""
    where = {"street": "Rue 4", "postcode": "3000", "town": "Bern"}
    names = {"first_name": "Anna", "last_name": "Muster", "avs": "7561234567897"}
    person = Beneficiary(**names, **where, birth_date=date(1984, 3, 12))
    company = Company(name="Taxi Aare", gln="7601001000019", **where, now=scenario.now)
    scenario.portal["issuers"].put(company)
    company.members[scenario.sender.id] = "manager"
    company.beneficiaries.put(person)
    company.beneficiaries.index(person)
    replace(scenario, company=company, beneficiary=person).invoice("318.635", details=BATTERIES)
    return scenario.invoice("318.635", details=BATTERIES)


@pytest.fixture
def supervisor(scenario):
    """The context of an officer with the right."""
    colleague = scenario.another_clerk()
    colleague.roles = ("supervisor",)
    return scenario.ctx(colleague, later=120)


def test_blocking_check_is_overridden_by_the_right_with_a_reason_alone(scenario, exceeding, supervisor):
    for ctx, addition, error in (
        (scenario.office_ctx, None, Blocked),
        (scenario.office_ctx, BECAUSE, NotAllowed),
        (supervisor, None, Blocked),
        (supervisor, Addition(), Blocked),
    ):
        with pytest.raises(error):
            decision_actions.accept(ctx, exceeding, revision_number=1, addition=addition)
        assert exceeding.state == "submitted"
    decision_actions.accept(supervisor, exceeding, revision_number=1, addition=BECAUSE)
    assert (exceeding.state, exceeding.override.reason) == ("accepted", BECAUSE.reason)
    assert [one.code for one in exceeding.override.checks] == ["exceeded-maximum"]
    overridden = [one for one in entries(scenario.portal) if one.action == "invoice.check_overridden"]
    assert [(one.actor, one.target, one.details[0]) for one in overridden] == [
        (supervisor.actor, exceeding.id, "exceeded-maximum")
    ]
    assert not any(BECAUSE.reason in detail for one in overridden for detail in one.details)
    assert scenario.mails()[-1].text.count("Montants") == 0


def test_second_person_accepts_what_the_first_has_overridden(scenario, exceeding, supervisor):
    scenario.second_approval_above(exceeding.latest.total - 1)
    decision_actions.accept(supervisor, exceeding, revision_number=1, addition=BECAUSE)
    assert (exceeding.state, exceeding.accepted_override) == ("submitted", None)
    decision_actions.accept(scenario.office_ctx, exceeding, revision_number=1)
    assert (exceeding.state, exceeding.accepted_override.reason) == ("accepted", BECAUSE.reason)


def test_second_person_alone_never_accepts_other_amounts(scenario, exceeding, supervisor):
    """The first has completed 50 francs; for a check that has come since, the second states amounts once more."""
    scenario.second_approval_above(exceeding.latest.total - 1)
    decision_actions.accept(supervisor, exceeding, revision_number=1, addition=BECAUSE)
    approved = Completion("details.lines.0", {"fr": "Piles"}, {"fr": "Aucun tarif"}, 5000)
    exceeding.overrides = (Override(event_number=len(exceeding.events) - 1, completions=[approved]),)
    scenario.clerk.roles = ("supervisor",)
    decision_actions.accept(scenario.ctx(scenario.clerk, later=125), exceeding, revision_number=1, addition=BECAUSE)
    assert exceeding.state == "submitted"
    decision_actions.accept(supervisor, exceeding, revision_number=1)
    assert (exceeding.state, exceeding.override.completed) == ("accepted", 0)


def test_override_of_an_undone_decision_no_longer_counts(scenario, exceeding, supervisor):
    decision_actions.accept(supervisor, exceeding, revision_number=1, addition=BECAUSE)
    decision_actions.undo(scenario.office_ctx, exceeding)
    assert (exceeding.override, len(exceeding.overrides)) == (None, 1)
    with pytest.raises(Blocked):
        decision_actions.accept(scenario.office_ctx, exceeding, revision_number=1)


@pytest.fixture
def unpriced(desks, clock):
    """The path of an invoice for two months, of which the second has no rate yet."""
    clock.to(datetime(2027, 2, 10, 9, 0, tzinfo=UTC))
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        sent = send_minors(ctx, issuer, demo.beneficiary(ctx, issuer, HOME | NINO | GRANTED), date(2027, 2, 10))
        return f"/issuers/{issuer.id}/invoices/{sent.id}/"


def test_office_completes_an_amount_and_the_sender_sees_which(desks, sign_in, unpriced, outbox):
    clerk = sign_in(desks.browser("be"), CLERK).open(f"{unpriced}accept")
    assert "Un contrôle empêche d’accepter cette demande." in clerk.page
    officer = sign_in(desks.browser("be"), SUPERVISOR).open(f"{unpriced}review").follow("Accepter")
    assert "Le montant pour le 1er janvier 2027 n’est pas encore connu" in officer.page
    officer.press("Voir l’e-mail avant de décider", status=422)
    assert len(officer.page.problems) == 2
    officer.fill("Montant à ajouter : Mois 2", "2’400.50").fill(
        "Explication pour l’expéditeur", "Tarif publié le 1er février."
    )
    officer.press("Voir l’e-mail avant de décider")
    assert "Complété par l’office CHF 2 400.50" in words(officer)
    officer.press("Accepter la demande")
    with desks.looking("be") as ctx:
        (invoice,) = (one for one in issuer_of(ctx, MANAGER).invoices.values() if f"/{one.id}/" in unpriced)
        asked, row = invoice.latest.total, work_list(ctx.portal).row(invoice.id)
        assert (invoice.total, row.total) == (asked + 240050, asked + 240050)
    assert "Tarif publié le 1er février." in outbox[-1].text
    assert "2 400.50" not in outbox[-1].text.replace("\u00a0", " ")
    for reader in (officer.open(f"{unpriced}review"), sign_in(desks.browser("be"), MANAGER).open(unpriced)):
        assert "Montants complétés par l’office" in reader.page
        assert "CHF 2 400.50" in words(reader)
        assert "Tarif publié le 1er février." in reader.page
    assert "ComplétéMois 2" in words(officer)
    assert "Bloquant" not in words(officer)


def words(browser):
    return browser.page.words.replace("\u00a0", " ")
