"""« Ma société »: the company, its people, its bank accounts."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.issuers.members import ROLES, active_managers, members_of
from guichet.issuers.models import Company
from guichet.values import gln, iban


@view_config(context=Company, name="company", request_method="GET", permission="file", renderer="templates/company.pt")
def company_page(context: Company, request: Request) -> dict[str, Any]:
    """The page of a manager. A collaborator sees only who the managers are."""
    if not request.has_permission("members", context):
        request.override_renderer = "guichet.issuers.company:templates/managers.pt"
        return {"title": _("Ma société"), "company": context, "managers": active_managers(context)}
    return {
        "title": _("Ma société"),
        "company": context,
        "members": members_of(context),
        "roles": ROLES,
        "now": clock.now(),
        "show_gln": gln.show,
        "show_iban": iban.show,
        "any_qr": any(account.is_qr for account in context.bank_accounts),
    }
