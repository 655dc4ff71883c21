"""« Changer de bénéficiaire »: another person for a draft, whose answers stay."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.invoices.beneficiary_choice import FIND, beneficiary_questions, chosen_beneficiary, is_searched
from guichet.invoices.models import Invoice
from guichet.invoices.moved_on import to_moved_on
from guichet.issuers.models import Company, Issuer
from guichet.store.models import find
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button, Link

SAVE = Button("save", _("Enregistrer"))


@form_view(context=Invoice, name="beneficiary", permission="file")
class ChangeBeneficiary(FormView):
    """The beneficiaries of the company; saves the chosen one with the draft."""

    context: Invoice
    title = _("Changer de bénéficiaire")
    lead = (_("Vos réponses et vos documents restent. Le compte et la décision enregistrés suivent la personne."),)

    def before(self) -> HTTPSeeOther | None:
        """The page of what can no longer be changed: a sent invoice, or one of an insured person."""
        if self.context.state == "draft" and isinstance(self._issuer, Company):
            return None
        return to_moved_on(self.request, self.context)

    @property
    def back(self) -> Link:  # type: ignore[override]  # read only, as the base class uses it
        """The form."""
        return Link(_("‹ Retour au formulaire"), self.request.resource_path(self.context, "edit"))

    @property
    def buttons(self) -> tuple[Button, ...]:  # type: ignore[override]  # as above
        """« Chercher » where the beneficiary is searched."""
        return (FIND, SAVE) if is_searched(self._issuer) else (SAVE,)

    def schema(self) -> colander.SchemaNode:
        """For whom."""
        return colander.Schema(children=beneficiary_questions(self.request, self._issuer))

    def initial(self) -> dict[str, str] | None:
        """The present person, where all are offered."""
        people = self._issuer.beneficiaries
        shown = not is_searched(self._issuer) and not people[self.context.beneficiary_id].removed
        return {"beneficiary": self.context.beneficiary_id} if shown else None

    def before_validation(self) -> Any:
        """« Chercher »: the page again, with the beneficiaries found."""
        return self.show_again(200) if FIND.name in self.request.POST else None

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Saves the person."""
        person = self._issuer.beneficiaries[chosen_beneficiary(answers)]
        invoice_actions.change_beneficiary(self.request.action_context, self.context, person)
        return self.done("beneficiary-changed", self.context, "edit")

    @property
    def _issuer(self) -> Issuer:
        found: Issuer = find(self.context, Issuer)
        return found
