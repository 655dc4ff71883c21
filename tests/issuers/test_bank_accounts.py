"""The bank accounts of a company: who changes them, who is mailed, and what a mail shows of an IBAN."""

import colander
import pytest

from guichet.action_context import NotAllowed
from guichet.audit import entries
from guichet.issuers.beneficiary_schemas import bank_details_schema
from guichet.issuers.company import company_actions
from guichet.issuers.company.company_schemas import bank_account_schema
from guichet.issuers.models import Company
from guichet.messages.enqueue import outbox_of
from guichet.testing.people import issuer_of, user_of

MANAGER, COLLABORATOR = "manager@be.example", "collaborator@be.example"
IBAN, QR_IBAN = "CH9300762011623852957", "CH4431999123000889012"
QR_REFERENCE, RF_REFERENCE = "210000000003139471430009017", "RF18539007547034"
CURRENT = {"label": "Compte courant", "iban": IBAN, "account_holder": None}


@pytest.fixture
def ctx(desks):
    """Lea Rochat at work, for the length of a test."""
    with desks.acting("be", MANAGER) as ctx:
        yield ctx


@pytest.fixture
def company(ctx):
    return issuer_of(ctx, MANAGER)


@pytest.fixture
def account(ctx, company):
    """An account that was added, with the mails of that put away."""
    account = company_actions.add_bank_account(ctx, company, CURRENT)
    for message_id in list(outbox_of(ctx.portal)):
        outbox_of(ctx.portal).remove(message_id)
    return account


@pytest.fixture
def two_managers(ctx, company):
    company.members[user_of(ctx, COLLABORATOR).id] = "manager"


def mails(ctx):
    return list(outbox_of(ctx.portal).values())


def recorded(ctx):
    return {(one.action, one.target, one.details) for one in entries(ctx.portal)}


class TestKeeping:
    """« Comptes bancaires »."""

    def test_a_company_made_before_it_could_have_accounts_has_none(self):
        assert Company.bank_accounts == ()
        assert Company.__new__(Company).bank_account("x") is None

    def test_an_account_is_found_by_its_id(self, company, account):
        assert company.bank_account(account.id) is account
        assert (account.label, account.iban, account.account_holder) == ("Compte courant", IBAN, "")
        assert company.bank_account("") is company.bank_account("0" * 16) is None

    def test_accounts_stay_in_their_order(self, ctx, company, account):
        savings = company_actions.add_bank_account(ctx, company, CURRENT | {"label": "Épargne", "iban": QR_IBAN})
        company_actions.change_bank_account(ctx, company, account, CURRENT | {"label": "Premier"})
        assert company.bank_accounts == (account, savings)
        company_actions.remove_bank_account(ctx, company, account)
        assert company.bank_accounts == (savings,)

    def test_a_qr_iban_is_known_as_one(self, ctx, company, account):
        assert not account.is_qr
        assert company_actions.add_bank_account(ctx, company, CURRENT | {"iban": QR_IBAN}).is_qr

    def test_it_is_there_after_the_request(self, desks):
        with desks.acting("be", MANAGER) as ctx:
            company_actions.add_bank_account(ctx, issuer_of(ctx, MANAGER), CURRENT)
        with desks.acting("be", MANAGER) as ctx:
            (kept,) = issuer_of(ctx, MANAGER).bank_accounts
            company_actions.change_bank_account(ctx, issuer_of(ctx, MANAGER), kept, CURRENT | {"label": "Autre"})
        with desks.looking("be") as ctx:
            assert [one.label for one in issuer_of(ctx, MANAGER).bank_accounts] == ["Autre"]

    @pytest.mark.parametrize("who", [COLLABORATOR, "rival@be.example", "insured@be.example", "clerk@be.example"])
    @pytest.mark.parametrize("action", ["add", "change", "remove"])
    def test_only_a_manager_changes_them(self, desks, who, action):
        with desks.acting("be", MANAGER) as ctx:
            company_actions.add_bank_account(ctx, issuer_of(ctx, MANAGER), CURRENT)
        with desks.acting("be", who) as ctx:
            company = issuer_of(ctx, MANAGER)
            (kept,) = company.bank_accounts
            before = len(mails(ctx))
            with pytest.raises(NotAllowed):
                ACTIONS[action](ctx, company, kept)
            assert (company.bank_accounts, kept.iban, len(mails(ctx))) == ((kept,), IBAN, before)


ACTIONS = {
    "add": lambda ctx, company, account: company_actions.add_bank_account(ctx, company, CURRENT),
    "change": lambda ctx, company, account: company_actions.change_bank_account(
        ctx, company, account, CURRENT | {"iban": QR_IBAN}
    ),
    "remove": lambda ctx, company, account: company_actions.remove_bank_account(ctx, company, account),
}


