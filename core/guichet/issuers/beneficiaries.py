"""The pages of « Bénéficiaires », and « Mes données » for an insured person, who is their own beneficiary."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth.reauthentication import ask_to_reauthenticate
from guichet.i18n import _
from guichet.issuers import issuer_actions
from guichet.issuers.index_rows import BeneficiaryRow
from guichet.issuers.issuer_actions import AlreadyListed
from guichet.issuers.issuer_schemas import beneficiary_schema
from guichet.issuers.models import Beneficiaries, Beneficiary, Company, Issuer
from guichet.store.models import find
from guichet.store.sorted_index import Page
from guichet.values import ParseError, avs, decision_number
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.post_views import post_view
from guichet.web.typed_forms import page_again

MAX_FOUND = 100
"""Beneficiaries that a search shows on one page."""
MAX_TEXT = 100
"""Characters of a search that are used."""
ON_THE_LIST = _("Cette personne est déjà dans votre liste : ${name}. Ouvrez cette fiche")
OFF_THE_LIST = _("Cette personne était dans votre liste : ${name}. Remettez-la sur la liste")
FORM = "templates/beneficiary.pt"
LIST = "templates/beneficiaries.pt"


@view_config(context=Beneficiaries, name="", request_method="GET", permission="beneficiaries", renderer=LIST)
def beneficiaries(context: Beneficiaries, request: Request) -> dict[str, Any]:
    """The list by name, 25 a page; after a search, those found."""
    if request.typed_form is None:
        return _list(context, context.directory.page("all", request.GET.get("after")), "")
    typed = request.typed_form.answers
    # Cut rather than refused: no name is longer, and the search compares the text with every row.
    text = typed.get("text", "")[:MAX_TEXT]
    return _list(context, context.search(text, typed.get("after"), MAX_FOUND), text)


@view_config(context=Beneficiaries, name="", request_method="POST", permission="beneficiaries")
def search(context: Beneficiaries, request: Request) -> HTTPSeeOther:
    """Leads to the list filtered by name or AVS number.

    A POST, and the text in a cookie, since addresses are logged (ASVS 5.0, 14.2.1).
    """
    return page_again(request, request.resource_path(context))


def _list(context: Beneficiaries, page: Page[BeneficiaryRow], text: str) -> dict[str, Any]:
    return {
        "title": _("Bénéficiaires"),
        "list": page,
        "count": context.directory.count("all"),
        "text": text,
        "masked": avs.masked,
    }


class BeneficiaryView(FormView):
    """The form of a beneficiary."""

    buttons = (Button("save", _("Enregistrer")),)
    beneficiary: Beneficiary | None = None

    @property
    def issuer(self) -> Issuer:
        """The issuer that the beneficiary belongs to."""
        issuer: Issuer = find(self.context, Issuer)
        return issuer

    @property
    def existing(self) -> Beneficiary | None:
        """The entry that has the AVS number that was refused; None where there is none, or it was refused otherwise.

        Looked up when the page is shown, since the form may have been refused by the request before.
        """
        question = self.form.find("avs")
        if not question.problem:
            return None
        try:
            found = self.issuer.beneficiaries.with_avs(avs.parse(question.value))
        except ParseError:
            return None
        return found if found is not self.beneficiary else None

    def schema(self) -> colander.SchemaNode:
        """The questions; a payment reference may belong to one of the company's bank accounts."""
        issuer = self.issuer
        return beneficiary_schema([one.iban for one in issuer.bank_accounts] if isinstance(issuer, Company) else ())

    def page(self) -> dict[str, Any]:
        """Beneficiary with its decision numbers, which the template lists below the form."""
        own = not isinstance(self.issuer, Company)
        return {
            "beneficiary": self.beneficiary,
            "existing": self.existing,
            "own": own,
            "show_decision": decision_number.show,
        }

    def already_listed(self, problem: AlreadyListed) -> InvalidAnswer:
        """The problem at the AVS number; the page offers the entry that exists."""
        text = OFF_THE_LIST if problem.existing.removed else ON_THE_LIST
        return InvalidAnswer("avs", text % {"name": problem.existing.name})


