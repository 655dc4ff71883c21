"""« Je n’ai plus ce téléphone »: asking the office for another number, after the password has been given."""

from typing import Any

import colander
from limits import RateLimitItemPerDay
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.auth.code_challenges import current_challenge
from guichet.i18n import _
from guichet.mfa import phone_requests
from guichet.mfa.methods import REPLACEABLE
from guichet.mfa.mfa_schemas import lost_phone_schema
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users.models import User
from guichet.values import phone
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button
from guichet.web.view_permissions import PUBLIC

SAME = _(
    "Vos codes vont déjà à ce numéro. Si vous avez une nouvelle carte SIM avec le même numéro, "
    "revenez à la page du code"
)
REQUESTS_PER_USER = RateLimitItemPerDay(3, namespace="lost-phones-user")


@form_view(context=Portal, name="lost-phone", permission=PUBLIC, renderer="templates/lost_phone.pt")
class LostPhone(FormView):
    """The form, or the state of the open request; a user has one at a time."""

    title = _("Je n’ai plus ce téléphone")
    buttons = (Button("ask", _("Envoyer à l’office")),)
    user: User

    def before(self) -> HTTPSeeOther | None:
        """Finds the user whose code this browser is asked for."""
        user = _user(self.request)
        if user is None:
            return HTTPSeeOther("/?done=attempt-over")
        self.user = user
        if self.request.method == "POST" and user.phone_request is not None:
            return self._here("phone-requested-already")
        return None

    def schema(self) -> colander.SchemaNode:
        """The new number, and how the office reaches the person."""
        return lost_phone_schema(has_app=bool(self.user.totp_nonce))

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Hands the request to the office."""
        request = self.request
        if not request_limits.allowed(request, REQUESTS_PER_USER, self.user.id):
            return self._here("phone-requested-often")
        app_lost = bool(answers.get("app_lost"))
        # Counted as a request: three guesses a day at a number that another person has.
        if answers["number"] == self.user.phone and not app_lost:
            raise InvalidAnswer("number", SAME)
        phone_requests.submit(request.action_context, self.user, answers["number"], answers["reach"], app_lost=app_lost)
        return self._here("phone-requested")

    def page(self) -> dict[str, Any]:
        """The open request, if there is one."""
        pending = self.user.phone_request
        return {"pending": pending, "last_two": phone.last_two(pending.number) if pending else ""}

    def _here(self, code: str) -> HTTPSeeOther:
        return self.done(code, self.context, "lost-phone")


def _user(request: Request) -> User | None:
    """The user who has given the password in this browser and is asked for a code of a method the user may replace."""
    found = current_challenge(request)
    return found[1] if found is not None and found[2].purpose in REPLACEABLE else None
