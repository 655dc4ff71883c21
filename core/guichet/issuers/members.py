"""The people of a company: who they are there, and who can be reached."""

from dataclasses import dataclass
from datetime import datetime

from guichet.i18n import _
from guichet.issuers.models import Company, Issuer, Role
from guichet.store.models import portal_of
from guichet.store.sorted_index import normalize_for_search
from guichet.users.models import User

ROLES = {"manager": _("Gérant"), "collaborator": _("Collaborateur")}
"""The roles a company gives, in the words of the guide."""


@dataclass(frozen=True)
class Member:
    """Somebody who works for a company."""

    company: Company
    user: User
    role: Role

    @property
    def id(self) -> str:
        """The account's id, by which pages name the person."""
        return self.user.id

    @property
    def invited_until(self) -> datetime | None:
        """When the latest invitation ends or has ended; ``None`` when it is not even kept any more."""
        links = portal_of(self.company)["links"]
        name = links.newest.get(("invitation", self.id))
        return links[name].expires if name is not None else None


def members_of(company: Company) -> list[Member]:
    """Everybody of a company: managers first, then by name."""
    members = [member for one in company.members if (member := member_of(company, one)) is not None]
    return sorted(
        members, key=lambda one: (one.role != "manager", normalize_for_search(f"{one.user.last_name} {one.user.name}"))
    )


def member_of(company: Company, user_id: str) -> Member | None:
    """The person of that account in the company."""
    role = company.members.get(user_id)
    return Member(company, portal_of(company)["users"][user_id], role) if role is not None else None


def active_managers(company: Company) -> list[User]:
    """Those with the role « Gérant » who can sign in."""
    return [one.user for one in members_of(company) if one.role == "manager" and one.user.state == "active"]


def reachable(issuer: Issuer, user_id: str) -> list[User]:
    """Whom to write to about what somebody did for a holder: that person, or the managers once they have left."""
    user: User = portal_of(issuer)["users"][user_id]
    if user_id in issuer.members or not isinstance(issuer, Company):
        return [user]
    return active_managers(issuer)
