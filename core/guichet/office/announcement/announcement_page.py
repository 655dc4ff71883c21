"""« Annonce »: the page on which the office writes what people read when they arrive, and where they read it."""

from datetime import date
from typing import Any

import colander
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet import clock
from guichet.i18n import LANGUAGES, _
from guichet.issuers.models import Issuer
from guichet.office.announcement import announcement_actions
from guichet.office.announcement.models import NAME, Announcement
from guichet.store.models import Portal
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import Day, LongText
from guichet.web.personal_data import OFFICE_ONLY

MAX_TEXT = 300
"""Characters: the text stands above every sign-in, so that it has to be short."""
ARRIVALS = ("", "sign-in")
"""Names of the views where it is read: the sign-in pages, and the guichet page of an issuer."""


def includeme(config: Configurator) -> None:
    """Registers the banner."""
    config.add_banner(banner)


def banner(request: Request) -> str | None:
    """The text of today in the reader's language, on the pages where people arrive."""
    # Without traversal, e.g. on an error page, a request has no name of a view.
    if getattr(request, "view_name", None) not in ARRIVALS or not isinstance(request.context, Portal | Issuer):
        return None
    announcement: Announcement = request.root[NAME]
    # On most days there is none, and then the day is not worked out.
    return announcement.text_on(clock.today(), request.localize.language) or None if announcement.texts else None


@form_view(context=Announcement, permission="announcement", personal_data=OFFICE_ONLY)
class ChangeAnnouncement(FormView):
    """The texts and the days."""

    context: Announcement
    title = _("Annonce")
    lead = (
        _(
            "Par exemple une interruption du guichet, ou les jours où l’office est fermé. N’y mettez rien de "
            "personnel : tout le monde peut la lire avant de se connecter."
        ),
    )
    buttons = (Button("save", _("Enregistrer")),)
    changes_stored = True

    def __init__(self, context: Announcement, request: Request) -> None:
        super().__init__(context, request)
        if context.texts:
            self.cancel = Link(_("Retirer l’annonce"), request.resource_path(context, "remove"))

    def schema(self) -> colander.SchemaNode:
        """A text in each language of the desk, the first and the last day."""
        texts = [_text_node(language) for language in self.request.desk.tenant.languages]
        first = Day(name="first", title=_("Premier jour"))
        last = Day(name="last", title=_("Dernier jour"), validator=_not_past)
        return colander.Schema(children=[*texts, first, last], validator=_in_order)

    def initial(self) -> dict[str, Any]:
        """The announcement as it is; the schema drops a language that the desk no longer has."""
        stored = self.context
        days = {name: day for name, day in (("first", stored.first), ("last", stored.last)) if day}
        return {**dict(stored.texts), **days}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores it."""
        texts = {language: " ".join(answers[language].split()) for language in self.request.desk.tenant.languages}
        announcement_actions.announce(
            self.request.action_context, self.context, texts, answers["first"], answers["last"]
        )
        return self.done("announcement-saved", self.context)


@form_view(context=Announcement, name="remove", permission="announcement", personal_data=OFFICE_ONLY)
class RemoveAnnouncement(FormView):
    """Asks before the announcement is taken back."""

    context: Announcement
    title = _("Retirer l’annonce ?")
    lead = (_("Elle n’est plus affichée dès maintenant, et son texte est supprimé."),)
    buttons = (Button("remove", _("Retirer")),)

    def __init__(self, context: Announcement, request: Request) -> None:
        super().__init__(context, request)
        self.cancel = Link(_("Garder l’annonce"), request.resource_path(context))

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Takes it back."""
        announcement_actions.withdraw_announcement(self.request.action_context, self.context)
        return self.done("announcement-removed", self.context)


def _not_past(node: colander.SchemaNode, day: date) -> None:
    if day < clock.today():
        raise colander.Invalid(node, _("Ce jour est passé : choisissez aujourd’hui ou un jour à venir"))


def _text_node(language: str) -> colander.SchemaNode:
    return LongText(
        MAX_TEXT,
        name=language,
        title=_("Texte (${language})", mapping={"language": LANGUAGES[language]}),
        rows="3",
        lang=language,
    )


def _in_order(node: colander.SchemaNode, answers: dict[str, Any]) -> None:
    if answers["last"] < answers["first"]:
        problem = colander.Invalid(node)
        problem["last"] = _("Indiquez un jour qui ne vient pas avant le premier jour")
        raise problem
