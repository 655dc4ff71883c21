"""The saved decision numbers of a beneficiary: added, changed, and removed after a question."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from guichet.i18n import _
from guichet.issuers import beneficiary_actions, issuer_actions
from guichet.issuers.beneficiary_actions import MAX_DECISIONS, AlreadySaved, TooMany
from guichet.issuers.beneficiary_details import Grant
from guichet.issuers.beneficiary_forms import BeneficiaryFormView
from guichet.issuers.beneficiary_schemas import decision_schema
from guichet.issuers.models import Beneficiary
from guichet.values import decision_number
from guichet.web.form_view import InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link

ALREADY_SAVED = _("Ce numéro est déjà enregistré pour cette personne")
ENOUGH = _(
    "Vous pouvez enregistrer ${most} numéros par personne. Supprimez-en un dont vous n’avez plus besoin",
    mapping={"most": MAX_DECISIONS},
)


class DecisionFormView(BeneficiaryFormView):
    """A decision number with what the office granted."""

    lead = (
        _(
            "Seuls le numéro et sa description sont repris dans vos factures. Le reste est facultatif : le guichet le "
            "compare avec ce que vous facturez."
        ),
    )

    def schema(self) -> colander.SchemaNode:
        """The questions."""
        return decision_schema()

    def stored(self, number: str) -> HTTPSeeOther:
        """Back to the page, which warns of a number of another office."""
        own = decision_number.office_code(number) == self.request.desk.tenant.office_code
        return self.saved("beneficiary-saved" if own else "decision-of-another-office")


@form_view(context=Beneficiary, name="add-decision", permission="file")
class AddDecision(DecisionFormView):
    """Saves another decision number."""

    title = _("Ajouter un numéro de décision")

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores it."""
        number, label, grant = _given(answers)
        try:
            beneficiary_actions.add_decision(self.request.action_context, self.context, number, label, grant)
        except AlreadySaved:
            raise InvalidAnswer("decision_number", ALREADY_SAVED) from None
        except TooMany:
            raise InvalidAnswer("decision_number", ENOUGH) from None
        return self.stored(number)


@form_view(context=Beneficiary, name="change-decision", permission="file")
class ChangeDecision(DecisionFormView):
    """Changes a saved decision number."""

    title = _("Modifier un numéro de décision")
    changes_stored = True
    number: str

    def before(self) -> None:
        """Finds the number whose key ends the address."""
        number = self.context.decision_number("".join(self.request.subpath))
        if number is None:
            raise HTTPNotFound
        self.number = number

    def initial(self) -> dict[str, Any]:
        """The decision as stored."""
        stored = {"decision_number": self.number, "decision_label": dict(self.context.decisions)[self.number]}
        grant = self.context.grant(self.number)._asdict()
        return {name: value for name, value in (stored | grant).items() if value not in (None, "")}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores what was changed."""
        number, label, grant = _given(answers)
        ctx = self.request.action_context
        try:
            beneficiary_actions.change_decision(ctx, self.context, self.number, number, label, grant)
        except AlreadySaved:
            raise InvalidAnswer("decision_number", ALREADY_SAVED) from None
        return self.stored(number)


@form_view(context=Beneficiary, name="remove-decision", permission="file")
class RemoveDecision(BeneficiaryFormView):
    """Asks before a decision number is removed. Sent twice, the second time changes nothing."""

    buttons = (Button("remove", _("Supprimer")),)
    lead = (_("Les demandes déjà envoyées gardent ce numéro. Il n’est plus proposé pour les prochaines."),)
    number: str

    def before(self) -> HTTPSeeOther | None:
        """Finds the number whose key ends the address."""
        number = self.context.decision_number("".join(self.request.subpath))
        if number is None:
            # A double click sends two requests: the second must not look like a failure.
            if self.request.method == "POST":
                return self.saved()
            raise HTTPNotFound
        self.number = number
        shown = decision_number.show(number)
        self.title = _("Supprimer le numéro ${number} ?", mapping={"number": shown})
        self.cancel = Link(_("Garder le numéro"), self.request.resource_path(self.context))
        return None

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Removes it."""
        issuer_actions.remove_decision(self.request.action_context, self.context, self.number)
        return self.saved()


def _given(answers: dict[str, Any]) -> tuple[str, str, Grant]:
    """Number, description and grant."""
    grant = Grant(
        valid_from=answers["valid_from"],
        valid_until=answers["valid_until"],
        degree=answers["degree"] or "",
        monthly_amount=answers["monthly_amount"],
        limit=answers["limit"] or "",
        yearly_amount=answers["yearly_amount"],
        night_level=answers["night_level"] or "",
        nights=None if answers["nights"] is None else int(answers["nights"]),
        special_hours=answers["special_hours"] or "",
        acute_phase=answers["acute_phase"] or "",
    )
    return answers["decision_number"], answers["decision_label"] or "", grant
