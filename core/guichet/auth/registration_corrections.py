"""A number or an address mistyped while registering.

Both are corrected in the browser that registered, and in no other: the number until its code has been entered, the
address until its link is used, for as long as the session of the registration lasts.
"""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.auth.code_sending import send_code
from guichet.auth.sessions import current
from guichet.i18n import _
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users import registration
from guichet.users.models import UNCONFIRMED, Session, Stage, User
from guichet.users.user_schemas import email_node, phone_node
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button
from guichet.web.view_permissions import PUBLIC


def registering(request: Request, stage: Stage) -> tuple[Session, User] | None:
    """Session and user of the registration under way in this browser, if it is at that stage."""
    found = current(request, stage)
    return found if found is not None and found[1].state in UNCONFIRMED else None


class CorrectionView(FormView):
    """A form about one answer of a registration that is under way."""

    lead = (_("Le reste de votre inscription est gardé."),)
    multilingual = True
    stage: Stage
    session: Session
    user: User

    def before(self) -> HTTPSeeOther | None:
        """Finds the registration; leads to the sign-in page without one."""
        found = registering(self.request, self.stage)
        if found is None:
            return HTTPSeeOther("/" if self.request.method == "GET" else "/?done=attempt-over")
        self.session, self.user = found
        return None


@form_view(context=Portal, name="correct-phone", permission=PUBLIC)
class CorrectPhone(CorrectionView):
    """Sends a code to the right number; the wrong tries so far still count."""

    title = _("Corriger le numéro")
    buttons = (Button("correct", _("Envoyer le code à ce numéro")),)
    stage = "phone"

    def schema(self) -> colander.SchemaNode:
        """The number."""
        return colander.Schema(children=[phone_node()])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Back to the page of the code, which says when there is one if a limit forbids it now."""
        registration.correct_phone(self.request.action_context, self.session, self.user, answers["phone"])
        sent = send_code(self.request, self.session, self.user)
        return self.done("code-sent" if sent else "phone-corrected", self.context, "code")


@form_view(context=Portal, name="correct-email", permission=PUBLIC)
class CorrectEmail(CorrectionView):
    """Sends the link to the right address; the page is the same whether that one has an account."""

    title = _("Corriger l’adresse")
    buttons = (Button("correct", _("Envoyer l’e-mail à cette adresse")),)
    stage = "email"

    def schema(self) -> colander.SchemaNode:
        """The address."""
        return colander.Schema(children=[email_node()])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Back to the page that asks to look for the mail."""
        within = self._within_limits(answers["email"])
        if within:
            registration.correct_email(self.request.action_context, self.user, answers["email"])
        query = {"user": self.user.id, "done": "email-corrected" if within else "too-many-corrections"}
        return self.redirect(self.context, "confirm-email", query=query)

    def _within_limits(self, address: str) -> bool:
        # Per registration and per address: a correction sends a mail like a registration, so it must not get around
        # the limit on those.
        request, key = self.request, request_limits.address(address)
        own = request_limits.allowed(request, request_limits.RESENT_MAILS, self.user.id)
        return own and request_limits.allowed(request, request_limits.REGISTRATIONS_PER_ADDRESS, key)
