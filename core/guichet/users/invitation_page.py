"""« Choisissez votre mot de passe »: the page behind the link of an invitation by a company or by the office."""

from typing import Any

import colander
from pyramid.response import Response

from guichet.i18n import _
from guichet.store.models import Portal
from guichet.users.invitations import inviter_of, take_up
from guichet.users.link_errors import link_error_page, owner_of
from guichet.users.link_form_view import LinkFormView, link_node
from guichet.users.links import LinkError
from guichet.users.user_schemas import conditions_node, new_password_node, words_of
from guichet.web.form_view import form_view
from guichet.web.forms.form import Button
from guichet.web.pages import CONDITIONS
from guichet.web.view_permissions import PUBLIC

BY_THE_OFFICE = _(
    "Cette invitation n’est plus valable. Demandez à la personne de l’office qui vous a invité de vous en envoyer une "
    "nouvelle."
)
BY_A_COMPANY = _(
    "Cette invitation n’est plus valable. Demandez au gérant de ${inviter} de vous en envoyer une nouvelle."
)


@form_view(context=Portal, name="invitation", permission=PUBLIC, renderer="templates/invitation.pt", serialize=False)
class TakeUpInvitation(LinkFormView):
    """Asks for the password and leads to the sign-in page; the first sign-in proves the phone."""

    purpose = "invitation"
    title = _("Choisissez votre mot de passe")
    buttons = (Button("choose", _("Choisir mon mot de passe")),)

    @property
    def inviter(self) -> str:
        """The company or the office, by name."""
        return inviter_of(self.request.desk, self.request.root, self.user)

    def schema(self) -> colander.SchemaNode:
        """The password, and the conditions of use."""
        words = words_of(self.request.desk.tenant, self.user, self.inviter)
        return colander.Schema(children=[link_node(), new_password_node(words), conditions_node()])

    def use(self, answers: dict[str, Any]) -> Response:
        """Activates the account."""
        language = self.request.localize.language
        take_up(self.request.action_context, self.secret, answers["password"], CONDITIONS, language)
        return self.done("activated", self.request.root)

    def error_page(self, error: LinkError) -> Response:
        """Says who can send a new invitation; one that was withdrawn is no longer valid, rather than used."""
        user = owner_of(self.request, error)
        if user is None:
            return link_error_page(self.request, error)
        inviter = inviter_of(self.request.desk, self.request.root, user)
        ask = BY_THE_OFFICE if user.at_office else BY_A_COMPANY % {"inviter": inviter}
        withdrawn = {"used": ask} if user.state == "closed" else {}
        return link_error_page(self.request, error, {"expired": ask, **withdrawn})

    def page(self) -> dict[str, Any]:
        """The invited user, and the name of the inviter."""
        return {"user": self.user, "inviter": self.inviter}
