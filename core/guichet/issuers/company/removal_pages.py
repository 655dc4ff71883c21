"""The pages that ask once before a person's access or a bank account is removed, and say what happens then."""

from abc import abstractmethod
from typing import Any

import colander
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from guichet.i18n import _
from guichet.issuers.company import company_actions
from guichet.issuers.company.company_views import CompanyFormView, requested_id
from guichet.issuers.company.member_pages import LAST_MANAGER, who
from guichet.issuers.members import Member, member_of
from guichet.issuers.models import BankAccount, Company
from guichet.values import iban
from guichet.web.form_view import form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import Hidden

STAY = _("Les factures déjà saisies restent à votre société, avec ce nom.")
EFFECT = {
    "own": (_("Vous êtes déconnecté tout de suite et ne pouvez plus vous connecter."), STAY),
    "invited": (_("Le lien de l’invitation ne fonctionne plus."),),
    "active": (_("Cette personne est déconnectée tout de suite et ne peut plus se connecter."), STAY),
}
"""Consequences of ending an access: key of ``member_pages.who`` → sentences."""


class RemovalView(CompanyFormView):
    """Asks before something is removed. Sent twice, the second time changes nothing."""

    removed = ""
    """The notice of the next page."""

    def before(self) -> HTTPSeeOther | None:
        """Finds the object whose id ends the address. If it is gone, a POST shows the notice of success, a GET 404."""
        # A double click sends two requests: the second must not look like a failure.
        if self.find(requested_id(self.request)):
            return None
        if self.request.method == "POST":
            return self.saved(self.removed)
        raise HTTPNotFound

    @abstractmethod
    def find(self, wanted: str) -> bool:
        """Prepare the page about the person or account with the id ``wanted``; False when there is none."""


@form_view(context=Company, name="remove-member", permission="members", reauth=True)
class RemoveMember(RemovalView):
    """Ends a person's access; the page says why the last manager's cannot be ended."""

    buttons = (Button("remove", _("Supprimer l’accès")),)
    removed = "member-removed"
    member: Member

    def find(self, wanted: str) -> bool:
        """Prepare the page about a person."""
        member = member_of(self.context, wanted)
        if member is None:
            return False
        self.member = member
        self.title = _("Supprimer ${name} de votre société ?", mapping={"name": member.user.name})
        self.lead = EFFECT[who(member, self.request)]
        self.cancel = Link(_("Garder l’accès"), self.company_url)
        if member.role == "manager" and company_actions.is_last_manager(self.context, member.user):
            self.obstacle = LAST_MANAGER
        return True

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Ends it."""
        company_actions.remove_member(self.request.action_context, self.member)
        if self.member.user is self.request.identity.user:
            return self.done("left-company", self.request.root)
        return self.saved(self.removed)


@form_view(context=Company, name="remove-bank-account", permission="members", reauth=True)
class RemoveBankAccount(RemovalView):
    """Removes a bank account; the page says which, and what becomes of invoices that name it."""

    buttons = (Button("remove", _("Supprimer le compte")),)
    removed = "bank-account-removed"
    account: BankAccount

    def find(self, wanted: str) -> bool:
        """Prepare the page about an account."""
        account = self.context.bank_account(wanted)
        if account is None:
            return False
        self.account = account
        self.title = _("Supprimer le compte « ${label} » ?", mapping={"label": account.label})
        self.lead = (
            _("IBAN ${iban}", mapping={"iban": iban.show(account.iban)}),
            _("Les demandes déjà envoyées gardent ce compte. Pour un brouillon, il faudra en choisir un autre."),
        )
        self.cancel = Link(_("Garder le compte"), self.company_url)
        return True

    def schema(self) -> colander.SchemaNode:
        """The account as the page shows it: a colleague may make another one of it meanwhile."""
        return colander.Schema(children=[Hidden(name="iban")])

    def initial(self) -> dict[str, str]:
        """See `schema`."""
        return {"iban": self.account.iban}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Removes it, or asks again where it is another one by now."""
        if answers["iban"] != self.account.iban:
            return self.done("bank-account-changed", self.context, self.request.view_name, *self.request.subpath)
        company_actions.remove_bank_account(self.request.action_context, self.context, self.account)
        return self.saved(self.removed)
