"""Mails about changes in a company: to the person concerned, and always to the managers.

All managers, the actor included: a mail about a change they did not make shows them a stolen session (ASVS 5.0, 6.3.7).
"""

from collections.abc import Mapping
from typing import Literal

from guichet.action_context import ActionContext
from guichet.issuers.company import mails
from guichet.issuers.members import ROLES, Member, active_managers
from guichet.issuers.models import BankAccount, Company
from guichet.messages.mail_templates import MailTemplate
from guichet.users.models import User

END = 4
"""Characters of an IBAN that a mail shows: enough to recognise it, since mails can be read on the way."""
BankAccountChange = Literal["added", "changed", "replaced", "removed"]
_BANK_ACCOUNT_MAILS: dict[BankAccountChange, MailTemplate] = {
    "added": mails.BANK_ACCOUNT_ADDED,
    "changed": mails.BANK_ACCOUNT_CHANGED,
    "replaced": mails.BANK_ACCOUNT_REPLACED,
    "removed": mails.BANK_ACCOUNT_REMOVED,
}


def access_given(ctx: ActionContext, member: Member) -> None:
    """Mails the managers about a new person."""
    values = {"actor": actor_name(ctx), "person": member.user.name, "role": ROLES[member.role]}
    _mail_managers(ctx, member.company, mails.ACCESS_GIVEN, values)


def role_given(ctx: ActionContext, member: Member) -> None:
    """Mails the person and the managers about another role, which ``member`` has already."""
    role = ROLES[member.role]
    values = {"actor": actor_name(ctx), "person": member.user.name, "role": role}
    _mail_managers(ctx, member.company, mails.ROLE_CHANGED, values, besides=member.user)
    if member.user.state == "active":
        ctx.mail(member.user, mails.OWN_ROLE_CHANGED, company=member.company.name, role=role)


def name_changed(ctx: ActionContext, user: User) -> None:
    """Mails the person about a new name."""
    ctx.mail(user, mails.OWN_NAME_CHANGED, actor=actor_name(ctx), name=user.name)


def access_ended(ctx: ActionContext, member: Member) -> None:
    """Mails the managers that access was ended, and the person unless the invitation was still open."""
    values = {"actor": actor_name(ctx), "person": member.user.name}
    _mail_managers(ctx, member.company, mails.ACCESS_ENDED, values, besides=member.user)
    if member.user.state == "active":
        ctx.mail(member.user, mails.OWN_ACCESS_ENDED, company=member.company.name)


def colleague_left(ctx: ActionContext, company: Company, user: User) -> None:
    """Mails the managers that a person has closed the account."""
    _mail_managers(ctx, company, mails.COLLEAGUE_LEFT, {"person": user.name})


def bank_account_changed(
    ctx: ActionContext, company: Company, account: BankAccount, change: BankAccountChange, before: str = ""
) -> None:
    """Mails all managers about a change of a bank account; ``before`` is the IBAN that was replaced."""
    values: dict[str, object] = {"actor": actor_name(ctx), "company": company.name, "end": account.iban[-END:]}
    if change == "replaced":
        values["before"] = before[-END:]
    _mail_managers(ctx, company, _BANK_ACCOUNT_MAILS[change], values)


def _mail_managers(
    ctx: ActionContext,
    company: Company,
    template: MailTemplate,
    values: Mapping[str, object],
    besides: User | None = None,
) -> None:
    for manager in active_managers(company):
        if manager is not besides:
            ctx.mail(manager, template, issuer=company.id, **values)


def actor_name(ctx: ActionContext) -> str:
    """Name of the person who acts, for the mails."""
    name: str = ctx.portal["users"][ctx.actor].name
    return name
