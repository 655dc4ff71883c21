"""« Renvoyer l’invitation », and how many invitations a company may send."""

from typing import Any

from limits import RateLimitItemPerDay
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.issuers.company import company_actions
from guichet.issuers.company.company_views import CONFIRM, asked_member, done
from guichet.issuers.members import Member
from guichet.issuers.models import Company
from guichet.ratelimit import request_limits

A_DAY = RateLimitItemPerDay(20, namespace="invitations-company")
"""Links that one company may have sent to addresses of its choice: the mails are ours, the addresses anybody's."""
TOO_MANY = _("Votre société a envoyé 20 invitations en un jour. Réessayez demain.")


def within_limit(company: Company, request: Request) -> bool:
    """Counts one more link; says whether it may be sent."""
    return request_limits.allowed(request, A_DAY, company.id)


@view_config(
    context=Company, name="invite-again", request_method="GET", permission="members", reauth=True, renderer=CONFIRM
)
def ask(context: Company, request: Request) -> Any:
    """Says where the mail goes, and what becomes of the one before."""
    member = asked_member(context, request)
    return _page(context, request, member) if member.user.state == "invited" else _elsewhere(context, request)


@view_config(
    context=Company, name="invite-again", request_method="POST", permission="members", reauth=True, renderer=CONFIRM
)
def invite_again(context: Company, request: Request) -> Any:
    """Sends it, unless it was taken up in the meantime."""
    member = asked_member(context, request)
    if member.user.state != "invited":
        return _elsewhere(context, request)
    if not within_limit(context, request):
        request.response.status_int = 429
        return _page(context, request, member) | {"obstacle": TOO_MANY}
    company_actions.resend_invitation(request.action_context, member)
    return done(context, request, "member-invited")


def _elsewhere(company: Company, request: Request) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(company, "company"))


def _page(company: Company, request: Request, member: Member) -> dict[str, Any]:
    return {
        "title": _("Renvoyer l’invitation à ${name} ?", mapping={"name": member.user.name}),
        "sentences": [
            _(
                "Un nouveau lien part à ${address}. Il est valable sept jours ; le précédent ne fonctionne plus.",
                mapping={"address": member.user.email},
            )
        ],
        "button": _("Renvoyer l’invitation"),
        "keep": _("Ne rien envoyer"),
        "back": request.resource_path(company, "company"),
        "obstacle": None,
    }
