"""One person is one entry of an issuer: known by the AVS number, not by the record."""

import pytest

from guichet.audit import entries
from guichet.issuers import issuer_actions
from guichet.issuers.issuer_actions import AlreadyListed
from guichet.testing.people import ANNA, BEAT, CHIARA, beneficiary_of, issuer_of

MANAGER = "manager@be.example"


@pytest.fixture
def ctx(desks):
    """Lea Rochat at work."""
    with desks.acting("be", MANAGER) as ctx:
        yield ctx


@pytest.fixture
def company(ctx):
    return issuer_of(ctx, MANAGER)


@pytest.fixture
def anna(company):
    return beneficiary_of(company, ANNA)


@pytest.mark.parametrize("removed", [False, True])
def test_second_entry_with_the_same_number_is_not_added(ctx, company, anna, answers, removed):
    if removed:
        issuer_actions.remove_beneficiary(ctx, anna)
    before = list(company.beneficiaries)
    with pytest.raises(AlreadyListed) as problem:
        issuer_actions.add_beneficiary(ctx, company, answers(first_name="Anna Maria", avs=ANNA))
    assert problem.value.existing is anna
    assert list(company.beneficiaries) == before


@pytest.mark.parametrize("removed", [False, True])
def test_entry_does_not_take_over_the_number_of_another(ctx, company, anna, answers, removed):
    if removed:
        issuer_actions.remove_beneficiary(ctx, anna)
    beat = beneficiary_of(company, BEAT)
    with pytest.raises(AlreadyListed):
        issuer_actions.change_beneficiary(ctx, beat, answers(avs=ANNA))
    assert (beat.avs, beat.first_name) == (BEAT, "Beat")


def test_corrected_number_frees_the_wrong_one(ctx, company, anna, answers):
    issuer_actions.change_beneficiary(ctx, anna, answers(avs=CHIARA))
    assert company.beneficiaries.with_avs(ANNA) is None
    assert company.beneficiaries.with_avs(CHIARA) is anna
    assert issuer_actions.add_beneficiary(ctx, company, answers(avs=ANNA)).avs == ANNA


def test_entry_keeps_its_own_number(ctx, anna, answers):
    issuer_actions.change_beneficiary(ctx, anna, answers(avs=ANNA, first_name="Anita"))
    assert anna.first_name == "Anita"


def test_same_number_at_another_issuer_is_no_concern_of_this_one(desks, company, answers):
    with desks.acting("be", "rival@be.example") as ctx:
        assert issuer_actions.add_beneficiary(ctx, issuer_of(ctx, "rival@be.example"), answers(avs=ANNA)).avs == ANNA


def test_restored_entry_is_on_the_list_with_its_data(ctx, company, anna):
    issuer_actions.remove_beneficiary(ctx, anna)
    issuer_actions.restore_beneficiary(ctx, company, anna)
    assert not anna.removed
    assert [row.name for _id, row in company.beneficiaries.directory.page("all").rows] == [
        "Beat Beispiel",
        "Anna Muster",
    ]
    assert anna.decisions == (("30220250012345", "Physiothérapie"),)
    assert list(entries(ctx.portal))[-1].action == "beneficiary.restored"


def test_decision_typed_again_without_description_keeps_the_one_it_has(ctx, anna):
    issuer_actions.save_decision(ctx, anna, "30220250012345", "")
    assert anna.decisions == (("30220250012345", "Physiothérapie"),)
