"""The people of a company: who they are there, and who can be reached."""

from dataclasses import dataclass
from datetime import datetime

from guichet.holders.models import Company, Holder, Role
from guichet.i18n import _
from guichet.identity.models import Account
from guichet.store.listing import fold
from guichet.store.models import portal_of

ROLES = {"manager": _("Gérant"), "collaborator": _("Collaborateur")}
"""The roles a company gives, in the words of the guide."""


@dataclass(frozen=True)
class Member:
    """Somebody who works for a company."""

    company: Company
    account: Account
    role: Role

    @property
    def id(self) -> str:
        """The account's id, by which pages name the person."""
        return self.account.id

    @property
    def invited_until(self) -> datetime | None:
        """When the latest invitation ends or has ended; ``None`` when it is not even kept any more."""
        links = portal_of(self.company)["links"]
        name = links.newest.get(("invitation", self.id))
        return links[name].expires if name is not None else None


def members_of(company: Company) -> list[Member]:
    """Everybody of a company: managers first, then by name."""
    members = [member for one in company.members if (member := member_of(company, one)) is not None]
    return sorted(members, key=lambda one: (one.role != "manager", fold(f"{one.account.last_name} {one.account.name}")))


def member_of(company: Company, account_id: str) -> Member | None:
    """The person of that account in the company."""
    role = company.members.get(account_id)
    return Member(company, portal_of(company)["accounts"][account_id], role) if role is not None else None


def active_managers(company: Company) -> list[Account]:
    """Those with the role « Gérant » who can sign in."""
    return [one.account for one in members_of(company) if one.role == "manager" and one.account.state == "active"]


def reachable(holder: Holder, account_id: str) -> list[Account]:
    """Whom to write to about what somebody did for a holder: that person, or the managers once they have left."""
    account: Account = portal_of(holder)["accounts"][account_id]
    if account_id in holder.members or not isinstance(holder, Company):
        return [account]
    return active_managers(holder)
