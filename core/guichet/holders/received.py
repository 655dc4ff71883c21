"""What the worker does with a company's registration that has arrived: it looks whether the address is known.

The page stores every registration alike, so that it takes the same time and says the same for any address.
"""

from guichet.act import Act
from guichet.holders.models import Company
from guichet.i18n import _
from guichet.identity.actions import tell_existing
from guichet.identity.models import Account, Errand
from guichet.store.models import Portal


def received(act: Act, errand: Errand) -> None:
    """Errand ``company-received``: tells the person what happens next; a registration too many is dropped."""
    account: Account | None = act.portal["accounts"].get(errand.subject)
    if account is None or account.state != "waiting":
        return
    if act.portal["accounts"].with_email(account.email) is not None:
        tell_existing(act, account)
        drop(act, account)
    elif _is_repetition(act.portal, account):
        _say(act, account, _("Votre inscription est déjà arrivée"), _("Vous l’avez envoyée deux fois."))
        drop(act, account)
    else:
        _say(act, account, _("Votre inscription est arrivée"))


def registrations_with(portal: Portal, address: str) -> list[Account]:
    """The companies' registrations with this e-mail address that wait for the office, the newest first."""
    return [account for account in portal["accounts"].pending_with(address) if account.state == "waiting"]


def _is_repetition(portal: Portal, account: Account) -> bool:
    """Whether the same company and phone wait already, e.g. after a double click; anything else waits beside it."""
    earlier = (other for other in registrations_with(portal, account.email) if _moment(other) < _moment(account))
    return any(other.phone == account.phone and _gln(portal, other) == _gln(portal, account) for other in earlier)


def _moment(account: Account) -> tuple[str, str]:
    return account.created.isoformat(), account.id


def _gln(portal: Portal, account: Account) -> str:
    company: Company = portal["holders"][account.home[1]]
    return company.gln


def _say(act: Act, account: Account, subject: str, *first: str) -> None:
    told = [
        *first,
        _("L’office examine l’inscription de votre société. Nous vous écrivons dès qu’elle est acceptée ou refusée."),
        _("Vous n’avez rien à faire jusque-là."),
    ]
    act.mail(account, subject, told)


def drop(act: Act, account: Account) -> None:
    """Takes a registration back, as if it had never come."""
    account_id, company_id = account.id, account.home[1]
    act.portal["waiting_companies"].remove(account_id)
    act.portal["companies"].remove(company_id)
    act.portal["holders"].remove(company_id)
    act.portal["accounts"].remove(account_id)
    act.record("holder.registration_dropped", company_id)
