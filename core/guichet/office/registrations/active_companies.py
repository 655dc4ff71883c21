"""The list of active companies: those at least one of whose members can sign in."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.issuers.index_rows import RegisteredCompany
from guichet.issuers.members import active_managers
from guichet.store.models import Portal
from guichet.values import gln
from guichet.web.personal_data import Reads

NAME = "active-companies"


@view_config(
    context=Portal,
    name=NAME,
    request_method="GET",
    permission="office",
    renderer="templates/companies.pt",
    personal_data=Reads("desk.companies_read", "registration"),
)
def active_companies(request: Request) -> dict[str, Any]:
    """The companies by name, a page at a time, with the managers whom the office can call."""
    issuers, users = request.root["issuers"], request.root["users"]

    def is_active(company_id: str, _row: RegisteredCompany) -> bool:
        # A waiting or refused company has no member who can sign in. Loaded here: a page reads few rows.
        members = (users.get(user_id) for user_id in issuers[company_id].members)
        return any(user is not None and user.state == "active" for user in members)

    page = request.root["companies"].filtered(("all",), is_active, request.GET.get("after"))
    return {
        "title": _("Sociétés actives"),
        "density": "dense",
        "rows": [(row, active_managers(issuers[company_id])) for company_id, row in page.rows],
        "next": page.next,
        "show_gln": gln.show,
    }
