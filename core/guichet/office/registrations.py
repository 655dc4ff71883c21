"""« Inscriptions »: the companies that wait to be let in."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.holders.actions import WAITING
from guichet.holders.models import Company
from guichet.holders.rows import WaitingCompany
from guichet.i18n import _
from guichet.identity.models import Account
from guichet.office import actions
from guichet.store.models import Portal
from guichet.values import gln, phone
from guichet.web.forms import new_form
from guichet.web.forms.form import Form, Submit
from guichet.web.forms.nodes import Hidden, LongText

LIST = "templates/registrations.pt"
ONE = "templates/registration.pt"
LONGEST_REASON = 2000
STATES = {
    "waiting": _("En attente"),
    "accepted": _("Acceptée, pas encore activée"),
    "active": _("Acceptée"),
    "refused": _("Refusée"),
}


@view_config(context=Portal, name="registrations", request_method="GET", permission="office", renderer=LIST)
def registrations(request: Request) -> dict[str, Any]:
    """The waiting companies, those that wait longest first."""
    listing = request.root["waiting_companies"]
    page = listing.page(WAITING, request.GET.get("after"))
    return {
        "title": _("Inscriptions"),
        "density": "dense",
        "count": listing.count(WAITING),
        "list": page,
        "rows": [(account_id, WaitingCompany(*row)) for account_id, row in page.rows],
        "show_gln": gln.show,
    }


@view_config(context=Portal, name="registration", request_method="GET", permission="office", renderer=ONE)
def registration(request: Request) -> dict[str, Any]:
    """One company with the person who registered it."""
    account, company = _found(request, request.GET.get("account", ""))
    form = _form(request)
    form.show({"account": account.__name__ or ""})
    return _page(request, account, company, form)


@view_config(context=Portal, name="accept-registration", request_method="POST", permission="office")
def accept(request: Request) -> HTTPSeeOther:
    """Lets the company in."""
    account, _company = _found(request, request.posted("account"))
    return _done(request, account, actions.accept_registration(request.act, account))


@view_config(context=Portal, name="refuse-registration", request_method="POST", permission="office", renderer=ONE)
def refuse(request: Request) -> Any:
    """Does not let the company in, and says why."""
    account, company = _found(request, request.posted("account"))
    form = _form(request)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        request.response.status_int = 422
        return _page(request, account, company, form)
    return _done(request, account, actions.refuse_registration(request.act, account, answers["reason"]))


def _found(request: Request, account_id: str) -> tuple[Account, Company]:
    """The account and its company; ``HTTPNotFound`` for any other account, whose data is not shown here."""
    account = request.root["accounts"].get(account_id)
    home: tuple[str, ...] = account.home if account else ()
    company = request.root["holders"].get(home[1]) if home[:1] == ("holders",) else None
    if not isinstance(company, Company) or account.state not in STATES:
        raise HTTPNotFound()
    return account, company


def _form(request: Request) -> Form:
    reason = LongText(
        LONGEST_REASON,
        name="reason",
        title=_("Raison du refus"),
        description=_("La société la reçoit par e-mail."),
        missing_msg=_("Saisissez la raison du refus"),
    )
    return new_form(
        request,
        colander.Schema(children=[Hidden(name="account"), reason]),
        action=request.resource_path(request.root, "refuse-registration"),
        submit=(Submit("refuse", _("Refuser"), "second"),),
    )


def _page(request: Request, account: Account, company: Company, form: Form) -> dict[str, Any]:
    return {
        "title": company.name,
        "density": "dense",
        "account": account,
        "company": company,
        "state": STATES[account.state],
        "waiting": account.state == WAITING,
        "gln": gln.show(company.gln),
        "others": _with_same_gln(request, company),
        "phone": phone.show(account.phone),
        "form": form,
        "problems": form.problems,
    }


def _with_same_gln(request: Request, company: Company) -> list[str]:
    """Names of other companies that registered with this GLN: one of them is not who it says."""
    scanned = request.root["companies"].scan(f"gln:{company.gln}")
    return [row[0] for key, row in scanned if key[2] != company.__name__]


def _done(request: Request, account: Account, outcome: actions.Outcome) -> HTTPSeeOther:
    """Back to the list, or to the page of a registration that cannot be accepted."""
    done = {"done": f"registration-{outcome}"}
    page = "registrations"
    if outcome == "address-taken":
        page, done["account"] = "registration", account.__name__ or ""
    return HTTPSeeOther(request.resource_path(request.root, page, query=done))
