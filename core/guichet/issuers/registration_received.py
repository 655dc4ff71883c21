"""Task of the worker for each company registration: looks the e-mail address up and sends the fitting mail.

The page stores every registration in the same way and time, whether the address has an account or not (ASVS 5.0,
6.3.8); only the mail, which its owner alone reads, differs.
"""

from guichet.action_context import ActionContext
from guichet.i18n.day_counts import working_days
from guichet.issuers import mails
from guichet.issuers.models import Company
from guichet.store.models import Portal
from guichet.users.models import Task, User
from guichet.users.registration import warn_existing_user
from guichet.users.tasks import TaskKind


def received(ctx: ActionContext, task: Task) -> None:
    """Task ``company-received``, whose subject is the id of a registration: mails the person what happens next.

    A registration with an address that has an account never reaches the office, and neither does a repetition.
    """
    user: User | None = ctx.portal["users"].get(task.subject)
    if user is None or user.state != "waiting":
        return
    if ctx.portal["users"].with_email(user.email) is not None:
        warn_existing_user(ctx, user)
        set_aside(ctx, user)
    elif _is_repetition(ctx.portal, user):
        ctx.mail(user, mails.REGISTRATION_REPEATED, answer_days=working_days(ctx.desk.tenant.answer_days))
        set_aside(ctx, user)
    else:
        ctx.mail(user, mails.REGISTRATION_RECEIVED, answer_days=working_days(ctx.desk.tenant.answer_days))


COMPANY_RECEIVED = TaskKind("company-received", received)


def registrations_with(portal: Portal, address: str) -> list[User]:
    """The companies' registrations with this e-mail address that wait for the office, the newest first."""
    return [user for user in portal["users"].pending_with(address) if user.state == "waiting"]


def _is_repetition(portal: Portal, user: User) -> bool:
    """Whether the same company with the same phone is waiting already, e.g. after a double click.

    A registration that differs is no repetition: a stranger who registers with another's address first must not make
    the owner's registration disappear.
    """
    earlier = (other for other in registrations_with(portal, user.email) if _moment(other) < _moment(user))
    return any(other.phone == user.phone and _gln(portal, other) == _gln(portal, user) for other in earlier)


def _moment(user: User) -> tuple[str, str]:
    # The id breaks the tie of two registrations in one microsecond, so that only one of them is the later.
    return user.created.isoformat(), user.id


def _gln(portal: Portal, user: User) -> str:
    company: Company = portal["issuers"][user.issuer_id]
    return company.gln


def set_aside(ctx: ActionContext, user: User) -> None:
    """Takes a registration off the office's list and deletes its company.

    The user stays as long as an unproven registration: the browser that registered must not see the difference.
    """
    _remove_company(ctx, user)
    user.state = "aside"


def drop(ctx: ActionContext, user: User) -> None:
    """Deletes a registration with its company and user; only the audit log still names the company's id."""
    _remove_company(ctx, user)
    ctx.portal["users"].remove(user.id)


def _remove_company(ctx: ActionContext, user: User) -> None:
    ctx.portal["waiting_companies"].remove(user.id)
    ctx.portal["companies"].remove(user.issuer_id)
    ctx.portal["issuers"].remove(user.issuer_id)
    ctx.record("issuer.registration_dropped", user.issuer_id)
