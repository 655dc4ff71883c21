"""The page that invites a person to the office."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.issuers.issuer_schemas import name_nodes
from guichet.office.staff.roles import chosen_roles, roles_node
from guichet.store.models import Portal
from guichet.users import staff_users
from guichet.users.invitations import inviter_of, send_invitation
from guichet.users.registration import Person
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Email, SwissMobile
from guichet.web.personal_data import OFFICE_ONLY

ADDRESS_IN_USE = {
    "active": _("Cherchez cette personne dans la liste : elle a déjà un accès à l’office"),
    "invited": _("Cette personne est déjà invitée. Renvoyez-lui l’invitation depuis sa page"),
}
"""Error by the state of the colleague who has the address."""


@form_view(
    context=Portal,
    name="invite-colleague",
    permission="staff",
    personal_data=OFFICE_ONLY,
    reauth=True,
    renderer="templates/invite_colleague.pt",
)
class InviteColleague(FormView):
    """Mails a link with which to choose a password. Only administrators choose roles; others invite clerks."""

    title = _("Inviter un collaborateur")
    buttons = (Button("invite", _("Envoyer l’invitation")),)

    @property
    def chooses_roles(self) -> bool:
        """Whether the signed-in user may give roles."""
        return bool(self.request.has_permission("administrators", self.request.root))

    def schema(self) -> colander.SchemaNode:
        """Name, address, phone; the roles, where they may be chosen."""
        email = Email(
            name="email",
            title=_("Adresse e-mail"),
            description=_("Son adresse à l’office, que personne d’autre ne lit. Elle sert à se connecter."),
            autocomplete="off",
        )
        mobile = SwissMobile(
            name="phone",
            title=_("Téléphone portable suisse"),
            description=_("Pour se connecter, cette personne recevra un code d’accès sur ce téléphone."),
            autocomplete="off",
        )
        roles = [roles_node()] if self.chooses_roles else []
        return colander.Schema(children=[*name_nodes(), email, mobile, *roles])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores the person and mails the link."""
        request = self.request
        # Colleagues alone: whether another account has the address is not shown (OWASP ASVS 5.0, 6.3.8); its owner gets
        # a mail that says so.
        colleague = staff_users.colleague_with(request.root, answers["email"])
        if colleague is not None:
            raise InvalidAnswer("email", ADDRESS_IN_USE[colleague.state])
        details = {name: answers[name] for name in ("email", "first_name", "last_name", "phone")}
        # The password is chosen with the link of the invitation.
        person = Person(**details, password="", language=request.localize.language)
        roles = chosen_roles(answers) if self.chooses_roles else ("clerk",)
        user = staff_users.add_staff(request.action_context, person, roles)
        send_invitation(request.action_context, user, inviter_of(request.desk, request.root, user))
        return self.done("colleague-invited", request.root, "staff")

    def page(self) -> dict[str, Any]:
        """Whether to say that the person becomes a clerk."""
        return {"clerk_only": not self.chooses_roles}
