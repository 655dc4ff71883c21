"""What the office decides about invoices and registrations; the only writers of this room."""

from collections.abc import Iterable
from typing import Any, Literal

from translationstring import TranslationString

from guichet.act import Act
from guichet.holders.members import reachable
from guichet.holders.models import Holder
from guichet.i18n import _
from guichet.identity import actions as identity
from guichet.identity.models import Account
from guichet.invoices.actions import path_of
from guichet.invoices.lifecycle import TRANSITIONS, WrongState, perform
from guichet.invoices.lists import index
from guichet.invoices.models import Invoice
from guichet.office.lists import note_decision
from guichet.office.models import Reason, ReasonText
from guichet.store.models import find

Outcome = Literal["accepted", "refused", "already-accepted", "already-refused", "address-taken"]
"""What came of a decision about a registration."""
DECISION_SUBJECT = _("Demande ${reference} : réponse de l’office")
CORRECTION_SUBJECT = _("Demande ${reference} : une correction est nécessaire")


def awaits_decision(invoice: Invoice, seen: int) -> bool:
    """Whether the office may still decide, having ``seen`` the revision of that number.

    After a colleague's request for correction the sender may have sent another revision: the state is the same
    again, but it is not what this person has looked at.
    """
    return invoice.state in TRANSITIONS["accept"].sources and invoice.latest.number == seen


def accept(act: Act, invoice: Invoice, *, seen: int) -> None:
    """Accepts an invoice. Raises ``WrongState`` when it has moved on since revision ``seen``."""
    _decide(act, invoice, "accept", seen)
    told = [
        _(
            "Votre demande ${reference} est acceptée et transmise pour paiement à la Centrale de compensation à "
            "Genève.",
            mapping={"reference": invoice.reference},
        )
    ]
    days = act.desk.tenant.payment_days
    if days is not None:
        told.append(_("Le paiement peut prendre environ ${days} jours.", mapping={"days": days}))
    _tell(act, invoice, DECISION_SUBJECT, told, (path_of(invoice), _("Voir ma demande")))


def request_correction(act: Act, invoice: Invoice, message: str, marked: Iterable[str], *, seen: int) -> None:
    """Sends an invoice back with a message and the rows to mend, as paths of the form. Raises ``WrongState``."""
    _decide(act, invoice, "request_correction", seen, message, tuple(marked))
    told = [
        _(
            "Votre demande ${reference} a besoin d’une correction. Voici le message de l’office :",
            mapping={"reference": invoice.reference},
        ),
        message,
        _("Corrigez la demande au guichet et renvoyez-la. Vous devrez vous connecter."),
    ]
    _tell(act, invoice, CORRECTION_SUBJECT, told, (path_of(invoice, "edit"), _("Corriger ma demande")))


def refuse(act: Act, invoice: Invoice, reason: str, *, seen: int) -> None:
    """Refuses an invoice and says why. Raises ``WrongState``."""
    _decide(act, invoice, "refuse", seen, reason)
    told = [
        _("L’office a refusé votre demande ${reference}. Voici la raison :", mapping={"reference": invoice.reference}),
        reason,
        _("La copie PDF de votre demande reste au guichet. Vous devrez vous connecter."),
    ]
    _tell(act, invoice, DECISION_SUBJECT, told, (path_of(invoice), _("Voir ma demande")))


def accept_registration(act: Act, account: Account) -> Outcome:
    """Accepts a company; its mail brings the link that opens the desk. Deciding twice changes and mails nothing."""
    act.require("office", act.portal)
    if account.state != "waiting":
        return _decided(account)
    if not identity.accept(act, account):
        return "address-taken"
    act.portal["waiting_companies"].remove(account.id)
    note_decision(act.portal, account, act.now)
    identity.send_welcome(act, account)
    return "accepted"


def resend_welcome(act: Act, account: Account) -> bool:
    """Mails an accepted company a new link, as long as its person has not come; says whether it did."""
    act.require("office", act.portal)
    if account.state != "accepted":
        return False
    identity.send_welcome(act, account)
    act.record("account.welcome_resent", account.id)
    return True


def refuse_registration(act: Act, account: Account, words: str, reason: Reason | None = None) -> Outcome:
    """Does not let a company in, and says why: a reason of the list, words of one's own, or both.

    Deciding twice changes nothing and mails nothing.
    """
    act.require("office", act.portal)
    if account.state != "waiting":
        return _decided(account)
    identity.refuse(act, account)
    act.portal["waiting_companies"].remove(account.id)
    note_decision(act.portal, account, act.now, reason.texts if reason else (), words)
    company = {"company": _company(act, account)}
    told = [
        _("L’office n’a pas accepté l’inscription de ${company}. Voici la raison :", mapping=company),
        *([reason.in_language(account.language).text] if reason else []),
        *([words] if words else []),
        _("Dès que c’est réglé, vous pouvez inscrire votre société à nouveau."),
    ]
    link = ("register-company", _("Inscrire ma société"))
    act.mail(account, _("Votre inscription n’est pas acceptée"), told, link)
    return "refused"


def add_reason(act: Act, texts: Iterable[ReasonText]) -> Reason:
    """Adds a reason to the list."""
    act.require("reasons", act.portal)
    reason = Reason(texts)
    act.record("reason.added", act.portal["reasons"].put(reason))
    return reason


def change_reason(act: Act, reason: Reason, texts: Iterable[ReasonText]) -> None:
    """Says it otherwise from now on; what was sent stays as it was."""
    act.require("reasons", reason)
    reason.say(texts)
    act.record("reason.changed", reason.id)


def remove_reason(act: Act, reason: Reason) -> None:
    """Takes a reason off the list."""
    act.require("reasons", reason)
    act.portal["reasons"].remove(reason.id)
    act.record("reason.removed", reason.id)


def _decide(act: Act, invoice: Invoice, name: str, seen: int, words: str = "", marked: tuple[str, ...] = ()) -> None:
    act.require(TRANSITIONS[name].permission, invoice)
    if not awaits_decision(invoice, seen):
        raise WrongState(invoice.state)
    perform(act, invoice, name, words)
    invoice.marked = marked
    index(invoice)


def _tell(
    act: Act, invoice: Invoice, subject: TranslationString, told: list[Any], link: tuple[str, TranslationString]
) -> None:
    """Mails the person who sent the invoice, or the managers of the company they have left.

    The subject names nothing but its reference.
    """
    for account in reachable(find(invoice, Holder), invoice.responsible):
        act.mail(account, subject % {"reference": invoice.reference}, told, link)


def _decided(account: Account) -> Outcome:
    return "already-refused" if account.state == "refused" else "already-accepted"


def _company(act: Act, account: Account) -> str:
    name: str = act.portal["holders"][account.home[1]].display_name
    return name
