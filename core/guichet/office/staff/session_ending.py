"""« Déconnecter des personnes »: ends the sessions of one user or of all, at once (OWASP ASVS 5.0, 7.4.5)."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.i18n import _
from guichet.store.models import Portal
from guichet.users import staff_users
from guichet.users.models import User
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import Choice, Email
from guichet.web.personal_data import OFFICE_ONLY

ONE, ALL = "one", "all"


@form_view(context=Portal, name="sign-people-out", permission="staff", personal_data=OFFICE_ONLY, reauth=True)
class SignPeopleOut(FormView):
    """Ends sessions, except the one of this request."""

    title = _("Déconnecter des personnes")
    lead = (
        _("Par exemple quand un appareil est volé. Les brouillons enregistrés restent, et chacun peut se reconnecter."),
    )
    buttons = (Button("sign_out", _("Déconnecter maintenant")),)

    def __init__(self, context: Portal, request: Request) -> None:
        super().__init__(context, request)
        self.back = Link(_("‹ Collaborateurs de l’office"), request.resource_path(request.root, "staff"))

    def schema(self) -> colander.SchemaNode:
        """One person, named by the e-mail address, or all."""
        who = Choice(
            [(ONE, _("Une personne")), (ALL, _("Tout le monde au guichet"))],
            name="who",
            title=_("Qui faut-il déconnecter ?"),
            missing_msg=_("Choisissez qui est déconnecté"),
        )
        email = Email(
            name="email",
            title=_("Adresse e-mail"),
            description=_("Seulement pour une seule personne."),
            optional=True,
            autocomplete="off",
        )
        return colander.Schema(children=[who, email])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Ends the sessions, and returns to the list."""
        ctx, own_session = self.request.action_context, self.request.identity.session
        if answers["who"] == ALL:
            staff_users.sign_out_all_users(ctx, keep=own_session)
        else:
            staff_users.sign_out_user(ctx, self._user(answers["email"]), keep=own_session)
        return self.done("people-signed-out", self.request.root, "staff")

    def _user(self, email: str | None) -> User:
        # Optional in the schema, since the question is for a single person only.
        if not email:
            raise InvalidAnswer("email", _("Saisissez l’adresse e-mail de la personne"))
        user: User | None = self.request.root["users"].with_email(email)
        if user is None:
            raise InvalidAnswer("email", _("Aucun compte n’a cette adresse. Vérifiez-la"))
        return user
