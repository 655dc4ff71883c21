"""« Confirmez que c’est vous »: password and code again, before a page with ``reauth=True``."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.auth.code_challenges import begin_challenge
from guichet.auth.next_path import read_next
from guichet.auth.password_check import is_own_password
from guichet.i18n import _
from guichet.store.models import Portal
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Password

WRONG = _("Ce mot de passe ne correspond pas. Saisissez celui avec lequel vous vous êtes connecté.")


@form_view(context=Portal, name="confirm", permission="account", serialize=False)
class Reauthenticate(FormView):
    """Asks for the password, then for a code. A wrong password counts like one at sign-in."""

    title = _("Confirmez que c’est vous")
    lead = (
        _(
            "Il s’agit de la sécurité de votre compte ou de vos paiements. Saisissez votre mot de passe ; nous vous "
            "demandons ensuite un code."
        ),
    )
    buttons = (Button("continue", _("Continuer")),)

    @property
    def action(self) -> str:
        """With the signed path of the page that asked for this."""
        query = {"next": self.request.GET.get("next", "")}
        path: str = self.request.resource_path(self.context, "confirm", query=query)
        return path

    def schema(self) -> colander.SchemaNode:
        """The password."""
        return colander.Schema(
            children=[Password(name="password", title=_("Mot de passe"), autocomplete="current-password")]
        )

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Asks for the code."""
        if not is_own_password(self.request, answers["password"]):
            raise InvalidAnswer("password", WRONG)
        return begin_challenge(self.request, "confirm", read_next(self.request, self.request.GET.get("next", "")))
