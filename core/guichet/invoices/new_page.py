"""« Nouvelle facture »: choice of form and beneficiary; starts the draft."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.issuers.index_rows import BeneficiaryRow
from guichet.issuers.models import Company, Issuer
from guichet.store.sorted_index import Page
from guichet.values import avs
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.node import Node
from guichet.web.forms.nodes import Choice, Text

MAX_CHOICES = 100
"""Beneficiaries offered as a list; a company with more has a search and is offered those found."""
FIND = Button("find", _("Chercher"), "second")
START = Button("start", _("Continuer"))
NOT_FOUND = _("Aucun bénéficiaire ne correspond. Essayez avec le seul nom de famille.")
MORE_FOUND = _("D’autres bénéficiaires peuvent correspondre. Saisissez le nom entier ou le N° assuré entier.")


@form_view(context=Issuer, name="new-invoice", permission="file", renderer="templates/new.pt")
class NewInvoice(FormView):
    """The forms this office accepts online, and a company's beneficiaries; starts a draft and opens its form."""

    context: Issuer
    title = _("Nouvelle facture")

    @property
    def buttons(self) -> tuple[Button, ...]:  # type: ignore[override]  # read only, as the base class uses it
        """« Chercher » where the beneficiary is searched."""
        return (FIND, START) if self._searches else (START,)

    def schema(self) -> colander.SchemaNode:
        """The form; for a company, also the beneficiary."""
        company = isinstance(self.context, Company)
        return colander.Schema(children=[self._type(), *(self._beneficiary() if company else ())])

    def before_validation(self) -> Any:
        """« Chercher »: the page again, with the beneficiaries found."""
        return self.show_again(200) if FIND.name in self.request.POST else None

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Starts the draft."""
        request, issuer = self.request, self.context
        if self._searches and not answers.get("beneficiary"):
            raise InvalidAnswer("search", _("Cherchez le bénéficiaire par son nom ou son N° assuré"))
        beneficiary = issuer.beneficiaries[answers.get("beneficiary") or issuer.self_id]
        invoice_type = request.desk.plugins.invoice_types[answers["type"]]
        try:
            invoice = invoice_actions.start_draft(request.action_context, issuer, beneficiary, invoice_type)
        except invoice_actions.TooMuch:
            return self.done("too-many-drafts", issuer)
        return self.redirect(invoice, "edit")

    def page(self) -> dict[str, Any]:
        """``no_beneficiaries``: a company without beneficiaries has to add one first."""
        issuer = self.context
        no_beneficiaries = isinstance(issuer, Company) and not issuer.beneficiaries.directory.count("all")
        return {"issuer": issuer, "no_beneficiaries": no_beneficiaries}

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

    @property
    def _searches(self) -> bool:
        company = isinstance(self.context, Company)
        return company and self.context.beneficiaries.directory.count("all") > MAX_CHOICES

    def _beneficiary(self) -> list[Node]:
        people = self.context.beneficiaries
        if not self._searches:
            return [_choice(people.directory.page("all", size=MAX_CHOICES))]
        typed = self.request.typed_form
        # Of the form that the page shows again, also one that was refused; else of the one that is being read.
        wanted = (typed.answers.get("search", "") if typed else self.request.posted("search")).strip()[:100]
        found = people.search(wanted, size=MAX_CHOICES) if wanted else None
        hint = MORE_FOUND if found and found.next else NOT_FOUND if found and not found.rows else ""
        search = Text(
            name="search",
            title=_("Nom, prénom ou N° assuré"),
            description=hint,
            optional=True,
            autocomplete="off",
        )
        return [search, _choice(found)] if found and found.rows else [search]


def _choice(page: Page[BeneficiaryRow]) -> Node:
    return Choice(
        [(beneficiary_id, f"{row.name}, {avs.masked(row.avs)}") for beneficiary_id, row in page.rows],
        name="beneficiary",
        title=_("Bénéficiaire"),
        missing_msg=_("Choisissez le bénéficiaire"),
        as_list=True,
    )
