"""Pages that hand a case over, set its reminder and note something on it; the review has the same questions inline."""

from datetime import date
from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet import clock
from guichet.i18n import _
from guichet.invoices.case_index import UNASSIGNED
from guichet.invoices.invoice_readings import INVOICE_READ
from guichet.invoices.models import Invoice
from guichet.office.cases import case_actions
from guichet.office.cases.assignees import assignees, user_id_of
from guichet.office.cases.case_actions import NotAColleague
from guichet.office.cases.case_queue import in_list
from guichet.office.cases.chosen_list import LIST, list_around
from guichet.office.cases.sent_invoices import latest_sent
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import Choice, Day, LongText

MAX_NOTE = 2000
"""Characters of a note."""
PAST = _("Choisissez un jour à venir")


def back_to_review(invoice: Invoice, request: Request, notice: str) -> HTTPSeeOther:
    """The redirect to the review, within the list that the case was opened from."""
    chosen = list_around(request)
    query = {**({LIST: chosen.text} if chosen else {}), "done": notice}
    return HTTPSeeOther(request.resource_path(invoice, "review", query=query))


class CasePage(FormView):
    """A page about a case; 404 for a draft."""

    context: Invoice
    notice: str
    """Code of the notice on the review that follows."""

    @property
    def action(self) -> str:
        """With the list that the case was opened from."""
        return in_list(self.request, self.request.path)

    def before(self) -> None:
        """Raises ``HTTPNotFound`` for a draft, of which the office sees nothing."""
        latest_sent(self.context)
        label = _("‹ Contrôler ${reference}", mapping={"reference": self.context.reference})
        self.back = Link(label, in_list(self.request, self.request.resource_path(self.context, "review")))

    def page(self) -> dict[str, Any]:
        """The reference for the title of the window."""
        return {"title_detail": self.context.reference, "density": "dense"}

    def finish(self) -> HTTPSeeOther:
        """The redirect to the review."""
        return back_to_review(self.context, self.request, self.notice)


@form_view(context=Invoice, name="assign", permission="review", personal_data=INVOICE_READ)
class AssignCase(CasePage):
    """« Attribuer »: to oneself, to a colleague, or given back."""

    title = _("Attribuer le dossier")
    buttons = (Button("assign", _("Attribuer")),)
    notice = "case-assigned"
    changes_stored = True

    def schema(self) -> colander.SchemaNode:
        """The colleagues who review invoices, and the choice to give it back."""
        offers = [*assignees(self.request.root), (UNASSIGNED, _("Personne", context="assignee"))]
        return colander.Schema(children=[Choice(offers, name="assignee", title=_("Attribué à"), as_list=True)])

    def initial(self) -> dict[str, Any]:
        """The person who has the case."""
        return {"assignee": self.context.assignee or UNASSIGNED}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Assigns the case."""
        try:
            case_actions.assign(self.request.action_context, self.context, user_id_of(answers["assignee"]))
        except NotAColleague as gone:  # between the page and the answer
            raise InvalidAnswer("assignee", _("Cette personne ne contrôle plus de demandes")) from gone
        return self.finish()


@form_view(context=Invoice, name="follow-up", permission="review", personal_data=INVOICE_READ)
class SetFollowUp(CasePage):
    """« Me rappeler le »: a day to come, or none."""

    title = _("Rappel")
    buttons = (Button("save", _("Enregistrer le rappel")),)
    notice = "follow-up-saved"
    changes_stored = True

    def schema(self) -> colander.SchemaNode:
        """A day, or nothing for no reminder."""
        label, hint = _("Me rappeler le"), _("Laissez le champ vide pour supprimer le rappel")
        return colander.Schema(children=[Day(name="follow_up", title=label, description=hint, optional=True)])

    def initial(self) -> dict[str, Any]:
        """The day that is set."""
        return {"follow_up": self.context.follow_up}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Sets or removes the reminder."""
        day: date | None = answers["follow_up"]
        if day is not None and day <= clock.today():
            raise InvalidAnswer("follow_up", PAST)
        case_actions.set_follow_up(self.request.action_context, self.context, day)
        return back_to_review(self.context, self.request, self.notice if day else "follow-up-removed")


@form_view(context=Invoice, name="note", permission="review", personal_data=INVOICE_READ)
class AddNote(CasePage):
    """« Nouvelle note »: for the office alone."""

    title = _("Nouvelle note interne")
    lead = (_("L’expéditeur et la personne assurée ne voient jamais les notes internes."),)
    buttons = (Button("save", _("Enregistrer la note")),)
    notice = "note-added"

    def schema(self) -> colander.SchemaNode:
        """The text."""
        text = LongText(
            MAX_NOTE, name="note", title=_("Note"), missing_msg=_("Saisissez le texte de la note"), rows="4"
        )
        return colander.Schema(children=[text])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Adds the note."""
        case_actions.add_note(self.request.action_context, self.context, answers["note"])
        return self.finish()
