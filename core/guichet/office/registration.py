"""One company's registration: what the office should know of it, and its decision."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.issuers.models import Company
from guichet.office import actions
from guichet.office.lists import refused_before
from guichet.office.models import Reason, in_language
from guichet.office.rows import DECIDED, DecidedCompany
from guichet.store.models import Portal
from guichet.users.models import PENDING, User
from guichet.values import gln, phone
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Choice, Hidden, LongText

ONE = "templates/registration.pt"
MAX_WORDS = 2000
OWN = "own"
"""The choice of no reason of the list."""
STATES = {
    "waiting": _("En attente"),
    "accepted": _("Acceptée"),
    "active": _("Activée"),
    "refused": _("Refusée"),
}


@view_config(context=Portal, name="registration", request_method="GET", permission="office", renderer=ONE)
def registration(request: Request) -> dict[str, Any]:
    """One company with the person who registered it."""
    user, company = _found(request, request.GET.get("user", ""))
    form = _form(request)
    form.show({"user": user.id})
    return _page(request, user, company, form)


@view_config(context=Portal, name="accept-registration", request_method="POST", permission="office")
def accept(request: Request) -> HTTPSeeOther:
    """Lets the company in."""
    user, _company = _found(request, request.posted("user"))
    return _done(request, user, actions.accept_registration(request.action_context, user))


@view_config(context=Portal, name="refuse-registration", request_method="POST", permission="office", renderer=ONE)
def refuse(request: Request) -> Any:
    """Does not let the company in, and says why."""
    user, company = _found(request, request.posted("user"))
    form = _form(request)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        request.response.status_int = 422
        return _page(request, user, company, form)
    reason: Reason | None = request.root["reasons"].get(answers.get("reason") or OWN)
    outcome = actions.refuse_registration(request.action_context, user, answers["words"] or "", reason)
    return _done(request, user, outcome)


@view_config(context=Portal, name="resend-welcome", request_method="POST", permission="office")
def resend_welcome(request: Request) -> HTTPSeeOther:
    """Mails the link once more to a company that has not come yet."""
    user, _company = _found(request, request.posted("user"))
    sent = actions.resend_welcome(request.action_context, user)
    query = {"user": user.id, "done": "welcome-sent" if sent else "registration-already-accepted"}
    return HTTPSeeOther(request.resource_path(request.root, "registration", query=query))


def _found(request: Request, user_id: str) -> tuple[User, Company]:
    """The account and its company; ``HTTPNotFound`` for any other account, whose data is not shown here."""
    user = request.root["users"].get(user_id)
    home: tuple[str, ...] = user.home if user else ()
    company = request.root["issuers"].get(home[1]) if home[:1] == ("issuers",) else None
    if not isinstance(company, Company) or user.state not in STATES:
        raise HTTPNotFound()
    return user, company


def _form(request: Request) -> Form:
    reasons = request.root["reasons"].by_title(request.localize.language)
    nodes = [Hidden(name="user")]
    if reasons:
        choices: list[tuple[Any, ...]] = [(name, reason.title, reason.text) for name, reason in reasons]
        choices.append((OWN, _("Une autre raison, que j’écris ci-dessous")))
        nodes.append(Choice(choices, name="reason", title=_("Raison du refus"), as_list=False, missing=None))
    words = LongText(
        MAX_WORDS,
        name="words",
        title=_("Votre texte"),
        description=_("La société le reçoit par e-mail, après la raison choisie : pas d’indication sur la santé."),
        optional=True,
        rows="4",
    )
    return new_form(
        request,
        colander.Schema(children=[*nodes, words], validator=_some_reason),
        action=request.resource_path(request.root, "refuse-registration"),
        submit=(Button("refuse", _("Refuser"), "second"),),
    )


def _some_reason(node: Any, answers: dict[str, Any]) -> None:
    """Validator: a company is never refused without a word."""
    if answers.get("reason") in (None, OWN) and not answers["words"]:
        problem = colander.Invalid(node)
        chosen = answers.get("reason") == OWN or "reason" not in node
        problem["words" if chosen else "reason"] = (
            _("Saisissez la raison du refus") if chosen else _("Choisissez une raison, ou écrivez-la")
        )
        raise problem


def _page(request: Request, user: User, company: Company, form: Form) -> dict[str, Any]:
    row = request.root[DECIDED].row(user.id)
    return {
        "title": company.name,
        "density": "dense",
        "user": user,
        "company": company,
        "state": STATES[user.state],
        "gln": gln.show(company.gln),
        "same_gln": _with_same_gln(request, company),
        "why": reason_of(request, row) if row else [],
        "refused": _refused_before(request, user, company),
        "same_address": _with_same_address(request, user),
        "phone": phone.show(user.phone),
        "form": form,
        "problems": form.problems,
    }


def reason_of(request: Request, decided: DecidedCompany) -> list[str]:
    """Why a company was refused: the title of the reason chosen, and what was written."""
    title = in_language(decided.reason, request.localize.language).title if decided.reason else ""
    return [text for text in (title, decided.words) if text]


def _with_same_gln(request: Request, company: Company) -> list[str]:
    """Names of other companies that registered with this GLN and were not refused: one is not who it says."""
    refused = {row.issuer_id for _name, row in refused_before(request.root, company.gln)}
    alike = request.root["companies"].page(f"gln:{company.gln}").rows
    return [row.name for company_id, row in alike if company_id != company.id and company_id not in refused]


def _refused_before(request: Request, user: User, company: Company) -> list[tuple[str, DecidedCompany, list[str]]]:
    """Earlier refusals of this GLN: account id, row, and why."""
    found = refused_before(request.root, company.gln)
    return [(name, row, reason_of(request, row)) for name, row in found if name != user.id]


def _with_same_address(request: Request, user: User) -> list[tuple[str, str]]:
    """Other companies that registered with this e-mail address and are not let in yet: account id and name."""
    others = request.root["users"].pending_with(user.email)
    pending = [one for one in others if one is not user and one.state in PENDING and one.state in STATES]
    return [(one.id, request.root["issuers"][one.home[1]].display_name) for one in pending]


def _done(request: Request, user: User, outcome: actions.Outcome) -> HTTPSeeOther:
    """Back to the list, or to the page of a registration that cannot be accepted."""
    done = {"done": f"registration-{outcome}"}
    page = "registrations"
    if outcome == "address-taken":
        page, done["user"] = "registration", user.id
    return HTTPSeeOther(request.resource_path(request.root, page, query=done))
