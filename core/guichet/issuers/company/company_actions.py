"""Actions of a company's managers on its people and bank accounts. Each requires the permission ``members`` itself."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from guichet.action_context import ActionContext
from guichet.issuers.company import mails, notifications
from guichet.issuers.company.notifications import BankAccountChange
from guichet.issuers.members import Member, active_managers
from guichet.issuers.models import BankAccount, Company, Issuer, Role
from guichet.mfa.mfa_actions import change_phone
from guichet.profile.profile_actions import same_address, send_new_email_link
from guichet.users.credentials import close_user
from guichet.users.invitations import invite, invite_elsewhere, send_invitation
from guichet.users.journal import note
from guichet.users.models import User
from guichet.users.registration import Person

Answers = Mapping[str, Any]
NAME = ("first_name", "last_name")
BANK_ACCOUNT = ("label", "iban", "account_holder")


MAX_ACCOUNTS = 20
"""Bank accounts of a company: each one added is mailed to all managers, and all are offered on every invoice."""


class TooManyAccounts(Exception):
    """The company has `MAX_ACCOUNTS` already."""


class LastManager(Exception):
    """The change would leave the company without a manager who can sign in."""


def add_member(ctx: ActionContext, company: Company, answers: Answers, language: str) -> User:
    """Invites a person. Only the mail shows whether the address has an account already (ASVS 5.0, 6.3.8)."""
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
    """Changes name, role, address and phone; a role applies from the next request on. Raises :class:`LastManager`.

    A new address counts once its link was opened. The actor's own phone is not changed here: the page has it proven by
    a code first, since a mistyped number would lock the actor out.
    """
    ctx.require("members", member.company)
    _change_role(ctx, member, answers["role"])
    _change_name(ctx, member.user, answers)
    if member.user.state == "invited":
        _change_invited(ctx, member, answers)
        return
    if not same_address(member.user.email, answers["email"]):
        _ask_address(ctx, member, answers["email"])
    if member.user.phone != answers["phone"] and member.id != ctx.actor:
        actor = notifications.actor_name(ctx)
        change_phone(ctx, member.user, answers["phone"], mails.OWN_PHONE_CHANGED, proven=False, actor=actor)


def remove_member(ctx: ActionContext, member: Member) -> None:
    """Ends a member's access at once; invoices of the member stay with the company. Raises :class:`LastManager`."""
    ctx.require("members", member.company)
    leave(ctx, member.company, member.user)
    # Before the account is closed: the mail depends on whether the member could sign in until now.
    notifications.access_ended(ctx, member)
    close_user(ctx, member.user)


def leave(ctx: ActionContext, issuer: Issuer, user: User) -> None:
    """Removes a user whose account ends from the issuer. Raises :class:`LastManager`.

    The caller has checked the permission.
    """
    user_id = user.id
    if isinstance(issuer, Company) and issuer.members[user_id] == "manager":
        _keep_a_manager(ctx, issuer, user)
    del issuer.members[user_id]
    # The id is enough to find the name for old invoices; the user's record stays after it is closed.
    issuer.former_members = (*issuer.former_members, user_id)
    ctx.record("member.left", user_id)


def is_last_manager(company: Company, user: User) -> bool:
    """Whether the user is the only manager of the company who can sign in."""
    return active_managers(company) == [user]


def add_bank_account(ctx: ActionContext, company: Company, answers: Answers) -> BankAccount:
    """Adds an account, which the company's invoices offer from now on, and mails all managers.

    Raises :class:`TooManyAccounts`.
    """
    ctx.require("members", company)
    if len(company.bank_accounts) >= MAX_ACCOUNTS:
        raise TooManyAccounts
    account = BankAccount(**{name: answers[name] or "" for name in BANK_ACCOUNT})
    company.bank_accounts = (*company.bank_accounts, account)
    ctx.record("bank_account.added", account.id)
    notifications.bank_account_changed(ctx, company, account, "added")
    return account


def change_bank_account(ctx: ActionContext, company: Company, account: BankAccount, answers: Answers) -> None:
    """Changes an account; sent invoices keep the earlier one. Without a change no mail is sent and nothing recorded."""
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
    """Removes an account; drafts that chose it have to choose another. Mails all managers."""
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
    # Members are keys of a BTree, whose concurrent changes ZODB merges: without this write two managers who remove each
    # other at the same moment would both succeed.
    company.people_changed = ctx.now


def _change_name(ctx: ActionContext, user: User, answers: Answers) -> None:
    if all(getattr(user, name) == answers[name] for name in NAME):
        return
    user.rename(*(answers[name] for name in NAME))
    note(ctx, user, "details_changed")
    if user.state == "active":
        notifications.name_changed(ctx, user)


def _ask_address(ctx: ActionContext, member: Member, address: str) -> None:
    """Mails the link that proves a new address. The person has asked for nothing, so the mail names the manager."""
    if member.id == ctx.actor:
        send_new_email_link(ctx, member.user, address)
        return
    values = {"actor": notifications.actor_name(ctx), "company": member.company.name}
    send_new_email_link(ctx, member.user, address, mails.OWN_ADDRESS_CONFIRMATION, **values)


def _change_invited(ctx: ActionContext, member: Member, answers: Answers) -> None:
    """Changes an invited user: number and address count at once, and a new invitation goes to a new address."""
    user = member.user
    if user.phone != answers["phone"]:
        user.phone = answers["phone"]
        note(ctx, user, "details_changed")
    if not same_address(user.email, answers["email"]):
        invite_elsewhere(ctx, user, answers["email"], member.company.name)
