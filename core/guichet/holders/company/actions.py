"""Everything that changes a company's people and bank accounts; for its managers alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from guichet.act import Act
from guichet.holders.company import mails
from guichet.holders.members import Member, active_managers
from guichet.holders.models import BankAccount, Company, Holder, Role
from guichet.identity.account.actions import ask_new_email, change_phone, same_address
from guichet.identity.actions import Person, close_account
from guichet.identity.by_link.invitations import invite, invite_elsewhere, send_invitation
from guichet.identity.journal import note
from guichet.identity.models import Account

Answers = Mapping[str, Any]
NAME = ("first_name", "last_name")
BANK_ACCOUNT = ("label", "iban", "account_holder")


class LastManager(Exception):
    """Nobody would be left who can sign in and look after the company."""


def add_member(act: Act, company: Company, answers: Answers, language: str) -> Account:
    """Invites somebody to the company. Whether the address has an account already shows nowhere on the pages."""
    act.require("members", company)
    person = Person(
        email=answers["email"],
        first_name=answers["first_name"],
        last_name=answers["last_name"],
        phone=answers["phone"],
        password="",
        language=language,
    )
    account = invite(act, person, home=("holders", company.id))
    company.members[account.id] = answers["role"]
    act.record("company.member_added", account.id, answers["role"])
    send_invitation(act, account, company.name)
    mails.access_given(act, Member(company, account, answers["role"]))
    return account


def resend_invitation(act: Act, member: Member) -> None:
    """Sends the invitation once more; the earlier link stops working. Nothing happens once it was taken up."""
    act.require("members", member.company)
    if member.account.state == "invited":
        send_invitation(act, member.account, member.company.name)


def change_member(act: Act, member: Member, answers: Answers) -> None:
    """Changes name, role, address and phone; a role acts on the person's next request. Raises :class:`LastManager`.

    Somebody's new address counts once its link was opened. The actor's own phone is left alone: the page has it
    proven first, since a slip would lock them out.
    """
    act.require("members", member.company)
    _change_role(act, member, answers["role"])
    _change_name(act, member.account, answers)
    if member.account.state == "invited":
        _change_invited(act, member, answers)
        return
    if not same_address(member.account.email, answers["email"]):
        ask_new_email(act, member.account, answers["email"])
    if member.account.phone != answers["phone"] and member.id != act.actor:
        change_phone(act, member.account, answers["phone"], proven=False)


def remove_member(act: Act, member: Member) -> None:
    """Ends somebody's access at once; what they sent stays with the company. Raises :class:`LastManager`."""
    act.require("members", member.company)
    leave(act, member.company, member.account)
    mails.access_ended(act, member)
    close_account(act, member.account)


def leave(act: Act, holder: Holder, account: Account) -> None:
    """Takes somebody whose account ends off the holder; the caller has checked who may. Raises :class:`LastManager`."""
    account_id = account.id
    if isinstance(holder, Company) and holder.members[account_id] == "manager":
        _keep_a_manager(act, holder, account)
    del holder.members[account_id]
    holder.former_members = (*holder.former_members, account_id)
    act.record("holder.member_left", account_id)


def is_last_manager(company: Company, account: Account) -> bool:
    """Whether nobody else could look after the company."""
    return active_managers(company) == [account]


def add_bank_account(act: Act, company: Company, answers: Answers) -> BankAccount:
    """Adds an account, which the company's invoices offer from now on."""
    act.require("members", company)
    account = BankAccount(**{name: answers[name] or "" for name in BANK_ACCOUNT})
    company.bank_accounts = (*company.bank_accounts, account)
    act.record("bank_account.added", account.id)
    mails.bank_account_changed(act, company, account, "added")
    return account


def change_bank_account(act: Act, company: Company, account: BankAccount, answers: Answers) -> None:
    """Changes an account; invoices sent before keep what they said. Nothing is told when nothing changed."""
    act.require("members", company)
    changed = [name for name in BANK_ACCOUNT if getattr(account, name) != (answers[name] or "")]
    before = account.iban
    for name in changed:
        setattr(account, name, answers[name] or "")
    if changed:
        act.record("bank_account.changed", account.id, *changed)
        done = "replaced" if "iban" in changed else "changed"
        mails.bank_account_changed(act, company, account, done, before)


def remove_bank_account(act: Act, company: Company, account: BankAccount) -> None:
    """Takes an account off; drafts that chose it have to choose another."""
    act.require("members", company)
    company.bank_accounts = tuple(one for one in company.bank_accounts if one is not account)
    act.record("bank_account.removed", account.id)
    mails.bank_account_changed(act, company, account, "removed")


def _change_role(act: Act, member: Member, role: Role) -> None:
    if member.role == role:
        return
    if member.role == "manager":
        _keep_a_manager(act, member.company, member.account)
    member.company.members[member.id] = role
    note(act, member.account, "role_changed")
    mails.role_given(act, replace(member, role=role))


def _keep_a_manager(act: Act, company: Company, leaving: Account) -> None:
    if is_last_manager(company, leaving):
        raise LastManager
    company.people_changed = act.now


def _change_name(act: Act, account: Account, answers: Answers) -> None:
    if all(getattr(account, name) == answers[name] for name in NAME):
        return
    for name in NAME:
        setattr(account, name, answers[name])
    note(act, account, "details_changed")
    if account.state == "active":
        mails.name_changed(act, account)


def _change_invited(act: Act, member: Member, answers: Answers) -> None:
    """Nobody uses this account yet: number and address count at once, and the invitation follows the address."""
    account = member.account
    if account.phone != answers["phone"]:
        account.phone = answers["phone"]
        note(act, account, "details_changed")
    if not same_address(account.email, answers["email"]):
        invite_elsewhere(act, account, answers["email"], member.company.name)
