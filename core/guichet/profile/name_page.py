"""Changing one's own name."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.profile import profile_actions
from guichet.profile.profile_form_view import OwnDetailsView
from guichet.store.models import Portal
from guichet.web.form_view import form_view
from guichet.web.forms.nodes import Name


@form_view(context=Portal, name="account-name", permission="account")
class ChangeName(OwnDetailsView):
    """The name, as pages and later invoices show it."""

    title = _("Modifier votre nom")
    changes_stored = True
    lead = (_("Les demandes déjà envoyées gardent le nom qu’elles portent."),)

    def before(self) -> HTTPSeeOther | None:
        """Redirects a person whose name is changed on another page to that page."""
        elsewhere = self.request.registry.name_page(self.request)
        return HTTPSeeOther(elsewhere) if elsewhere else super().before()

    @property
    def record_id(self) -> str:
        """The user's."""
        user_id: str = self.request.identity.user_id
        return user_id

    def schema(self) -> colander.SchemaNode:
        """First and last name."""
        first = Name(name="first_name", title=_("Prénom"), autocomplete="given-name")
        last = Name(name="last_name", title=_("Nom"), autocomplete="family-name")
        return colander.Schema(children=[first, last])

    def initial(self) -> dict[str, Any]:
        """The present name."""
        user = self.request.identity.user
        return {"first_name": user.first_name, "last_name": user.last_name}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores the new name."""
        profile_actions.change_name(
            self.request.action_context, self.request.identity.user, answers["first_name"], answers["last_name"]
        )
        return self.saved("name-changed")