class TestTelling:
    """Mails to all managers, and the trail."""

    def test_all_managers_learn_of_a_new_account_by_the_end_of_its_number(self, ctx, company, two_managers):
        company_actions.add_bank_account(ctx, company, CURRENT)
        assert {mail.recipient for mail in mails(ctx)} == {MANAGER, COLLABORATOR}
        for mail in mails(ctx):
            assert "Lea Rochat a ajouté un compte bancaire de Home-Aide Emmental SA" in mail.text
            assert "Son IBAN se termine par 2957." in mail.text
            assert "appelez tout de suite l’office" in mail.text

    def test_the_mail_about_a_replaced_iban_shows_both_ends(self, ctx, company, account, two_managers):
        company_actions.change_bank_account(ctx, company, account, CURRENT | {"iban": QR_IBAN})
        assert {mail.recipient for mail in mails(ctx)} == {MANAGER, COLLABORATOR}
        assert "se terminait par 2957" in mails(ctx)[0].text
        assert "se termine par 9012" in mails(ctx)[0].text

    def test_managers_are_mailed_about_a_removed_account(self, ctx, company, account, two_managers):
        company_actions.remove_bank_account(ctx, company, account)
        assert {mail.recipient for mail in mails(ctx)} == {MANAGER, COLLABORATOR}
        assert "Son IBAN se terminait par 2957." in mails(ctx)[0].text

    def test_collaborators_and_former_managers_get_no_mail(self, ctx, company):
        company_actions.add_bank_account(ctx, company, CURRENT)
        assert [mail.recipient for mail in mails(ctx)] == [MANAGER]

    def test_saving_without_a_change_sends_no_mail(self, ctx, company, account):
        company_actions.change_bank_account(ctx, company, account, CURRENT)
        assert mails(ctx) == []
        assert "bank_account.changed" not in {action for action, _target, _details in recorded(ctx)}

    def test_no_mail_holds_the_whole_number(self, ctx, company, account):
        company_actions.change_bank_account(
            ctx, company, account, CURRENT | {"iban": QR_IBAN, "account_holder": "Fondation X"}
        )
        company_actions.remove_bank_account(ctx, company, account)
        for mail in mails(ctx):
            bare = "".join((mail.subject + mail.text).split())
            assert IBAN[:-4] not in bare
            assert QR_IBAN[:-4] not in bare

    def test_the_trail_names_fields_and_no_number(self, ctx, company, account):
        company_actions.change_bank_account(ctx, company, account, CURRENT | {"iban": QR_IBAN, "label": "Autre"})
        company_actions.remove_bank_account(ctx, company, account)
        found = {entry for entry in recorded(ctx) if entry[0].startswith("bank_account.")}
        assert found == {
            ("bank_account.added", account.id, ()),
            ("bank_account.changed", account.id, ("label", "iban")),
            ("bank_account.removed", account.id, ()),
        }


class TestForm:
    """What may be typed."""

    @pytest.mark.parametrize(
        "typed", ["CH93 0076 2011 6238 5295 7", "CH44 3199 9123 0008 8901 2", "LI21 0881 0000 2324 013A A"]
    )
    def test_swiss_and_liechtenstein_accounts_and_qr_ibans_are_taken(self, typed):
        answers = bank_account_schema().deserialize({"label": "Compte courant", "iban": typed})
        assert answers["iban"] == typed.replace(" ", "")

    @pytest.mark.parametrize("typed", ["DE89 3704 0044 0532 0130 00", "CH93 0076 2011 6238 5295 8", ""])
    def test_others_are_not(self, typed):
        with pytest.raises(colander.Invalid) as problem:
            bank_account_schema().deserialize({"label": "Compte courant", "iban": typed})
        assert "iban" in problem.value.asdict()


class TestPaymentReference:
    """« N° de référence de paiement » on the beneficiary, for the company's own QR-IBAN."""

    @pytest.mark.parametrize(
        ("company", "own", "reference", "fits"),
        [
            ([], "", QR_REFERENCE, True),
            ([], IBAN, QR_REFERENCE, False),
            ([IBAN], IBAN, QR_REFERENCE, False),
            ([QR_IBAN], IBAN, QR_REFERENCE, True),
            ([IBAN, QR_IBAN], IBAN, QR_REFERENCE, True),
            ([QR_IBAN], IBAN, "", True),
            ([QR_IBAN], "", QR_REFERENCE, True),
            ([IBAN], QR_IBAN, "", False),
            ([IBAN], QR_IBAN, RF_REFERENCE, False),
            ([QR_IBAN], QR_IBAN, QR_REFERENCE, True),
        ],
    )
    def test_it_suits_the_beneficiary_s_account_or_one_of_the_company_s(self, company, own, reference, fits):
        typed = {"iban": own, "account_holder": "", "payment_reference": reference}
        try:
            bank_details_schema(asks_reference=True, company_ibans=company).deserialize(typed)
            found = {}
        except colander.Invalid as problem:
            found = problem.asdict()
        assert set(found) == (set() if fits else {"payment_reference"})


def test_a_company_has_at_most_twenty_accounts(ctx, company):
    for number in range(20):
        company_actions.add_bank_account(ctx, company, CURRENT | {"label": f"Compte {number}"})
    before = len(mails(ctx))
    with pytest.raises(company_actions.TooManyAccounts):
        company_actions.add_bank_account(ctx, company, CURRENT)
    assert (len(company.bank_accounts), len(mails(ctx))) == (20, before)
