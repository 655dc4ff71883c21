"""Changing one's own phone number: the new one counts once the code sent to it has been entered."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.auth.code_challenges import begin_challenge
from guichet.auth.sessions import renew_session
from guichet.i18n import _
from guichet.mfa.mfa_actions import change_phone
from guichet.profile.profile_form_view import OwnDetailsView
from guichet.store.models import Portal
from guichet.users.models import Session, User
from guichet.values import phone
from guichet.web.form_view import InvalidAnswer, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import SwissMobile

STEPS = (
    _("Nous envoyons un code au nouveau numéro. Ayez ce téléphone sous la main."),
    _("Vos autres appareils seront ensuite déconnectés."),
)
SAME = _("C’est déjà votre numéro. Écrivez le nouveau")


@form_view(context=Portal, name="account-phone", permission="account", reauth=True)
class ChangePhone(OwnDetailsView):
    """Asks for the new number and sends a code to it."""

    title = _("Modifier votre téléphone")
    buttons = (Button("send", _("Envoyer le code")),)

    def before(self) -> HTTPSeeOther | None:
        """Shows the present number and the steps that follow."""
        number = {"number": phone.show(self.request.identity.user.phone)}
        self.lead = (_("Votre numéro actuel est ${number}.", mapping=number), *STEPS)
        return super().before()

    def schema(self) -> colander.SchemaNode:
        """The new number."""
        number = SwissMobile(
            name="phone", title=_("Nouveau téléphone portable suisse"), missing_msg=_("Saisissez le nouveau numéro")
        )
        return colander.Schema(children=[number])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Leads to the page that takes the code."""
        if answers["phone"] == self.request.identity.user.phone:
            raise InvalidAnswer("phone", SAME)
        return begin_challenge(self.request, "new-phone", _changed(self.request).location, answers["phone"])


def new_phone_proven(request: Request, session: Session, user: User) -> HTTPSeeOther:
    """The code sent to the new number was right: it replaces the old one, and all other sessions end."""
    assert session.challenge is not None
    change_phone(request.action_context, user, session.challenge.phone, proven=True, keep=session)
    renew_session(request, session, confirmed=False)
    return _changed(request)


def _changed(request: Request) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(request.root, "account", query={"done": "phone-changed"}))
