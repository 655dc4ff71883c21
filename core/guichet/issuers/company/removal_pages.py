"""The pages that ask once before somebody's access or a bank account is removed, and say what happens then."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.i18n import _
from guichet.issuers.company import company_actions
from guichet.issuers.company.company_views import CONFIRM, asked_bank_account, asked_id, asked_member, done
from guichet.issuers.company.member_pages import LAST_MANAGER, who
from guichet.issuers.members import Member, member_of
from guichet.issuers.models import Company
from guichet.values import iban

STAY = _("Les factures déjà saisies restent à votre société, avec ce nom.")
EFFECT = {
    "own": (_("Vous êtes déconnecté tout de suite et ne pouvez plus vous connecter."), STAY),
    "invited": (_("Le lien de l’invitation ne fonctionne plus."),),
    "active": (_("Cette personne est déconnectée tout de suite et ne peut plus se connecter."), STAY),
}
"""What happens, by whose access it is."""


@view_config(
    context=Company, name="remove-member", request_method="GET", permission="members", reauth=True, renderer=CONFIRM
)
def ask_about_member(context: Company, request: Request) -> dict[str, Any]:
    """Says what happens, or why the last manager stays."""
    return _member_page(context, request, asked_member(context, request))


@view_config(
    context=Company, name="remove-member", request_method="POST", permission="members", reauth=True, renderer=CONFIRM
)
def remove_member(context: Company, request: Request) -> Any:
    """Ends somebody's access. Sent twice, the second time changes nothing."""
    member = member_of(context, asked_id(request))
    if member is None:
        return done(context, request, "member-removed")
    try:
        company_actions.remove_member(request.action_context, member)
    except company_actions.LastManager:
        request.response.status_int = 422
        return _member_page(context, request, member)
    if member.user is request.identity.user:
        return HTTPSeeOther(request.resource_path(request.root, query={"done": "left-company"}))
    return done(context, request, "member-removed")


@view_config(
    context=Company,
    name="remove-bank-account",
    request_method="GET",
    permission="members",
    reauth=True,
    renderer=CONFIRM,
)
def ask_about_account(context: Company, request: Request) -> dict[str, Any]:
    """Says which account, and what becomes of invoices that name it."""
    user = asked_bank_account(context, request)
    sentences = (
        _("IBAN ${iban}", mapping={"iban": iban.show(user.iban)}),
        _("Les demandes déjà envoyées gardent ce compte. Pour un brouillon, il faudra en choisir un autre."),
    )
    title = _("Supprimer le compte « ${label} » ?", mapping={"label": user.label})
    return _page(context, request, title, sentences, (_("Supprimer le compte"), _("Garder le compte")))


@view_config(context=Company, name="remove-bank-account", request_method="POST", permission="members", reauth=True)
def remove_account(context: Company, request: Request) -> HTTPSeeOther:
    """Takes an account off. Sent twice, the second time changes nothing."""
    user = context.bank_account(asked_id(request))
    if user is not None:
        company_actions.remove_bank_account(request.action_context, context, user)
    return done(context, request, "bank-account-removed")


def _member_page(company: Company, request: Request, member: Member) -> dict[str, Any]:
    title = _("Supprimer ${name} de votre société ?", mapping={"name": member.user.name})
    buttons = (_("Supprimer l’accès"), _("Garder l’accès"))
    last = member.role == "manager" and company_actions.is_last_manager(company, member.user)
    page = _page(company, request, title, EFFECT[who(member, request)], buttons)
    return page | {"obstacle": LAST_MANAGER if last else None}


def _page(
    company: Company,
    request: Request,
    title: TranslationString,
    sentences: tuple[TranslationString, ...],
    buttons: tuple[TranslationString, TranslationString],
) -> dict[str, Any]:
    button, keep = buttons
    back = request.resource_path(company, "company")
    return {
        "title": title,
        "sentences": sentences,
        "button": button,
        "keep": keep,
        "back": back,
        "obstacle": None,
    }
