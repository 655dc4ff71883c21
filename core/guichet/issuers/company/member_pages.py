"""The forms for the people of a company; both ask for password and code unless they were given just before."""

from typing import Any

from deform import ValidationFailure
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth.code_page import challenge
from guichet.i18n import _
from guichet.issuers.company import company_actions
from guichet.issuers.company.company_schemas import member_schema
from guichet.issuers.company.company_views import FORM, asked_member, done, form_page, show_first
from guichet.issuers.company.member_invitations import TOO_MANY, within_limit
from guichet.issuers.members import Member, members_of
from guichet.issuers.models import Company
from guichet.profile.profile_actions import same_address
from guichet.users.user_actions import remove_saved_form
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form

NEW = _("Ajouter un collaborateur")
KNOWN = _(
    "${name} fait déjà partie de votre société avec cette adresse. Modifiez son accès ou saisissez une autre adresse"
)
LAST_MANAGER = _(
    "Une société a toujours un gérant. Donnez d’abord le rôle « Gérant » à une autre personne ; dès qu’elle peut se "
    "connecter, recommencez."
)
DONE = {(True, "active"): "member-address-asked", (True, "invited"): "member-invited"}
"""What the next page says, by whether the address was changed and the account's state."""


@view_config(context=Company, name="add-member", request_method="GET", permission="members", reauth=True, renderer=FORM)
def empty_form(context: Company, request: Request) -> dict[str, Any]:
    """The form of somebody new."""
    form = _form(request, "new")
    show_first(request, form)
    return form_page(context, request, form, NEW)


@view_config(
    context=Company, name="add-member", request_method="POST", permission="members", reauth=True, renderer=FORM
)
def add(context: Company, request: Request) -> Any:
    """Invites somebody. Sent twice, e.g. by a double click, the second time changes nothing."""
    form = _form(request, "new")
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(context, request, form, NEW)
    twin = _with_address(context, answers["email"])
    if twin is not None and all(value == answers[name] for name, value in _known(twin).items()):
        return done(context, request, "member-invited")
    if not _may_write_to(context, request, form, answers["email"]):
        return _again(context, request, form, NEW)
    company_actions.add_member(request.action_context, context, answers, request.localize.language)
    return done(context, request, "member-invited")


@view_config(
    context=Company, name="change-member", request_method="GET", permission="members", reauth=True, renderer=FORM
)
def filled_form(context: Company, request: Request) -> dict[str, Any]:
    """The form of somebody known."""
    member = asked_member(context, request)
    form = _form(request, who(member, request))
    show_first(request, form, _known(member))
    return form_page(context, request, form, member.user.name)


@view_config(
    context=Company, name="change-member", request_method="POST", permission="members", reauth=True, renderer=FORM
)
def change(context: Company, request: Request) -> Any:
    """Changes somebody; one's own new phone has to show a code first."""
    member = asked_member(context, request)
    form, name = _form(request, who(member, request)), member.user.name
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(context, request, form, name)
    moves = not same_address(member.user.email, answers["email"])
    if moves and not _may_write_to(context, request, form, answers["email"]):
        return _again(context, request, form, name)
    try:
        company_actions.change_member(request.action_context, member, answers)
    except company_actions.LastManager:
        form.add_problem("role", LAST_MANAGER)
        return _again(context, request, form, name)
    if who(member, request) == "own" and member.user.phone != answers["phone"]:
        remove_saved_form(member.user)
        return challenge(request, "new-phone", request.resource_path(context, "company"), answers["phone"])
    return done(context, request, DONE.get((moves, member.user.state), "member-saved"))


def who(member: Member, request: Request) -> str:
    """Whom a page is about: ``own``, ``invited`` or ``active``."""
    if member.user is request.identity.user:
        return "own"
    return "invited" if member.user.state == "invited" else "active"


def _known(member: Member) -> dict[str, Any]:
    kept = {name: getattr(member.user, name) for name in ("first_name", "last_name", "email", "phone")}
    return kept | {"role": member.role}


def _with_address(company: Company, address: str) -> Member | None:
    return next((one for one in members_of(company) if same_address(one.user.email, address)), None)


def _may_write_to(company: Company, request: Request, form: Form, address: str) -> bool:
    """Whether a link may go to that address; says at the field why not. Only the company's own people are named."""
    twin = _with_address(company, address)
    if twin is not None:
        form.add_problem("email", KNOWN % {"name": twin.user.name})
    elif not within_limit(company, request):
        request.response.status_int = 429
        form.add_problem("email", TOO_MANY)
    return not form.problems


def _form(request: Request, about: str) -> Form:
    return new_form(request, member_schema(about), action=request.path, submit=(Button("save", _("Enregistrer")),))


def _again(company: Company, request: Request, form: Form, title: Any) -> dict[str, Any]:
    if request.response.status_int != 429:
        request.response.status_int = 422
    return form_page(company, request, form, title)
