"""Base classes of the form views of « Mon compte »."""

from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.web.form_view import FormView
from guichet.web.forms.form import Button, Link


class ProfileFormView(FormView):
    """A form about the signed-in person's own account."""

    back = Link(_("‹ Mon compte"), "/account")
    buttons = (Button("save", _("Enregistrer")),)

    def saved(self, code: str) -> HTTPSeeOther:
        """Back to « Mon compte », which shows the notice ``code``."""
        return self.done(code, self.request.root, "account")


class OwnDetailsView(ProfileFormView):
    """A form about name, e-mail address or phone; « Mon compte » instead where another person manages them."""

    def before(self) -> HTTPSeeOther | None:
        """Redirects a user whose details a manager changes to « Mon compte », which names the managers."""
        managed = self.request.registry.details_manager(self.request) is not None
        return self.redirect(self.request.root, "account") if managed else None
