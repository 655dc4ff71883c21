"""The forms of a beneficiary: a new one, its personal data, its bank details."""

from collections.abc import Mapping
from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.auth.reauthentication import ask_to_reauthenticate
from guichet.i18n import _
from guichet.issuers import issuer_actions
from guichet.issuers.beneficiary_details import Representative
from guichet.issuers.beneficiary_schemas import bank_details_schema, new_beneficiary_schema, person_schema
from guichet.issuers.issuer_actions import BANK, REPRESENTATIVE_PREFIX, AlreadyListed
from guichet.issuers.list_size import LIST_FULL, ListFull
from guichet.issuers.models import Beneficiaries, Beneficiary, Company, Issuer
from guichet.issuers.power_of_attorney_file import posted_power, store_power
from guichet.store.models import find
from guichet.values import ParseError, avs, iban
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link

FORM = "templates/beneficiary_form.pt"
ON_THE_LIST = _("Cette personne est déjà dans votre liste : ${name}. Ouvrez cette fiche")
OFF_THE_LIST = _("Cette personne était dans votre liste : ${name}. Remettez-la sur la liste")
SAVE = Button("save", _("Enregistrer"))


class BeneficiaryFormView(FormView):
    """A form about one beneficiary, with the way back to its page."""

    context: Beneficiary
    buttons = (SAVE,)

    def __init__(self, context: Beneficiary, request: Request) -> None:
        super().__init__(context, request)
        self.issuer: Issuer = find(context, Issuer)
        self.own = not isinstance(self.issuer, Company)
        page = request.resource_path(context)
        label = _("Mes données") if self.own and not self.issuer.representation else context.name
        self.back = Link(request.localize(_("‹ ${name}", mapping={"name": request.localize(label)})), page)
        self.cancel = Link(_("Annuler"), page)

    @property
    def company_ibans(self) -> list[str]:
        """The accounts of the company that invoices, to one of which a payment reference may belong."""
        return company_ibans(self.issuer)

    def saved(self, code: str = "beneficiary-saved") -> HTTPSeeOther:
        """Back to the page of the beneficiary, which shows the notice ``code``."""
        return self.done(code, self.context)


class PersonFormView(FormView):
    """A form that asks for an AVS number, and offers the entry that has it already."""

    issuer: Issuer
    beneficiary: Beneficiary | None = None
    """The entry that is changed; None for a new one."""

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

    def page(self) -> dict[str, Any]:
        """The entry that exists."""
        return {"existing": self.existing}

    def already_listed(self, problem: AlreadyListed) -> InvalidAnswer:
        """The problem at the AVS number; the page offers the entry that exists."""
        text = OFF_THE_LIST if problem.existing.removed else ON_THE_LIST
        return InvalidAnswer("avs", text % {"name": problem.existing.name})


