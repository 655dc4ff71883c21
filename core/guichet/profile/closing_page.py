"""Closing one's own account."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.profile import profile_actions
from guichet.profile.profile_form_view import ProfileFormView
from guichet.store.models import Portal
from guichet.web.form_view import form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Checkbox

STAFF = _("Pour fermer votre compte, adressez-vous à la personne responsable dans votre office.")


@form_view(
    context=Portal, name="close-account", permission="account", reauth=True, renderer="templates/close_account.pt"
)
class CloseAccount(ProfileFormView):
    """Informs about what is deleted and what stays, or why this account cannot be closed yet."""

    title = _("Fermer votre compte")
    buttons = (Button("close", _("Fermer mon compte")),)

    def before(self) -> None:
        """Staff do not close their accounts themselves; other rooms may object, e.g. for the last manager."""
        at_office = self.request.identity.user.at_office
        self.obstacle = STAFF if at_office else self.request.registry.closing_obstacle(self.request)

    def schema(self) -> colander.SchemaNode:
        """One box to tick."""
        box = Checkbox(
            name="understood",
            title=_("J’ai compris, fermez mon compte"),
            required=True,
            missing_msg=_("Cochez la case si vous voulez fermer votre compte"),
        )
        return colander.Schema(children=[box])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Closes the account and ends all its sessions."""
        request, user = self.request, self.request.identity.user
        # The other rooms first: they find the user's issuer and role as they were.
        for close in request.registry.closings:
            close(request.action_context, user)
        profile_actions.close_own_user(request.action_context, user)
        response = HTTPSeeOther("/?done=account-closed")
        # As after signing out: nothing personal stays in the browser (ASVS 5.0, 14.3.1).
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
