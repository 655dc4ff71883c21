"""« Téléphones perdus »: who asks for another number, and what the office decides once it knows who is asking."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.interfaces import NavigationItem
from guichet.issuers.models import Company, Issuer
from guichet.mfa import phone_requests
from guichet.store.models import Portal
from guichet.store.sorted_index import PAGE_SIZE
from guichet.users.lost_phone_index import LIST as LOST_PHONES
from guichet.users.lost_phone_index import Kind, facet
from guichet.users.models import User
from guichet.users.saved_forms import remove_saved_form, saved_answers
from guichet.values import avs, gln, phone
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Choice, Hidden

LIST = "templates/lost_phones.pt"
ONE = "templates/lost_phone.pt"
MAX_APPROVED = 100
"""Approved requests that the list shows; each leaves it as soon as its owner signs in."""
PAGES: tuple[tuple[str, Kind, str], ...] = (
    ("lost-phones", "members", "office"),
    ("staff-lost-phones", "staff", "staff"),
)
"""Name of a list, whose requests it holds, and who may see it."""
NOTICES = {
    "phone-asked-anew": _("Cette personne a envoyé une nouvelle demande entre-temps. Regardez le nouveau numéro."),
    "phone-approved": _("Le nouveau téléphone est accepté. La personne est avertie par e-mail et par SMS."),
    "phone-refused": _("Le nouveau téléphone est refusé. La personne est avertie par e-mail."),
}
CHECKS = (
    ("call", _("Rappel à un numéro du dossier")),
    ("letter", _("Lettre à l’adresse du dossier")),
    ("visit", _("Au guichet, avec une pièce d’identité")),
)


def includeme(config: Configurator) -> None:
    """The sentences of these pages and their entry in the navigation."""
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    config.add_navigation(navigation)


def navigation(request: Request) -> list[NavigationItem]:
    """« Téléphones perdus », with the number waiting, to the list of this person's in which somebody waits."""
    mine = _lists(request) if request.identity is not None else []
    if not mine:
        return []
    waiting = {name: request.root[LOST_PHONES].count(facet(kind, "asked")) for name, kind in mine}
    count = sum(waiting.values())
    label = _("Téléphones perdus (${n})", mapping={"n": count}) if count else _("Téléphones perdus")
    first = next((name for name, number in waiting.items() if number), mine[0][0])
    here = getattr(request, "view_name", "")
    current = here in waiting or (here == "lost-phone" and isinstance(request.context, User))
    return [NavigationItem(label, request.resource_path(request.root, first), current=current)]


@view_config(context=Portal, name="lost-phones", request_method="GET", permission="office", renderer=LIST)
def lost_phones(request: Request) -> dict[str, Any]:
    """Requests of companies' people and insured persons."""
    return _list(request, "members")


@view_config(context=Portal, name="staff-lost-phones", request_method="GET", permission="staff", renderer=LIST)
def staff_lost_phones(request: Request) -> dict[str, Any]:
    """Requests of the office's own people."""
    return _list(request, "staff")


@view_config(
    context=User, name="lost-phone", request_method="GET", permission="replace-phone", renderer=ONE, reauth=True
)
def lost_phone(context: User, request: Request) -> dict[str, Any]:
    """Who asks, and what the office knows of them."""
    form = _form(request, context)
    kept = saved_answers(request, form)
    if kept is not None and kept.get("asked") == _which(context):
        form.show(kept)
    return _page(request, context, form)


@view_config(
    context=User, name="lost-phone", request_method="POST", permission="replace-phone", renderer=ONE, reauth=True
)
def approve(context: User, request: Request) -> Any:
    """Gives the account its new number, from the next day on."""
    form = _form(request, context)
    _open_request(request, context)
    if request.posted("asked") != _which(context):
        return _back(request, context, "phone-asked-anew")
    try:
        check = form.validate(request.POST.items())["check"]
    except ValidationFailure:
        request.response.status_int = 422
        return _page(request, context, form)
    phone_requests.approve(request.action_context, context, check)
    remove_saved_form(request.identity.user)
    return _back(request, context, "phone-approved")


