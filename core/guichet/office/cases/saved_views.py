"""« Enregistrer cette vue »: a filter of the work list under a name, for oneself or for the whole office."""

from functools import cached_property
from typing import Any

import colander
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from guichet.i18n import _
from guichet.office.cases.case_filters import CaseFilter
from guichet.office.cases.chosen_list import FILTER, ChosenList, chosen_list, may_remove
from guichet.office.cases.stored_filters import StoredFilter, TakenName, stored_filters
from guichet.office.cases.work_list import list_gone
from guichet.store.models import Portal
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import Checkbox, Text
from guichet.web.personal_data import NotRecorded
from guichet.web.post_views import below_root, post_view

MAX_NAME = 40
FULL = _("Il y a déjà vingt vues. Supprimez-en une, puis enregistrez celle-ci")
TAKEN = _("Une vue partagée par une autre personne porte déjà ce nom. Choisissez un autre nom")
OWN_WORDS = NotRecorded("the name of a list, which a person of the office gives it")


@form_view(context=Portal, name="save-view", permission="office", personal_data=OWN_WORDS)
class SaveView(FormView):
    """The name of the view, and whether colleagues see it."""

    title = _("Enregistrer cette vue")
    lead = (
        _("Une vue garde le filtre, pas les dossiers : elle montre ceux qui y correspondent au moment de l’ouvrir."),
    )
    buttons = (Button("save", _("Enregistrer la vue")),)

    @property
    def action(self) -> str:
        """With the parameters of the list, which holds no personal data."""
        return self._path("save-view")

    def before(self) -> HTTPSeeOther | None:
        """Names the list to return to; leads to the work list where that list is gone."""
        if self._chosen is None:
            return list_gone(self.request)
        self.back = Link(_("‹ Liste de travail"), self._path("work-list"))
        return None

    def schema(self) -> colander.SchemaNode:
        """Name, and a box for the office."""
        name = Text(
            MAX_NAME,
            name="name",
            title=_("Nom de la vue"),
            description=_("Sans nom de personne ni numéro AVS, p. ex. « Voyages, à moi »"),
            missing_msg=_("Donnez un nom à cette vue"),
        )
        shared = Checkbox(name="shared", title=_("Montrer cette vue à tout l’office"), missing=False)
        return colander.Schema(children=[name, shared])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Saves the view and shows it."""
        assert self._chosen is not None, "`before` has looked"
        try:
            filter_id = save_view(self.request, self._chosen.wanted, answers["name"], bool(answers["shared"]))
        except OverflowError as full:
            raise InvalidAnswer("name", FULL) from full
        except TakenName as taken:
            raise InvalidAnswer("name", TAKEN) from taken
        self.request.action_context.record("view.saved", filter_id)
        return self.redirect(self.context, "work-list", query={FILTER: filter_id, "done": "view-saved"})

    @cached_property
    def _chosen(self) -> ChosenList | None:
        return chosen_list(self.request)

    def _path(self, name: str) -> str:
        query = dict(self._chosen.query) if self._chosen else {}
        path: str = self.request.resource_path(self.context, name, query=query)
        return path


def save_view(request: Request, wanted: CaseFilter, name: str, shared: bool) -> str:
    """Saves a view of the person of the request; its id. Raises as `StoredFilters.save` does."""
    return stored_filters(request.root).save(StoredFilter(request.action_context.actor, name, shared, wanted))


@post_view(context=Portal, name="remove-view", permission="office", page=below_root("work-list"))
def remove_view(request: Request) -> HTTPSeeOther:
    """Removes a saved view of the person, or one that a colleague has left to the office. 404 for another one."""
    ctx, filter_id = request.action_context, request.posted(FILTER)
    found = stored_filters(request.root).visible(filter_id, ctx.actor)
    if found is None or not may_remove(request.root, found, ctx.actor):
        raise HTTPNotFound()
    stored_filters(request.root).remove(filter_id)
    ctx.record("view.removed", filter_id)
    return HTTPSeeOther(request.resource_path(request.root, "work-list", query={"done": "view-removed"}))
