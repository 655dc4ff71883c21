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

    It is if the officer has sent it or is a member of its issuer, shares the phone number of a person who has or is, or
    has the name of such a person, of the insured person, of their representative or of the account holder. Accounts of
    the office have neither postal address nor bank account, which could be compared.
    """
    header = invoice.latest.frozen.header
    people = list(_senders(invoice))
    names = [header.beneficiary, header.representative, header.account_holder, *(one.name for one in people)]
    if any(one.id == user.id or (user.phone and one.phone == user.phone) for one in people):
        return True
    own = name_words(user.name)
    return any(name and own & name_words(name) for name in names)


def _senders(invoice: Invoice) -> Iterator[User]:
    issuer: Issuer = find(invoice, Issuer)
    users = portal_of(invoice)["users"]
    ids = dict.fromkeys((*issuer.members, *(revision.sent_by for revision in invoice.revisions)))
    return (users[one] for one in ids if one in users)


def needs_two(tenant: Tenant, invoice: Invoice, completed: int = 0) -> bool:
    """Whether two persons have to accept an invoice, with the Rappen that the office has ``completed``."""
    limit = tenant.second_approval_above
    return limit is not None and invoice.latest.total + completed > limit