@form_view(context=Beneficiaries, name="add", permission="beneficiaries", renderer=FORM)
class AddBeneficiary(BeneficiaryView):
    """Adds a beneficiary to a company."""

    title = _("Ajouter un bénéficiaire")

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores the beneficiary."""
        try:
            issuer_actions.add_beneficiary(self.request.action_context, self.issuer, answers)
        except AlreadyListed as problem:
            raise self.already_listed(problem) from None
        return self.done("beneficiary-saved", self.context)


@form_view(context=Beneficiary, permission="file", renderer=FORM)
class ChangeBeneficiary(BeneficiaryView):
    """Changes a beneficiary; an insured person comes back to the same page."""

    def before(self) -> None:
        """The page is named after the beneficiary."""
        self.beneficiary = self.context
        own = not isinstance(self.issuer, Company) and not self.issuer.representation
        self.title = _("Mes données") if own else self.context.name

    def initial(self) -> dict[str, Any]:
        """The beneficiary as stored."""
        stored = {node.name: getattr(self.context, node.name, None) for node in self.form.schema}
        return {name: value for name, value in stored.items() if value}

    def before_validation(self) -> HTTPSeeOther | None:
        """Asks for password and code before another IBAN: a stolen session must not redirect payments."""
        try:
            iban = self.form.answers()["iban"] or ""
        except ValidationFailure:
            return None
        return ask_to_reauthenticate(self.request) if iban != self.context.iban else None

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores what was changed."""
        try:
            issuer_actions.change_beneficiary(self.request.action_context, self.context, answers)
        except AlreadyListed as problem:
            raise self.already_listed(problem) from None
        company = isinstance(self.issuer, Company)
        return self.done("beneficiary-saved", self.context.__parent__ if company else self.context)


@post_view(
    context=Beneficiary,
    name="forget-decision",
    permission="file",
    page=lambda context, request: request.resource_path(context),
)
def remove_decision(context: Beneficiary, request: Request) -> HTTPSeeOther:
    """Removes a decision number from the beneficiary."""
    issuer_actions.remove_decision(request.action_context, context, request.posted("number"))
    return HTTPSeeOther(request.resource_path(context, query={"done": "beneficiary-saved"}))


@post_view(
    context=Beneficiaries,
    name="restore",
    permission="beneficiaries",
    page=lambda context, request: request.resource_path(context),
)
def restore(context: Beneficiaries, request: Request) -> HTTPSeeOther:
    """Puts a beneficiary that was taken off the list back on it."""
    beneficiary = context.get(request.posted("beneficiary"))
    if beneficiary is None:
        raise HTTPNotFound()
    issuer_actions.restore_beneficiary(request.action_context, find(context, Issuer), beneficiary)
    return HTTPSeeOther(request.resource_path(beneficiary, query={"done": "beneficiary-restored"}))


@form_view(context=Beneficiary, name="remove", permission="beneficiaries")
class RemoveBeneficiary(FormView):
    """Asks before the removal; the page says that sent invoices stay."""

    buttons = (Button("remove", _("Supprimer")),)
    lead = (
        _(
            "Les demandes déjà envoyées pour cette personne restent dans votre historique. Ses données, ses décisions "
            "et son IBAN ne sont plus proposés."
        ),
    )

    def before(self) -> None:
        """The page is about this beneficiary."""
        self.title = _("Supprimer ${name} de vos bénéficiaires ?", mapping={"name": self.context.name})
        self.cancel = Link(_("Garder le bénéficiaire"), self.request.resource_path(self.context.__parent__))

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Takes the beneficiary off the company's list."""
        beneficiaries = self.context.__parent__
        issuer_actions.remove_beneficiary(self.request.action_context, self.context)
        return self.done("beneficiary-removed", beneficiaries)