@form_view(context=Beneficiaries, name="add", permission="beneficiaries", renderer=FORM, takes_files=True)
class AddBeneficiary(PersonFormView):
    """Adds a beneficiary to a company."""

    title = _("Ajouter un bénéficiaire")
    buttons = (SAVE,)
    lead = (_("Ensuite, la page de la personne vous permet d’ajouter d’autres décisions et procurations."),)

    def __init__(self, context: Beneficiaries, request: Request) -> None:
        super().__init__(context, request)
        self.issuer = find(context, Issuer)
        self.back = Link(_("‹ Bénéficiaires"), request.resource_path(context))

    def schema(self) -> colander.SchemaNode:
        """All questions; a payment reference may belong to one of the company's bank accounts."""
        accounts = company_ibans(self.issuer)
        return new_beneficiary_schema(asks_reference=asks_reference(self.request, accounts), company_ibans=accounts)

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores the beneficiary, with the power of attorney if one was chosen, and leads to its page."""
        dated = answers["valid_from"] or answers["valid_until"]
        file = posted_power(self.request, required=bool(dated))
        try:
            beneficiary = issuer_actions.add_beneficiary(self.request.action_context, self.issuer, answers)
        except AlreadyListed as problem:
            raise self.already_listed(problem) from None
        except ListFull:
            raise InvalidAnswer("", LIST_FULL) from None
        if file is not None:
            store_power(self.request, beneficiary, file, answers)
        return self.done("beneficiary-saved", beneficiary)


@form_view(context=Beneficiary, name="personal-data", permission="file", renderer=FORM)
class ChangePerson(BeneficiaryFormView, PersonFormView):
    """« Informations personnelles », with the legal representative of a company's beneficiary."""

    title = _("Modifier les informations personnelles")
    changes_stored = True

    def before(self) -> None:
        """The entry itself has its AVS number."""
        self.beneficiary = self.context

    @property
    def lead(self) -> tuple[str, ...]:  # type: ignore[override]
        """Where else the data of an insured person count."""
        if not self.own:
            return ()
        return (
            _(
                "Ces données sont reprises dans vos factures. Vous pouvez les modifier en tout temps ; les demandes "
                "déjà envoyées gardent les anciennes."
            ),
        )

    def schema(self) -> colander.SchemaNode:
        """The questions."""
        return person_schema(own=self.own)

    def initial(self) -> dict[str, Any]:
        """The person as stored."""
        stored = {node.name: getattr(self.context, node.name, None) for node in self.form.schema}
        representative = self.context.representative or Representative("", "", "")
        stored |= {f"{REPRESENTATIVE_PREFIX}{name}": value for name, value in representative._asdict().items()}
        return {node.name: stored[node.name] for node in self.form.schema if stored.get(node.name)}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores what was changed."""
        try:
            issuer_actions.change_beneficiary(self.request.action_context, self.context, answers)
        except AlreadyListed as problem:
            raise self.already_listed(problem) from None
        return self.saved()


@form_view(context=Beneficiary, name="bank-details", permission="file")
class ChangeBankDetails(BeneficiaryFormView):
    """« Informations bancaires »."""

    title = _("Modifier les informations bancaires")
    changes_stored = True
    lead = (_("Un autre IBAN demande votre mot de passe et un nouveau code, et est annoncé par e-mail."),)

    def schema(self) -> colander.SchemaNode:
        """The questions; the payment reference only where an account may be a QR-IBAN."""
        accounts = self.company_ibans
        shown = asks_reference(self.request, accounts, self.context.iban)
        return bank_details_schema(asks_reference=shown, company_ibans=accounts)

    def initial(self) -> dict[str, Any]:
        """The account as stored."""
        return {name: getattr(self.context, name) for name in BANK if getattr(self.context, name)}

    def before_validation(self) -> HTTPSeeOther | None:
        """Asks for password and code before another IBAN: a stolen session must not redirect payments."""
        try:
            typed = self.form.answers()["iban"] or ""
        except ValidationFailure:
            return None
        return ask_to_reauthenticate(self.request) if typed != self.context.iban else None

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores what was changed."""
        given = (answers.get(name) or "" for name in BANK)
        issuer_actions.save_bank_details(self.request.action_context, self.context, *given)
        return self.saved()


def company_ibans(issuer: Issuer) -> list[str]:
    """The accounts of a company; none for an insured person."""
    return [one.iban for one in issuer.bank_accounts] if isinstance(issuer, Company) else []


def asks_reference(request: Request, accounts: list[str], stored: str = "") -> bool:
    """Whether one of the accounts, or the one typed or stored for the beneficiary, is a QR-IBAN.

    Only these are paid with a payment reference (Swiss payment standards). A QR-IBAN that is typed adds the question
    to the page that shows the form again, so that it works without script.
    """
    typed: Mapping[str, str] = request.typed_form.answers if request.typed_form else {}
    text = request.posted("iban") or typed.get("iban", "")
    try:
        given = iban.parse(text) if text else stored
    except ParseError:
        given = stored
    return any(iban.is_qr(one) for one in (*accounts, given) if one)
