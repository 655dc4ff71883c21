"""« Raccourcis clavier »: single keys on the review, for people who switch them on (WCAG 2.2, 2.1.4)."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.store.models import Portal
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import Checkbox
from guichet.web.personal_data import NotRecorded

OWN_SETTING = NotRecorded("a setting of the person who sees it")


@form_view(context=Portal, name="shortcuts", permission="office", personal_data=OWN_SETTING)
class ShortcutsPage(FormView):
    """One box, and what each key does."""

    title = _("Raccourcis clavier")
    lead = (
        _("Ces touches agissent sur la page de contrôle, sauf pendant que vous écrivez dans un champ."),
        _("A : accepter. C : demander une correction. R : refuser. N : noter."),
        _("J : dossier suivant. K : dossier précédent. Un dossier sans constat s’accepte par A, puis Entrée."),
    )
    buttons = (Button("save", _("Enregistrer")),)

    def before(self) -> None:
        """Names the list to return to."""
        self.back = Link(_("‹ Liste de travail"), self.request.resource_path(self.context, "work-list"))

    def schema(self) -> colander.SchemaNode:
        """The box."""
        box = Checkbox(name="shortcuts", title=_("Utiliser ces raccourcis"), missing=False)
        return colander.Schema(children=[box])

    def initial(self) -> dict[str, Any]:
        """As it is set."""
        return {"shortcuts": self.request.identity.user.shortcuts}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Sets it."""
        self.request.identity.user.shortcuts = bool(answers["shortcuts"])
        return self.done("shortcuts-saved", self.context, "work-list")
