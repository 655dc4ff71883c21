"""Everything that changes a company's people and bank accounts; for its managers alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from guichet.action_context import ActionContext
from guichet.issuers.company import notifications
from guichet.issuers.company.notifications import BankAccountChange
from guichet.issuers.members import Member, active_managers
from guichet.issuers.models import BankAccount, Company, Issuer, Role
from guichet.mfa.mfa_actions import change_phone
from guichet.profile.profile_actions import ask_new_email, same_address
from guichet.users.credentials import close_user
from guichet.users.invitations import invite, invite_elsewhere, send_invitation
from guichet.users.journal import note
from guichet.users.models import User
from guichet.users.registration import Person

Answers = Mapping[str, Any]
NAME = ("first_name", "last_name")
BANK_ACCOUNT = ("label", "iban", "account_holder")


class LastManager(Exception):
    """Nobody would be left who can sign in and look after the company."""


def add_member(ctx: ActionContext, company: Company, answers: Answers, language: str) -> User:
    """Invites somebody to the company. Whether the address has an account already shows nowhere on the pages."""
    ctx.require("members", company)
    person = Person(
        email=answers["email"],
        first_name=answers["first_name"],
        last_name=answers["last_name"],
        phone=answers["phone"],
        password="",
        language=language,
    )
    user = invite(ctx, person, issuer_id=company.id)
    company.members[user.id] = answers["role"]
    ctx.record("member.added", user.id, answers["role"])
    send_invitation(ctx, user, company.name)
    notifications.access_given(ctx, Member(company, user, answers["role"]))
    return user


def resend_invitation(ctx: ActionContext, member: Member) -> None:
    """Sends the invitation once more; the earlier link stops working. Nothing happens once it was taken up."""
    ctx.require("members", member.company)
    if member.user.state == "invited":
        send_invitation(ctx, member.user, member.company.name)


def change_member(ctx: ActionContext, member: Member, answers: Answers) -> None:
    """Changes name, role, address and phone; a role acts on the person's next request. Raises :class:`LastManager`.

    Somebody's new address counts once its link was opened. The actor's own phone is left alone: the page has it
    proven first, since a slip would lock them out.
    """
    ctx.require("members", member.company)
    _change_role(ctx, member, answers["role"])
    _change_name(ctx, member.user, answers)
    if member.user.state == "invited":
        _change_invited(ctx, member, answers)
        return
    if not same_address(member.user.email, answers["email"]):
        ask_new_email(ctx, member.user, answers["email"])
    if member.user.phone != answers["phone"] and member.id != ctx.actor:
        change_phone(ctx, member.user, answers["phone"], proven=False)


def remove_member(ctx: ActionContext, member: Member) -> None:
    """Ends somebody's access at once; what they sent stays with the company. Raises :class:`LastManager`."""
    ctx.require("members", member.company)
    leave(ctx, member.company, member.user)
    notifications.access_ended(ctx, member)
    close_user(ctx, member.user)


def leave(ctx: ActionContext, issuer: Issuer, user: User) -> None:
    """Takes somebody whose account ends off the holder; the caller has checked who may. Raises :class:`LastManager`."""
    user_id = user.id
    if isinstance(issuer, Company) and issuer.members[user_id] == "manager":
        _keep_a_manager(ctx, issuer, user)
    del issuer.members[user_id]
    issuer.former_members = (*issuer.former_members, user_id)
    ctx.record("member.left", user_id)


def is_last_manager(company: Company, user: User) -> bool:
    """Whether nobody else could look after the company."""
    return active_managers(company) == [user]


def add_bank_account(ctx: ActionContext, company: Company, answers: Answers) -> BankAccount:
    """Adds an account, which the company's invoices offer from now on."""
    ctx.require("members", company)
    account = BankAccount(**{name: answers[name] or "" for name in BANK_ACCOUNT})
    company.bank_accounts = (*company.bank_accounts, account)
    ctx.record("bank_account.added", account.id)
    notifications.bank_account_changed(ctx, company, account, "added")
    return account


def change_bank_account(ctx: ActionContext, company: Company, account: BankAccount, answers: Answers) -> None:
    """Changes an account; invoices sent before keep what they said. Nothing is told when nothing changed."""
    ctx.require("members", company)
    changed = [name for name in BANK_ACCOUNT if getattr(account, name) != (answers[name] or "")]
    before = account.iban
    for name in changed:
        setattr(account, name, answers[name] or "")
    if changed:
        ctx.record("bank_account.changed", account.id, *changed)
        change: BankAccountChange = "replaced" if "iban" in changed else "changed"
        notifications.bank_account_changed(ctx, company, account, change, before)


def remove_bank_account(ctx: ActionContext, company: Company, account: BankAccount) -> None:
    """Takes an account off; drafts that chose it have to choose another."""
    ctx.require("members", company)
    company.bank_accounts = tuple(one for one in company.bank_accounts if one is not account)
    ctx.record("bank_account.removed", account.id)
    notifications.bank_account_changed(ctx, company, account, "removed")


def _change_role(ctx: ActionContext, member: Member, role: Role) -> None:
    if member.role == role:
        return
    if member.role == "manager":
        _keep_a_manager(ctx, member.company, member.user)
    member.company.members[member.id] = role
    note(ctx, member.user, "role_changed")
    notifications.role_given(ctx, replace(member, role=role))


def _keep_a_manager(ctx: ActionContext, company: Company, leaving: User) -> None:
    if is_last_manager(company, leaving):
        raise LastManager
    company.people_changed = ctx.now


def _change_name(ctx: ActionContext, user: User, answers: Answers) -> None:
    if all(getattr(user, name) == answers[name] for name in NAME):
        return
    for name in NAME:
        setattr(user, name, answers[name])
    note(ctx, user, "details_changed")
    if user.state == "active":
        notifications.name_changed(ctx, user)


def _change_invited(ctx: ActionContext, member: Member, answers: Answers) -> None:
    """Nobody uses this account yet: number and address count at once, and the invitation follows the address."""
    user = member.user
    if user.phone != answers["phone"]:
        user.phone = answers["phone"]
        note(ctx, user, "details_changed")
    if not same_address(user.email, answers["email"]):
        invite_elsewhere(ctx, user, answers["email"], member.company.name)
