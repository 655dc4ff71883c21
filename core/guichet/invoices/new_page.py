"""The page « Nouvelle facture »: which form, and for whom."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.issuers.models import Company, Issuer
from guichet.values import avs
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.node import Node
from guichet.web.forms.nodes import Choice


@form_view(context=Issuer, name="new-invoice", permission="file", renderer="templates/new.pt")
class NewInvoice(FormView):
    """The forms this office accepts online, and a company's beneficiaries; starts a draft and opens its form."""

    context: Issuer
    title = _("Nouvelle facture")
    buttons = (Button("start", _("Continuer")),)

    def schema(self) -> colander.SchemaNode:
        """Which form; for a company, also for whom."""
        company = isinstance(self.context, Company)
        return colander.Schema(children=[self._type(), *([self._beneficiary()] if company else ())])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Starts the draft."""
        request, issuer = self.request, self.context
        beneficiary = issuer.beneficiaries[answers.get("beneficiary") or issuer.self_id]
        invoice_type = request.desk.plugins.invoice_types[answers["type"]]
        try:
            invoice = invoice_actions.start_draft(request.action_context, issuer, beneficiary, invoice_type)
        except invoice_actions.TooMuch:
            return self.done("too-many-drafts", issuer)
        return self.redirect(invoice, "edit")

    def page(self) -> dict[str, Any]:
        """``nobody``: a company without beneficiaries has to add one first."""
        issuer = self.context
        nobody = isinstance(issuer, Company) and not issuer.beneficiaries.directory.count("all")
        return {"issuer": issuer, "nobody": nobody}

    def _type(self) -> Node:
        types = [
            (
                kind.id,
                kind.title,
                _("Formulaire ${number}. ${purpose}", mapping={"number": kind.id, "purpose": kind.purpose}),
            )
            for kind in self.request.desk.plugins.invoice_types.values()
        ]
        return Choice(
            types,
            name="type",
            title=_("Type de facture"),
            missing_msg=_("Choisissez le type de facture"),
            default=types[0][0] if len(types) == 1 else colander.drop,
            as_list=False,
        )

    def _beneficiary(self) -> Node:
        rows = self.context.beneficiaries.directory.page("all", size=1000).rows
        return Choice(
            [(beneficiary_id, f"{row.name}, {avs.masked(row.avs)}") for beneficiary_id, row in rows],
            name="beneficiary",
            title=_("Bénéficiaire"),
            missing_msg=_("Choisissez le bénéficiaire"),
            as_list=True,
        )
