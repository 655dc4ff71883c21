"""Changing one's own password."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.auth.password_check import is_own_password
from guichet.auth.reauthentication_page import WRONG
from guichet.auth.sessions import renew_session
from guichet.i18n import _
from guichet.profile.profile_form_view import ProfileFormView
from guichet.store.models import Portal
from guichet.users.credentials import change_password
from guichet.users.user_schemas import new_password_node, words_of
from guichet.web.form_view import InvalidAnswer, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Password

SAME = _("Choisissez un mot de passe différent de l’actuel")


@form_view(context=Portal, name="account-password", permission="account", serialize=False)
class ChangePassword(ProfileFormView):
    """The present password and the new one. A wrong present one counts like one at sign-in (ASVS 5.0, 6.2.3)."""

    title = _("Modifier votre mot de passe")
    lead = (_("Vos autres appareils seront déconnectés."),)
    buttons = (Button("save", _("Modifier le mot de passe")),)

    def schema(self) -> colander.SchemaNode:
        """Both passwords."""
        present = Password(
            name="current_password",
            title=_("Mot de passe actuel"),
            missing_msg=_("Saisissez votre mot de passe actuel"),
            autocomplete="current-password",
        )
        words = words_of(self.request.desk.tenant, self.request.identity.user)
        return colander.Schema(children=[present, new_password_node(words, _("Nouveau mot de passe"))])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Sets the new password; this session goes on under a new id."""
        request, session = self.request, self.request.identity.session
        if not is_own_password(request, answers["current_password"]):
            raise InvalidAnswer("current_password", WRONG)
        if answers["password"] == answers["current_password"]:
            raise InvalidAnswer("password", SAME)
        # The session last: if the hash queue is full, the request ends before this browser gets another cookie.
        change_password(request.action_context, request.identity.user, answers["password"], keep=session)
        renew_session(request, session, confirmed=False)
        return self.saved("password-changed")
