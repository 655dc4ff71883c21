"""« Accepter »: asks once more, with amount and account; with an override where a check blocks the acceptance."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.invoices import mails
from guichet.invoices.finding import Finding, label_of
from guichet.invoices.invoice_readings import INVOICE_READ
from guichet.invoices.models import Invoice
from guichet.messages.mail_templates import WrittenText
from guichet.office.cases import correspondence
from guichet.office.cases.case_queue import in_list
from guichet.office.cases.deciding_persons import has_approved, needs_two
from guichet.office.cases.mail_preview import MailPreview
from guichet.office.decisions import decision_actions
from guichet.office.decisions.decision_pages import FORM, MAX_MESSAGE, REVISION, DecisionView
from guichet.office.decisions.group_checks import is_in_order
from guichet.office.decisions.overriding import (
    OVERRIDE_PERMISSION,
    Addition,
    Blocked,
    besides_amounts,
    changes_amounts,
    open_checks,
)
from guichet.values import ParseError, money
from guichet.web.form_view import InvalidAnswer, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Amount, LongText, Node

APPROVE = "approve"
"""Name of the button of the first of two persons."""
APPROVED_SINCE = _(
    "Une autre personne a approuvé cette demande entre-temps : vous seriez la deuxième, qui l’accepte. Vérifiez encore "
    "une fois"
)
APPROVED = _(
    "Vous avez déjà approuvé cette demande, ou une personne du même nom ou avec le même numéro de téléphone l’a fait. "
    "Une deuxième personne de l’office doit l’accepter."
)
FIRST_OF_TWO = _(
    "Le montant demande deux personnes : vous approuvez, puis une autre personne de l’office accepte. Aucun e-mail ne "
    "part encore."
)
BLOCKED_TEXT = _(
    "Un contrôle empêche d’accepter cette demande. Une personne qui a le droit de passer outre peut l’accepter en "
    "indiquant pourquoi : adressez-vous à la ou au responsable de votre équipe."
)
CHANGED = _("Un autre contrôle empêche maintenant d’accepter la demande. Relisez les points ci-dessus.")
FOUND_SINCE = _("Un contrôle ou un message demande maintenant votre attention. Relisez la demande, puis décidez")
IN_ORDER = "in_order"
"""Name of the hidden control of a review whose button accepts at once."""
MAX_REASON = 1000
"""Characters of the reason for overriding a check."""
OVERRIDE = "accept-with-override"
"""Name of the page of an override."""
AMOUNT = "amount-"
"""Before the number of a day without a rate: names of the questions for its amount."""


class Amounts(NamedTuple):
    """Amounts of the second step, in Rappen."""

    asked: int
    completed: int

    @property
    def accepted(self) -> int:
        """What is paid."""
        return self.asked + self.completed


class Acceptance(DecisionView):
    """What both pages of an acceptance share."""

    title = _("Accepter la demande ?")
    mail = mails.INVOICE_ACCEPTED

    @cached_property
    def blocking(self) -> list[Finding]:
        """The checks that hold up the acceptance."""
        return open_checks(self.request.desk, self.context, self.request.localize)

    @property
    def obstacle(self) -> Any:  # type: ignore[override]
        """Also for the first of two persons, who cannot be the second."""
        own = has_approved(self.request.identity.user, self.context)
        return APPROVED if own and self._takes_two else super().obstacle

    @property
    def effect(self) -> Any:  # type: ignore[override]
        """What follows, for the first of two persons and otherwise."""
        if self._is_first:
            return FIRST_OF_TWO
        return _("La demande part pour paiement à la Centrale de compensation, et son expéditeur reçoit un e-mail.")

    @property
    def label(self) -> Any:  # type: ignore[override]
        """« Approuver » for the first of two persons."""
        return _("Approuver la demande") if self._is_first else _("Accepter la demande")

    @property
    def buttons(self) -> Sequence[Button]:  # type: ignore[override]
        """With another name for the first of two persons."""
        (button,) = super().buttons
        return (replace(button, name=APPROVE) if self._is_first else button,)

    def before_validation(self) -> Any:
        """The page again where a press to approve would accept: a colleague has approved since it was shown."""
        if APPROVE in self.request.POST and self._takes_two and not self._is_first:
            self.form.add_problem("", APPROVED_SINCE)
            return self.show_again(409)
        return super().before_validation()

    @property
    def notice(self) -> str:  # type: ignore[override]
        """Of the state that follows."""
        return "invoice-accepted" if self.context.state == "accepted" else "invoice-approved"

    @property
    def completed_sum(self) -> int:
        """Rappen that were completed by the first of two persons, or are typed on the page."""
        override = self.context.override
        return override.completed if override else 0

    def message(self, answers: Mapping[str, Any]) -> WrittenText:
        """The explanation of completed amounts."""
        override = self.context.override
        return WrittenText(override.explanation, override.language) if override else WrittenText("")

    def completed_count(self, answers: Mapping[str, Any]) -> int:
        """The number of completed amounts."""
        override = self.context.override
        return len(override.completions) if override else 0

    def page(self) -> dict[str, Any]:
        """The checks that block, and what the amounts come to."""
        completed = self.completed_sum
        amounts = Amounts(self.context.latest.total, completed) if completed else None
        return super().page() | {"blocking": self.blocking, "amounts": amounts}

    def _mails(self, answers: Mapping[str, Any]) -> list[MailPreview]:
        # The approval of the first of two persons tells the sender nothing.
        return [] if self._is_first else super()._mails(answers)

    @property
    def _takes_two(self) -> bool:
        return needs_two(self.request.desk.tenant, self.context, self.completed_sum)

    @property
    def _is_first(self) -> bool:
        changed = changes_amounts(self.completed_sum, self.context.override)
        return self._takes_two and (changed or not self.context.first_approver)


@form_view(context=Invoice, name="accept", permission="review", renderer=FORM, personal_data=INVOICE_READ)
class AcceptInvoice(Acceptance):
    """Accepts, or approves as the first of two persons; leads to the override where a check blocks."""

    def before(self) -> Any:
        """The page of the override, for an officer with the right."""
        answer = super().before()
        if answer is None and self.blocking and self.request.has_permission(OVERRIDE_PERMISSION, self.context):
            path = in_list(self.request, self.request.resource_path(self.context, OVERRIDE))
            return HTTPSeeOther(f"{path}{'&' if '?' in path else '?'}{REVISION}={self.revision_number}")
        return answer

    @property
    def obstacle(self) -> Any:  # type: ignore[override]
        """Also a check that blocks."""
        return super().obstacle or (BLOCKED_TEXT if self.blocking else None)

    def stated(self, answers: Mapping[str, Any]) -> Sequence[Any]:
        """What the first of two persons has added: another may have added something else since the page was shown."""
        override = self.context.override
        return (override.event_number, override.completed) if override else ()

    def before_validation(self) -> Any:
        """The page again where the review said that every check is in order, and one no longer is."""
        if self.request.posted(IN_ORDER) and not is_in_order(self.request.desk, self.context):
            self.form.add_problem("", FOUND_SINCE)
            return self.show_again(409)
        return super().before_validation()

    def decide(self, answers: dict[str, Any]) -> None:
        """Accepts the invoice."""
        decision_actions.accept(self.request.action_context, self.context, revision_number=self.revision_number)


@form_view(context=Invoice, name=OVERRIDE, permission=OVERRIDE_PERMISSION, renderer=FORM, personal_data=INVOICE_READ)
class AcceptWithOverride(Acceptance):
    """Accepts against a blocking check, with a reason, and completes the amounts that no rate gives."""

    has_words = True

    def before(self) -> Any:
        """The ordinary page where no check blocks."""
        answer = super().before()
        if answer is None and not self.blocking:
            return HTTPSeeOther(in_list(self.request, self.request.resource_path(self.context, "accept")))
        return answer

    def schema(self) -> colander.SchemaNode:
        """An amount for each day without a rate with words for the sender, and why other checks are overridden."""
        schema = super().schema()
        frozen = self.context.latest.frozen
        rows = frozen.rows(self.request.localize.language)
        for number, issue in enumerate(frozen.unpriced):
            schema.add(_amount(number, label_of(issue.path, rows)))
        if frozen.unpriced:
            schema.add(_explanation())
            if self.reader and self.reader.hint:
                schema.add(correspondence.language_node(self.request))
        if besides_amounts(frozen, self.blocking):
            schema.add(_reason())
        return schema

    @cached_property
    def completed_sum(self) -> int:
        """Rappen that are typed on the page."""
        # From the controls: the form's own button depends on it.
        return sum(_rappen(value) for name, value in self.controls if name.startswith(AMOUNT))

    def message(self, answers: Mapping[str, Any]) -> WrittenText:
        """The explanation as typed."""
        addition = self._addition(answers)
        return WrittenText(addition.explanation, addition.language)

    def completed_count(self, answers: Mapping[str, Any]) -> int:
        """The number of amounts on the page."""
        return len(self._addition(answers).amounts)

    def stated(self, answers: Mapping[str, Any]) -> Sequence[Any]:
        """Amounts and reason, and the checks that they are about."""
        return (self._addition(answers), [one.subject for one in self.blocking])

    def decide(self, answers: dict[str, Any]) -> None:
        """Accepts the invoice."""
        ctx, addition = self.request.action_context, self._addition(answers)
        try:
            decision_actions.accept(ctx, self.context, revision_number=self.revision_number, addition=addition)
        except Blocked as changed:  # between the page and the answer
            raise InvalidAnswer("", CHANGED) from changed

    def _addition(self, answers: Mapping[str, Any]) -> Addition:
        language = answers.get("language") or self.request.localize.language
        amounts = [answers[f"{AMOUNT}{number}"] for number in range(len(self.context.latest.frozen.unpriced))]
        return Addition(amounts, answers.get("message", ""), answers.get("reason", ""), language)


def _rappen(text: str) -> int:
    try:
        return money.parse(text)
    except ParseError:  # the question says so
        return 0


def _amount(number: int, label: str) -> Node:
    title = _("Montant à ajouter : ${label}", mapping={"label": label}) if label else _("Montant à ajouter")
    missing = _("Saisissez le montant à ajouter, ou 0.00")
    # Without a hint: the check above it says which rate is missing.
    return Amount(name=f"{AMOUNT}{number}", title=title, missing_msg=missing)


def _explanation() -> Node:
    return LongText(
        MAX_MESSAGE,
        name="message",
        title=_("Explication pour l’expéditeur"),
        description=_("Comment vous avez trouvé le montant, sans indication sur la santé. Elle reste sur la demande."),
        missing_msg=_("Saisissez l’explication du montant"),
        rows="4",
    )


def _reason() -> Node:
    return LongText(
        MAX_REASON,
        name="reason",
        title=_("Motif pour passer outre"),
        description=_("Il reste à l’office, avec la décision."),
        missing_msg=_("Saisissez pourquoi vous acceptez malgré ce contrôle"),
        rows="3",
    )
