"""Who may decide on an invoice: no officer on their own, and two persons above the office's amount."""

from collections.abc import Iterator

from guichet.invoices.models import Invoice
from guichet.issuers.models import Issuer
from guichet.store.models import find, portal_of
from guichet.tenants import Tenant
from guichet.users.models import User
from guichet.values.name_folding import name_words


def is_concerned(user: User, invoice: Invoice) -> bool:
    """Whether an invoice is the officer's own, or of their household, as far as the desk can tell.

    It is if the officer has sent it or is or was a member of its issuer, shares a phone number with a person who has or
    is or was, or a name with such a person, the insured person, their representative or the account holder. Former
    names and numbers count: both can be changed before a decision and back after it. Accounts of the office have
    neither postal address nor bank account, which could be compared.
    """
    people = list(_senders(invoice))
    own_phones = _phones(user)
    if any(one.id == user.id or own_phones & _phones(one) for one in people):
        return True
    headers = [revision.frozen.header for revision in invoice.revisions]
    named = [name for one in headers for name in (one.beneficiary, one.representative, one.account_holder)]
    names = {*named, *(name for one in people for name in _names(one))} - {""}
    return any(is_of_person(own, name) for own in _names(user) for name in names)


def is_of_person(own: str, name: str) -> bool:
    """Whether a ``name`` may be that of the person called ``own``: of two words or more that both have, as « Anna Marie
    Muster », or « Anna et Max Muster », whose account both of them have.
    """
    pairs = [(set(one), set(other)) for one in name_words(own) for other in name_words(name)]
    return any(
        one == other or (min(len(one), len(other)) > 1 and (one <= other or other <= one)) for one, other in pairs
    )


def are_one_person(one: User, other: User) -> bool:
    """Whether two accounts may be of one person, who would be both of two: by a phone or a name, now or before."""
    if one.id == other.id or _phones(one) & _phones(other):
        return True
    return any(is_of_person(own, name) for own in _names(one) for name in _names(other))


def has_approved(user: User, invoice: Invoice) -> bool:
    """Whether a user is the first of the two persons whom an invoice needs."""
    first = portal_of(invoice)["users"].get(invoice.first_approver)
    return first is not None and are_one_person(user, first)


def _names(user: User) -> set[str]:
    return {user.name, *user.former_names} - {""}


def _phones(user: User) -> set[str]:
    return {user.phone, *user.former_phones} - {""}


def _senders(invoice: Invoice) -> Iterator[User]:
    issuer: Issuer = find(invoice, Issuer)
    users = portal_of(invoice)["users"]
    senders = (revision.sent_by for revision in invoice.revisions)
    ids = dict.fromkeys((*issuer.members, *issuer.former_members, *senders))
    return (users[one] for one in ids if one in users)


def needs_two(tenant: Tenant, invoice: Invoice, completed: int = 0) -> bool:
    """Whether two persons have to accept an invoice, with the Rappen that the office has ``completed``."""
    limit = tenant.second_approval_above
    return limit is not None and invoice.latest.total + completed > limit
