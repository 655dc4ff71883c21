"""Changing one's own e-mail address: a link proves the new one; the old one may undo the change."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.profile import profile_actions
from guichet.profile.profile_form_view import OwnDetailsView
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.web.form_view import InvalidAnswer, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Email

STEPS = (
    _("Nous envoyons un lien à la nouvelle adresse. Vous avez une heure pour l’ouvrir et la confirmer."),
    _("Jusque-là, rien ne change. Ensuite, nous avertissons l’ancienne adresse, qui peut annuler pendant trois jours."),
)
SAME = _("C’est déjà votre adresse. Écrivez la nouvelle")


@form_view(context=Portal, name="account-email", permission="account", reauth=True)
class ChangeEmail(OwnDetailsView):
    """Asks for the new address; the worker mails the link."""

    title = _("Modifier votre adresse e-mail")
    buttons = (Button("send", _("Envoyer le lien")),)

    def before(self) -> HTTPSeeOther | None:
        """Shows the present address and the steps that follow."""
        address = {"address": self.request.identity.user.email}
        self.lead = (_("Votre adresse actuelle est ${address}.", mapping=address), *STEPS)
        return super().before()

    def schema(self) -> colander.SchemaNode:
        """The new address."""
        address = Email(
            name="email", title=_("Nouvelle adresse e-mail"), missing_msg=_("Saisissez la nouvelle adresse e-mail")
        )
        return colander.Schema(children=[address])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Leaves the mail to the worker, so that the page does the same work for every address (ASVS 5.0, 6.3.8)."""
        request, user = self.request, self.request.identity.user
        if profile_actions.same_address(answers["email"], user.email):
            raise InvalidAnswer("email", SAME)
        if not request_limits.allowed(request, request_limits.RESENT_MAILS, user.id):
            return self.saved("later")
        profile_actions.request_new_email(request.action_context, user, answers["email"])
        return self.saved("email-link-sent")
