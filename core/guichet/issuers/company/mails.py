"""What a company's people are told by mail: whoever is concerned, and always the managers."""

from typing import Any

from guichet.action_context import ActionContext
from guichet.i18n import _
from guichet.issuers.members import ROLES, Member, active_managers
from guichet.issuers.models import BankAccount, Company
from guichet.users.models import User

UNWANTED = _("Si ce changement n’est pas voulu, corrigez-le sous « Ma société » et appelez tout de suite l’office.")
END = 4
"""Characters of an IBAN that a mail shows."""
DONE_TO_BANK_ACCOUNT = {
    "added": (
        _("Compte bancaire ajouté"),
        _("${actor} a ajouté un compte bancaire de ${company} au guichet en ligne. Son IBAN se termine par ${end}."),
    ),
    "changed": (
        _("Compte bancaire modifié"),
        _("${actor} a modifié un compte bancaire de ${company} au guichet en ligne. Son IBAN se termine par ${end}."),
    ),
    "replaced": (
        _("Compte bancaire modifié"),
        _(
            "${actor} a modifié un compte bancaire de ${company} au guichet en ligne. L’IBAN qui se terminait par "
            "${before} est remplacé par un IBAN qui se termine par ${end}."
        ),
    ),
    "removed": (
        _("Compte bancaire supprimé"),
        _(
            "${actor} a supprimé un compte bancaire de ${company} au guichet en ligne. Son IBAN se terminait par "
            "${end}."
        ),
    ),
}
"""Subject and sentence of each."""


def access_given(ctx: ActionContext, member: Member) -> None:
    """The managers learn of somebody new."""
    told = _("${actor} a donné accès au guichet en ligne à ${person}, avec le rôle « ${role} ».")
    _tell_managers(ctx, member.company, _("Nouvel accès pour votre société"), told % _words(ctx, member))


def role_given(ctx: ActionContext, member: Member) -> None:
    """The person and the managers learn of another role; ``member`` has it already."""
    words = _words(ctx, member)
    told = _("${actor} a donné à ${person} le rôle « ${role} » au guichet en ligne.") % words
    _tell_managers(ctx, member.company, _("Rôle modifié dans votre société"), told, besides=member.user)
    if member.user.state == "active":
        yours = _("Votre rôle pour ${company} au guichet en ligne est désormais « ${role} ».") % words
        ctx.mail(member.user, _("Votre rôle est modifié"), [yours], ("", ""))


def name_changed(ctx: ActionContext, user: User) -> None:
    """The person learns of a new name."""
    words = {"actor": _actor(ctx), "name": user.name}
    told = _("${actor} a modifié votre nom au guichet en ligne : ${name}.", mapping=words)
    ctx.mail(user, _("Votre nom est modifié"), [told])


def access_ended(ctx: ActionContext, member: Member) -> None:
    """The managers learn who has left, and somebody who could sign in that they no longer can."""
    words = _words(ctx, member)
    told = _("${actor} a supprimé un accès au guichet en ligne : ${person}.") % words
    _tell_managers(ctx, member.company, _("Accès supprimé dans votre société"), told, besides=member.user)
    if member.user.state == "active":
        yours = _("Votre accès au guichet en ligne pour ${company} est supprimé. Vos factures restent à la société.")
        ctx.mail(member.user, _("Votre accès est supprimé"), [yours % words])


def colleague_left(ctx: ActionContext, company: Company, user: User) -> None:
    """The managers learn that somebody has closed their own account."""
    told = _("${person} a fermé son compte au guichet en ligne. Ses factures restent à votre société.")
    _tell_managers(ctx, company, _("Compte fermé dans votre société"), told % {"person": user.name})


def bank_account_changed(
    ctx: ActionContext, company: Company, account: BankAccount, done: str, before: str = ""
) -> None:
    """All managers learn what was ``done`` to a bank account; ``before`` is the IBAN that was replaced.

    A mail shows no more of a number than it takes to recognise it.
    """
    subject, told = DONE_TO_BANK_ACCOUNT[done]
    words = {"actor": _actor(ctx), "company": company.name, "end": account.iban[-END:], "before": before[-END:]}
    _tell_managers(ctx, company, subject, told % words)


def _tell_managers(ctx: ActionContext, company: Company, subject: Any, told: Any, besides: User | None = None) -> None:
    link = (f"issuers/{company.id}/company", _("Ma société"))
    for manager in active_managers(company):
        if manager is not besides:
            ctx.mail(manager, subject, [told, UNWANTED], link)


def _words(ctx: ActionContext, member: Member) -> dict[str, Any]:
    return {
        "actor": _actor(ctx),
        "person": member.user.name,
        "company": member.company.name,
        "role": ROLES[member.role],
    }


def _actor(ctx: ActionContext) -> str:
    name: str = ctx.portal["users"][ctx.actor].name
    return name
