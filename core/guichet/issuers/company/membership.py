"""The issuers' part of « Mon compte »: who manages a user's details, who cannot close the account, what closing does.

Registered with the directives of :mod:`guichet.profile.directives`, since ``profile`` does not import this room.
"""

from pyramid.request import Request
from translationstring import TranslationString

from guichet.action_context import ActionContext
from guichet.i18n import _
from guichet.issuers.company import company_actions, notifications
from guichet.issuers.members import active_managers
from guichet.issuers.models import Company, InsuredPerson, Issuer
from guichet.profile.directives import DetailsManager
from guichet.store.models import Portal
from guichet.users.models import User

MANAGED = _("Ces données sont gérées par le gérant de votre société.")
LAST_MANAGER = _(
    "Vous êtes le seul gérant de votre société. Donnez d’abord le rôle « Gérant » à une autre personne, sous « Ma "
    "société » ; dès qu’elle peut se connecter, recommencez."
)


def issuer_of(portal: Portal, user: User) -> Issuer | None:
    """The issuer that a user works for; ``None`` for the office's people."""
    issuer: Issuer | None = portal["issuers"].get(user.issuer_id)
    return issuer


def details_manager(request: Request) -> DetailsManager | None:
    """The managers, for a company's collaborator; None for all others, who change their own details."""
    user = request.identity.user
    issuer = issuer_of(request.root, user)
    if not isinstance(issuer, Company) or issuer.members.get(user.id) == "manager":
        return None
    return DetailsManager(MANAGED, tuple(manager.name for manager in active_managers(issuer)))


def name_page(request: Request) -> str | None:
    """The page of the insured person who has the account; None for all others."""
    user = request.identity.user
    issuer = issuer_of(request.root, user)
    if not isinstance(issuer, InsuredPerson) or issuer.members.get(user.id) != "owner":
        return None
    path: str = request.resource_path(issuer.beneficiaries[issuer.self_id], "personal-data")
    return path


def closing_obstacle(request: Request) -> TranslationString | None:
    """Why the last manager of a company cannot close the account; None for all others."""
    user = request.identity.user
    issuer = issuer_of(request.root, user)
    last = isinstance(issuer, Company) and company_actions.is_last_manager(issuer, user)
    return LAST_MANAGER if last else None


def leave_on_closing(ctx: ActionContext, user: User) -> None:
    """Removes a user who closes the account from the issuer, and mails a company's managers."""
    issuer = issuer_of(ctx.portal, user)
    if issuer is None or user.id not in issuer.members:
        return
    company_actions.leave(ctx, issuer, user)
    if isinstance(issuer, Company):
        notifications.colleague_left(ctx, issuer, user)
