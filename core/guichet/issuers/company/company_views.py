"""Base class and look-ups of the form views of « Ma société »."""

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from guichet.i18n import _
from guichet.issuers.members import Member, member_of
from guichet.issuers.models import BankAccount, Company
from guichet.web.form_view import FormView
from guichet.web.forms.form import Button, Link

SAVE = Button("save", _("Enregistrer"))
BACK = _("‹ Ma société")


class CompanyFormView(FormView):
    """A form about one person or one bank account of a company."""

    context: Company
    buttons = (SAVE,)

    def __init__(self, context: Company, request: Request) -> None:
        super().__init__(context, request)
        self.company_url: str = request.resource_path(context, "company")
        self.back = Link(BACK, self.company_url)

    def saved(self, code: str) -> HTTPSeeOther:
        """Back to « Ma société », which shows the notice ``code``."""
        return self.done(code, self.context, "company")


def requested_id(request: Request) -> str:
    """The id of a person or a bank account at the end of the address; empty unless exactly one segment follows."""
    return request.subpath[0] if len(request.subpath) == 1 else ""


def requested_member(company: Company, request: Request) -> Member:
    """The person whose id ends the address. Raises ``HTTPNotFound``."""
    member = member_of(company, requested_id(request))
    if member is None:
        raise HTTPNotFound
    return member


def requested_bank_account(company: Company, request: Request) -> BankAccount:
    """The bank account whose id ends the address. Raises ``HTTPNotFound``."""
    account = company.bank_account(requested_id(request))
    if account is None:
        raise HTTPNotFound
    return account
