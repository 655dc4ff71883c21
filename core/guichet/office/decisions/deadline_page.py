"""« Changer le délai »: another last day for a correction that the sender owes, and the question for that day."""

from datetime import date
from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet import clock
from guichet.i18n import _
from guichet.invoices.correction_dates import possible_deadlines
from guichet.invoices.invoice_readings import INVOICE_READ
from guichet.invoices.models import Invoice
from guichet.office.cases.case_pages import CasePage
from guichet.office.cases.deciding_persons import is_concerned
from guichet.office.cases.sent_invoices import may_be_undone
from guichet.office.decisions import decision_actions
from guichet.office.decisions.decision_pages import CONCERNED
from guichet.web.form_view import form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Day


def deadline_node(**kw: Any) -> colander.SchemaNode:
    """The question for the last day that the sender has for a correction; ``kw`` as for `Day`."""
    first, last = possible_deadlines(clock.now())

    def is_possible(node: colander.SchemaNode, day: date) -> None:
        if not first <= day <= last:
            text = _("Choisissez un jour entre le ${first} et le ${last}")
            raise colander.Invalid(node, text % {"first": first, "last": last})

    missing = _("Saisissez le dernier jour pour renvoyer la demande")
    return Day(name="deadline", title=_("Délai pour l’expéditeur"), missing_msg=missing, validator=is_possible, **kw)


@form_view(context=Invoice, name="correction-deadline", permission="review", personal_data=INVOICE_READ)
class ChangeDeadline(CasePage):
    """« Changer le délai », once the mail about the correction has left."""

    title = _("Changer le délai")
    lead = (_("L’expéditeur reçoit un e-mail avec le nouveau délai, qu’il retrouve aussi sur la page de la demande."),)
    buttons = (Button("save", _("Enregistrer le délai")),)
    notice = "deadline-changed"
    changes_stored = True

    def before(self) -> HTTPSeeOther | None:
        """The page of the case where no correction is owed, or its mail is still to leave."""
        super().before()
        if self.context.correction is None:
            return self.done("invoice-moved-on", self.context, "review")
        if may_be_undone(self.context, clock.now()):
            return self.done("deadline-too-early", self.context, "review")
        self.obstacle = CONCERNED if is_concerned(self.request.identity.user, self.context) else None
        return None

    def schema(self) -> colander.SchemaNode:
        """The day."""
        return colander.Schema(children=[deadline_node()])

    def initial(self) -> dict[str, Any]:
        """The day that is set."""
        assert self.context.correction is not None, "see `before`"
        return {"deadline": self.context.correction.deadline}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Sets the day, and mails it."""
        decision_actions.change_deadline(self.request.action_context, self.context, answers["deadline"])
        return self.finish()
