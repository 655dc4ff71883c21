"""« Reprendre la demande »: the office no longer waits for a correction, and decides with what was sent."""

from collections.abc import Iterator
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from translationstring import TranslationString

from guichet import clock
from guichet.i18n import _
from guichet.invoices.corrections import Correction
from guichet.invoices.invoice_readings import INVOICE_READ
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.models import Invoice
from guichet.office.cases.case_pages import CasePage
from guichet.office.cases.deciding_persons import is_concerned
from guichet.office.cases.sent_invoices import may_be_undone
from guichet.office.decisions import decision_actions
from guichet.office.decisions.decision_pages import CONCERNED
from guichet.office.decisions.latest_event import LatestEventView
from guichet.web.form_view import form_view
from guichet.web.forms.form import Button, Link


@form_view(context=Invoice, name="take-back", permission="review", personal_data=INVOICE_READ)
class TakeBack(LatestEventView, CasePage):
    """Asks before a request is taken back from its sender, once the mail about the correction has left."""

    title = _("Reprendre la demande sans la correction ?")
    buttons = (Button("take", _("Reprendre la demande")),)
    notice = "case-taken-back"
    overtaken = "invoice-moved-on"

    def before(self) -> HTTPSeeOther | None:
        """The page of the case where no correction is owed, or the decision may still be undone."""
        super().before()
        correction = self.context.correction
        if correction is None:
            return self.done("invoice-moved-on", self.context, "review")
        if may_be_undone(self.context, clock.now()):
            return self.redirect(self.context, "undo-decision")
        self.lead = tuple(self._sentences(correction))
        self.cancel = Link(_("Attendre encore la correction"), self.request.resource_path(self.context, "review"))
        self.obstacle = CONCERNED if is_concerned(self.request.identity.user, self.context) else None
        return None

    def _sentences(self, correction: Correction) -> Iterator[TranslationString]:
        yield _(
            "La demande attend de nouveau votre décision, telle qu’elle a été envoyée. L’expéditeur ne peut plus la "
            "corriger et reçoit un e-mail."
        )
        if correction.deadline is None:
            yield _(
                "Il n’a aucun délai : fixez-en un d’abord, et dites-lui ce qui se passe ensuite (art. 43 al. 3 LPGA)."
            )
        elif correction.deadline >= clock.today():
            yield _("Son délai court jusqu’au ${day} : attendez-le (art. 43 al. 3 LPGA).") % {
                "day": correction.deadline
            }
        if decision_actions.has_begun(self.context, correction):
            yield _("Il a commencé à corriger : ce qu’il n’a pas renvoyé sera perdu.")

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Takes it back, unless the sender was faster."""
        try:
            decision_actions.take_back(self.request.action_context, self.context)
        except WrongState:
            return self.done("invoice-moved-on", self.context, "review")
        return self.finish()