@view_config(
    context=User,
    name="lost-phone",
    request_method="POST",
    request_param="refuse",
    permission="replace-phone",
    reauth=True,
)
def refuse(context: User, request: Request) -> HTTPSeeOther:
    """Leaves the account its number, also after an approval of the last hours."""
    _open_request(request, context)
    phone_requests.refuse(request.action_context, context)
    return _back(request, context, "phone-refused")


def _open_request(request: Request, user: User) -> None:
    """``HTTPNotFound`` without a request, and for one's own, which a colleague decides."""
    if user.phone_request is None or user.id == request.identity.user_id:
        raise HTTPNotFound()


def _lists(request: Request) -> list[tuple[str, Kind]]:
    return [(name, kind) for name, kind, needed in PAGES if request.has_permission(needed, request.root)]


def _list(request: Request, kind: Kind) -> dict[str, Any]:
    listing = request.root[LOST_PHONES]
    waiting = listing.page(facet(kind, "asked"), request.GET.get("after"), PAGE_SIZE)
    approved = listing.page(facet(kind, "approved"), size=MAX_APPROVED)
    titles = {"members": _("Sociétés et personnes assurées"), "staff": _("Office")}
    return {
        "title": _("Téléphones perdus"),
        "density": "dense",
        "tabs": [(titles[one], name, one == kind) for name, one in _lists(request)],
        "list": waiting,
        "waiting": waiting.rows,
        "approved": approved.rows,
        "path_of": lambda user_id: _path_of(request, user_id),
    }


def _path_of(request: Request, user_id: str) -> str | None:
    """The page of a request, for those who may decide about it; a supervisor sees that an administrator waits."""
    user = request.root["users"][user_id]
    allowed = request.has_permission("replace-phone", user)
    return request.resource_path(user, "lost-phone") if allowed else None


def _form(request: Request, user: User) -> Form:
    check = Choice(
        CHECKS,
        name="check",
        title=_("Comment avez-vous vérifié qui demande ?"),
        missing_msg=_("Choisissez comment vous avez vérifié l’identité"),
    )
    action = request.resource_path(user, "lost-phone")
    schema = colander.Schema(children=[Hidden(name="asked", missing=""), check])
    form = new_form(request, schema, action=action, submit=(Button("approve", _("Accepter le nouveau téléphone")),))
    form.show({"asked": _which(user)})
    return form


def _which(user: User) -> str:
    """Names the request that somebody looks at: its owner may have sent another one with another number since."""
    return user.phone_request.asked.isoformat() if user.phone_request else ""


def _page(request: Request, user: User, form: Form) -> dict[str, Any]:
    asked = user.phone_request
    if asked is None:
        raise HTTPNotFound()
    return {
        "title": user.name,
        "density": "dense",
        "user": user,
        "asked": asked,
        "own": user.id == request.identity.user_id,
        "known": _known(request, user),
        "old_phone": phone.show(user.phone),
        "new_phone": phone.show(asked.number),
        "list_path": request.resource_path(request.root, "staff-lost-phones" if user.at_office else "lost-phones"),
        "form": form,
        "problems": form.problems,
    }


def _known(request: Request, user: User) -> list[tuple[Any, list[str]]]:
    """What the office can compare and write to: title and lines."""
    issuer: Issuer | None = request.root["issuers"].get(user.home[1]) if user.home[:1] == ("issuers",) else None
    if issuer is None:
        return []
    if isinstance(issuer, Company):
        about = [(_("Société"), [issuer.name]), (_("GLN"), [gln.show(issuer.gln)])]
        address: Any = issuer
    else:
        address = issuer.beneficiaries[issuer.self_id]
        about = [(_("N° assuré"), [avs.show(address.avs)])]
    return [*about, (_("Adresse"), [address.street, f"{address.postcode} {address.town}"])]


def _back(request: Request, user: User, done: str) -> HTTPSeeOther:
    name = "staff-lost-phones" if user.at_office else "lost-phones"
    return HTTPSeeOther(request.resource_path(request.root, name, query={"done": done}))
