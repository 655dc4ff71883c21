"""« Renvoyer l’invitation », and how many invitations a company may send."""

from typing import Any

from limits import RateLimitItemPerDay
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.i18n import _
from guichet.issuers.company import company_actions
from guichet.issuers.company.company_views import CompanyFormView, requested_member
from guichet.issuers.members import Member
from guichet.issuers.models import Company
from guichet.ratelimit import request_limits
from guichet.web.form_view import InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link

A_DAY = RateLimitItemPerDay(20, namespace="invitations-company")
"""Invitations of one company: a manager chooses the addresses, and the mails come in the office's name."""
TOO_MANY = _("Votre société a envoyé 20 invitations en un jour. Réessayez demain.")


def within_limit(company: Company, request: Request) -> bool:
    """Counts one more invitation; returns whether it may be sent."""
    return request_limits.allowed(request, A_DAY, company.id)


@form_view(context=Company, name="invite-again", permission="members", reauth=True)
class InviteAgain(CompanyFormView):
    """Sends an invitation once more, unless it was taken up in the meantime."""

    buttons = (Button("send", _("Renvoyer l’invitation")),)
    member: Member

    def before(self) -> HTTPSeeOther | None:
        """Finds the person whose id ends the address; one who can sign in already needs no link."""
        self.member = requested_member(self.context, self.request)
        if self.member.user.state != "invited":
            return self.redirect(self.context, "company")
        self.title = _("Renvoyer l’invitation à ${name} ?", mapping={"name": self.member.user.name})
        self.lead = (
            _(
                "Un nouveau lien part à ${address}. Il est valable sept jours ; le précédent ne fonctionne plus.",
                mapping={"address": self.member.user.email},
            ),
        )
        self.cancel = Link(_("Ne rien envoyer"), self.company_url)
        return None

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Sends it."""
        if not within_limit(self.context, self.request):
            raise InvalidAnswer("", TOO_MANY, status=429)
        company_actions.resend_invitation(self.request.action_context, self.member)
        return self.saved("member-invited")
