"""What « Mon compte » has to know of companies: who keeps somebody's details, who cannot leave, what leaving does."""

from pyramid.request import Request
from translationstring import TranslationString

from guichet.act import Act
from guichet.holders.company import actions, mails
from guichet.holders.members import active_managers
from guichet.holders.models import Company, Holder
from guichet.i18n import _
from guichet.identity.account import Keeper
from guichet.identity.models import Account
from guichet.store.models import Portal

KEPT = _("Ces données sont gérées par le gérant de votre société.")
LAST_MANAGER = _(
    "Vous êtes le seul gérant de votre société. Donnez d’abord le rôle « Gérant » à une autre personne, sous « Ma "
    "société » ; dès qu’elle peut se connecter, recommencez."
)


def holder_of(portal: Portal, account: Account) -> Holder | None:
    """The holder that somebody works for; ``None`` for the office's people."""
    if account.home[:1] != ("holders",):
        return None
    holder: Holder | None = portal["holders"].get(account.home[1])
    return holder


def details_keeper(request: Request) -> Keeper | None:
    """A company's managers keep the details of its collaborators; everybody else keeps their own."""
    account = request.identity.account
    holder = holder_of(request.root, account)
    if not isinstance(holder, Company) or holder.members.get(account.id) == "manager":
        return None
    return Keeper(KEPT, tuple(manager.name for manager in active_managers(holder)))


def closing_obstacle(request: Request) -> TranslationString | None:
    """The last manager stays: nobody else could give access to the company."""
    account = request.identity.account
    holder = holder_of(request.root, account)
    last = isinstance(holder, Company) and actions.is_last_manager(holder, account)
    return LAST_MANAGER if last else None


def leave_on_closing(act: Act, account: Account) -> None:
    """Somebody closes their own account: they leave the holder, and a company's managers learn of it."""
    holder = holder_of(act.portal, account)
    if holder is None or account.id not in holder.members:
        return
    actions.leave(act, holder, account)
    if isinstance(holder, Company):
        mails.colleague_left(act, holder, account)
