"""« Annuler la décision »: for five minutes, before its mail leaves."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther

from guichet import clock
from guichet.i18n import _
from guichet.invoices.invoice_readings import INVOICE_READ
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.models import Invoice
from guichet.office.cases.deciding_persons import is_concerned
from guichet.office.cases.sent_invoices import is_undone, latest_sent, may_be_undone
from guichet.office.cases.timeline import last_event
from guichet.office.decisions import decision_actions
from guichet.office.decisions.decision_pages import CONCERNED
from guichet.office.decisions.latest_event import LatestEventView
from guichet.web.form_view import form_view
from guichet.web.forms.form import Button, Link


@form_view(context=Invoice, name="undo-decision", permission="review", personal_data=INVOICE_READ)
class UndoDecision(LatestEventView):
    """Asks before a decision is undone; leads to the case once that is too late."""

    title = _("Annuler la décision ?")
    buttons = (Button("undo", _("Annuler la décision")),)
    overtaken = "undo-other"

    def before(self) -> HTTPSeeOther | None:
        """The page of the case where nothing can be undone."""
        latest_sent(self.context)
        if is_undone(self.context):
            return self.done("decision-undone", self.context, "review")
        if may_be_undone(self.context, clock.now()):
            self.lead = (
                last_event(self.context, self.request).sentence,
                _("La demande attend de nouveau un contrôle, et l’e-mail ne part pas."),
            )
            self.cancel = Link(_("Garder la décision"), self.request.resource_path(self.context, "review"))
            self.obstacle = CONCERNED if is_concerned(self.request.identity.user, self.context) else None
            return None
        return self._too_late()

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Undoes it, unless the mail or a batch was faster."""
        try:
            decision_actions.undo(self.request.action_context, self.context)
        except WrongState:
            return self._too_late()
        return self.done("decision-undone", self.context, "review")

    def _too_late(self) -> HTTPSeeOther:
        return self.done("undo-too-late", self.context, "review")
