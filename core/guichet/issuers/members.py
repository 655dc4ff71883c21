"""The people of a company with their roles, and the users that are notified about an invoice."""

from dataclasses import dataclass
from datetime import datetime

from guichet.i18n import _
from guichet.issuers.models import Company, Issuer, Role
from guichet.store.models import portal_of
from guichet.users.models import User
from guichet.values.name_folding import normalize_for_search

ROLES = {"manager": _("Gérant"), "collaborator": _("Collaborateur")}
"""The roles a company gives, in the words of the guide."""


@dataclass(frozen=True)
class Member:
    """A user with a role in a company."""

    company: Company
    user: User
    role: Role

    @property
    def id(self) -> str:
        """The user's id, which addresses of pages contain."""
        return self.user.id

    @property
    def invited_until(self) -> datetime | None:
        """When the latest invitation ends or has ended; ``None`` after retention has deleted its link."""
        links = portal_of(self.company)["links"]
        name = links.newest.get(("invitation", self.id))
        return links[name].expires if name is not None else None


def members_of(company: Company) -> list[Member]:
    """All people of a company: managers first, then by last name."""
    members = [member for one in company.members if (member := member_of(company, one)) is not None]
    return sorted(members, key=_order)


def _order(member: Member) -> tuple[bool, str]:
    return member.role != "manager", normalize_for_search(f"{member.user.last_name} {member.user.first_name}")


def member_of(company: Company, user_id: str) -> Member | None:
    """The person with that user id in the company; None when there is none."""
    role = company.members.get(user_id)
    return Member(company, portal_of(company)["users"][user_id], role) if role is not None else None


def active_managers(company: Company) -> list[User]:
    """Users with the role « Gérant » who can sign in; an invited or closed one cannot look after the company."""
    return [one.user for one in members_of(company) if one.role == "manager" and one.user.state == "active"]


def reachable(issuer: Issuer, user_id: str) -> list[User]:
    """Recipients of mails about an invoice: its sender, or the company's active managers once the sender has left."""
    user: User = portal_of(issuer)["users"][user_id]
    if user_id in issuer.members or not isinstance(issuer, Company):
        # An erased account has no address.
        return [user] if user.email else []
    return active_managers(issuer)
