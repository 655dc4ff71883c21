"""Keeping one invoice beyond its term, e.g. while an appeal is pending, and letting it go again."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.i18n import _
from guichet.invoices.invoice_readings import INVOICE_READ
from guichet.invoices.models import Invoice
from guichet.office.batches.batch_index import user_name
from guichet.office.retention import retention_actions
from guichet.office.retention.models import retention
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import LongText

MAX_REASON = 300


@form_view(
    context=Invoice,
    name="retention-hold",
    permission="erase",
    personal_data=INVOICE_READ,
)
class HoldInvoice(FormView):
    """Suspends the erasure of an invoice, or resumes it."""

    context: Invoice

    def __init__(self, context: Invoice, request: Request) -> None:
        super().__init__(context, request)
        self.held = retention(request.root).hold_of(context.id)
        self.cancel = Link(_("Revenir à la demande"), request.resource_path(context, "review"))
        reference = {"reference": context.reference}
        if self.held is None:
            self.title = _("Conserver ${reference} au-delà de la durée ?", mapping=reference)
            self.lead = (
                _("Par exemple pendant un recours. La demande n’est pas effacée tant que vous ne l’avez pas libérée."),
            )
            self.buttons = (Button("hold", _("Conserver la demande")),)
        else:
            self.title = _("Libérer ${reference} ?", mapping=reference)
            by = {"name": user_name(request.root, self.held.user_id), "day": self.held.moment.date()}
            self.lead = (
                _("${name} la conserve depuis le ${day}.", mapping=by),
                _("Motif : ${reason}", mapping={"reason": self.held.reason}),
                _("Libérée, elle est effacée dès que sa durée est écoulée."),
            )
            self.buttons = (Button("release", _("Libérer la demande")),)

    def schema(self) -> colander.SchemaNode:
        """The reason, to keep it."""
        if self.held is not None:
            return colander.Schema()
        return colander.Schema(
            children=[
                LongText(
                    MAX_REASON,
                    name="reason",
                    title=_("Motif"),
                    description=_("Visible pour l’office seulement."),
                    missing_msg=_("Saisissez le motif"),
                    rows="3",
                )
            ]
        )

    def before_validation(self) -> HTTPSeeOther | None:
        """The page of the case where what the button says is done already, e.g. after a second press of it; this one
        without a button.
        """
        posted = self.request.POST
        if "hold" in posted and self.held is not None:
            return self.done("invoice-held", self.context, "review")
        if "release" in posted and self.held is None:
            return self.done("invoice-released", self.context, "review")
        # No other post lets an invoice be erased.
        return None if "hold" in posted or "release" in posted else HTTPSeeOther(self.action)

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Keeps it, or lets it go, as the button says and never as the state does: a page may be older."""
        if "hold" in self.request.POST:
            retention_actions.hold(self.request.action_context, self.context, answers["reason"])
            return self.done("invoice-held", self.context, "review")
        retention_actions.release(self.request.action_context, self.context)
        return self.done("invoice-released", self.context, "review")
