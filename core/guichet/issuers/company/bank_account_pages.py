"""The forms for a company's bank accounts.

Both ask for password and code unless they were given within ten minutes (``reauth``; ASVS 5.0, 7.5.3): a stolen session
must not redirect payments.
"""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.issuers.company import company_actions
from guichet.issuers.company.company_schemas import bank_account_schema
from guichet.issuers.company.company_views import CompanyFormView, requested_bank_account
from guichet.issuers.models import BankAccount, Company
from guichet.values import iban as iban_value
from guichet.values.name_folding import normalize_for_search
from guichet.web.form_view import InvalidAnswer, form_view

ALREADY_LISTED = _("Ce compte est déjà dans la liste, sous « ${label} ». Modifiez-le là")
TOO_MANY = _(
    "Votre société a déjà ${most} comptes. Supprimez-en un avant d’en ajouter un autre",
    mapping={"most": company_actions.MAX_ACCOUNTS},
)
SAME_LABEL = _("Choisissez une autre désignation : le compte ${iban} s’appelle déjà ainsi")


class BankAccountView(CompanyFormView):
    """A bank account of a company."""

    lead = (
        _("Tous les gérants reçoivent un e-mail quand un compte change."),
        _(
            "Si c’est un QR-IBAN, saisissez aussi le N° de référence de paiement de chaque bénéficiaire, sur sa page. "
            "Il est transmis lors du paiement."
        ),
    )

    def schema(self) -> colander.SchemaNode:
        """Label, IBAN and account holder."""
        return bank_account_schema()

    def account_with(self, iban: str) -> BankAccount | None:
        """The company's account with that IBAN; None when there is none."""
        return next((account for account in self.context.bank_accounts if account.iban == iban), None)

    def require_own_label(self, label: str, account: BankAccount | None = None) -> None:
        """Refuses the label of another account than ``account``: invoices offer the accounts by their labels."""
        wanted = normalize_for_search(label)
        for other in self.context.bank_accounts:
            if other is not account and normalize_for_search(other.label) == wanted:
                raise InvalidAnswer("label", SAME_LABEL % {"iban": iban_value.show(other.iban)})


@form_view(context=Company, name="add-bank-account", permission="members", reauth=True)
class AddBankAccount(BankAccountView):
    """Adds a bank account. Sent twice, e.g. by a double click, the second time changes nothing."""

    title = _("Ajouter un compte bancaire")

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores it."""
        twin = self.account_with(answers["iban"])
        if twin is None:
            self.require_own_label(answers["label"])
            try:
                company_actions.add_bank_account(self.request.action_context, self.context, answers)
            except company_actions.TooManyAccounts:
                raise InvalidAnswer("iban", TOO_MANY) from None
        elif any(getattr(twin, name) != (answers[name] or "") for name in company_actions.BANK_ACCOUNT):
            raise InvalidAnswer("iban", ALREADY_LISTED % {"label": twin.label})
        return self.saved("bank-account-saved")


@form_view(context=Company, name="change-bank-account", permission="members", reauth=True)
class ChangeBankAccount(BankAccountView):
    """Changes a bank account."""

    title = _("Modifier un compte bancaire")
    changes_stored = True

    account: BankAccount

    def before(self) -> None:
        """Finds the account whose id ends the address."""
        self.account = requested_bank_account(self.context, self.request)

    @property
    def record_id(self) -> str:
        """The account's."""
        return self.account.id

    def initial(self) -> dict[str, Any]:
        """The account as stored."""
        return {name: getattr(self.account, name) for name in company_actions.BANK_ACCOUNT}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores what was changed."""
        twin = self.account_with(answers["iban"])
        if twin is not None and twin is not self.account:
            raise InvalidAnswer("iban", ALREADY_LISTED % {"label": twin.label})
        self.require_own_label(answers["label"], self.account)
        company_actions.change_bank_account(self.request.action_context, self.context, self.account, answers)
        return self.saved("bank-account-saved")
