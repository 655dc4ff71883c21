"""A company's registration reaches the office once the link of its mail was used; before, no list or count shows it.

Until then any number of registrations may name an address. Of those that differ each has a link of its own, so that a
stranger who registers with another's address first does not decide what the owner confirms.
"""

from guichet.action_context import ActionContext
from guichet.i18n.day_counts import working_days
from guichet.issuers import mails
from guichet.issuers.index_rows import RegisteredCompany, WaitingCompany
from guichet.issuers.models import Company
from guichet.store.sorted_index import oldest_first
from guichet.users.journal import note
from guichet.users.models import User
from guichet.users.registration import find_activation
from guichet.values.name_folding import normalize_for_search

PURPOSE = "confirm-company"
"""Purpose of the link, see `guichet.users.links.LIVES`."""
WAITING = "waiting"
"""Facet of the office's list."""


def confirm_company(ctx: ActionContext, secret: str) -> None:
    """Uses the link of a registration's mail: the address is proven, and the office sees the registration.

    A repetition of one that waits already is deleted. Raises :class:`~guichet.users.links.LinkError`.
    """
    link, user = find_activation(ctx, PURPOSE, secret)
    link.used = ctx.now
    if _is_repetition(ctx, user):
        drop(ctx, user)
    else:
        receive(ctx, user)
        ctx.mail(user, mails.REGISTRATION_RECEIVED, answer_days=working_days(ctx.desk.tenant.answer_days))


def receive(ctx: ActionContext, user: User) -> None:
    """Puts a registration with a proven address onto the office's list."""
    company: Company = ctx.portal["issuers"][user.issuer_id]
    user.state, company.received = "waiting", ctx.now
    note(ctx, user, "email_proven")
    row = RegisteredCompany(name=company.name, gln=company.gln, town=company.town)
    facets, order = ("all", f"gln:{company.gln}"), normalize_for_search(company.name)
    ctx.portal["companies"].put(company.id, facets, order, row)
    waiting = WaitingCompany(
        name=company.name,
        gln=company.gln,
        person=user.name,
        town=company.town,
        received=ctx.now,
        issuer_id=company.id,
        email=user.email,
    )
    ctx.portal["waiting_companies"].put(user.id, (WAITING,), oldest_first(ctx.now), waiting)


def drop(ctx: ActionContext, user: User) -> None:
    """Deletes a registration with its company and user; only the audit log still names the company's id."""
    ctx.portal["waiting_companies"].remove(user.id)
    ctx.portal["companies"].remove(user.issuer_id)
    ctx.portal["issuers"][user.issuer_id].delete()
    ctx.portal["users"].remove(user.id)
    ctx.record("issuer.registration_dropped", user.issuer_id)


def _is_repetition(ctx: ActionContext, user: User) -> bool:
    """Whether the same company with the same address and phone waits for the office, e.g. after a double click."""
    pending = ctx.portal["users"].pending_with(user.email)
    waiting = [other for other in pending if other.state == WAITING and other.phone == user.phone]
    return any(_gln(ctx, other) == _gln(ctx, user) for other in waiting)


def _gln(ctx: ActionContext, user: User) -> str:
    company: Company = ctx.portal["issuers"][user.issuer_id]
    return company.gln
