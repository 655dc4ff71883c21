"""One registration: company and user, earlier or similar registrations, and the decision."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from guichet.i18n import _
from guichet.issuers.models import Company
from guichet.office.cases.correspondence import Reader, language_node, reader_of
from guichet.office.reasons.models import Reason, in_language
from guichet.office.registrations import registration_actions
from guichet.office.registrations.decided_registrations import DecidedCompany, decided_registrations, refused_before
from guichet.store.models import Portal
from guichet.users.models import PENDING, User
from guichet.values import gln, phone
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Choice, LongText
from guichet.web.personal_data import Ids, Reads
from guichet.web.post_views import below_root, post_view

PAGE = "registration"
"""Name of the page; the id of the user follows it in the address."""
MAX_COMMENT = 2000
"""Characters of the comment, which is sent by mail."""
OTHER = "own"
"""Choice of no reason of the list: the comment is the reason."""
STATES = {
    "waiting": _("En attente"),
    "accepted": _("Acceptée"),
    "active": _("Activée"),
    "refused": _("Refusée"),
}


def user_ids(_context: Portal, request: Request) -> Ids:
    """Id of the user who registered the company, which ends the address."""
    return request.subpath[0], request.subpath[0]


READ = Reads("user.read", "registration", user_ids)


@form_view(context=Portal, name=PAGE, permission="office", renderer="templates/registration.pt", personal_data=READ)
class RegistrationPage(FormView):
    """The registration in any state; its form refuses one that waits."""

    buttons = (Button("refuse", _("Refuser"), "second"),)
    user: User
    company: Company
    reader: Reader

    def before(self) -> None:
        """Finds the user whose id ends the address."""
        subpath = self.request.subpath
        self.user, self.company = _find(self.request, subpath[0] if len(subpath) == 1 else "")
        self.title = self.company.name
        self.reader = reader_of(self.user, self.request)

    def schema(self) -> colander.SchemaNode:
        """A reason of the list, if there are any, and a comment."""
        reasons = self.request.root["reasons"].by_title(self.request.localize.language)
        comment = LongText(
            MAX_COMMENT,
            name="comment",
            title=_("Votre texte"),
            description=_("La société le reçoit par e-mail, après la raison choisie : pas d’indication sur la santé."),
            optional=True,
            rows="4",
        )
        nodes = [_reason_node(reasons), comment] if reasons else [comment]
        if self.reader.hint:
            nodes.append(language_node(self.request, missing=None))
        return colander.Schema(children=nodes, validator=_require_reason_or_comment)

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Refuses the registration."""
        reason: Reason | None = self.request.root["reasons"].get(answers.get("reason") or OTHER)
        language = answers["language"] or "" if self.reader.hint else self.request.localize.language
        ctx, comment = self.request.action_context, answers["comment"] or ""
        return _decided(
            self.request, self.user, registration_actions.refuse_registration(ctx, self.user, comment, reason, language)
        )

    def page(self) -> dict[str, Any]:
        """The registration, its state, and other registrations with the same GLN or e-mail address."""
        request, user, company = self.request, self.user, self.company
        row = decided_registrations(request.root).row(user.id)
        return {
            "density": "dense",
            "user": user,
            "company": company,
            "state": STATES[user.state],
            "gln": gln.show(company.gln),
            "same_gln": _with_same_gln(request, company),
            "reasons": _reason_and_comment(request, row) if row else [],
            "refused": _refused_before(request, user, company),
            "same_address": _with_same_address(request, user),
            "phone": phone.show(user.phone),
            "reader": self.reader,
        }


@post_view(context=Portal, name="accept-registration", permission="office", page=below_root("registrations"))
def accept(request: Request) -> HTTPSeeOther:
    """Accepts the registration."""
    user, _company = _find(request, request.posted("user"))
    return _decided(request, user, registration_actions.accept_registration(request.action_context, user))


@post_view(context=Portal, name="resend-welcome", permission="office", page=below_root("registrations"))
def resend_welcome(request: Request) -> HTTPSeeOther:
    """Mails a new link to the user of an accepted company who has not activated the access."""
    user, _company = _find(request, request.posted("user"))
    sent = registration_actions.resend_welcome(request.action_context, user)
    done = "welcome-sent" if sent else "registration-already-accepted"
    return HTTPSeeOther(request.resource_path(request.root, PAGE, user.id, query={"done": done}))


def _find(request: Request, user_id: str) -> tuple[User, Company]:
    """The user and the company registered. ``HTTPNotFound`` for other users, whose data the office does not see."""
    user = request.root["users"].get(user_id)
    company = request.root["issuers"].get(user.issuer_id) if user else None
    if not isinstance(company, Company) or user.state not in STATES:
        raise HTTPNotFound()
    return user, company


def _decided(request: Request, user: User, outcome: registration_actions.Outcome) -> HTTPSeeOther:
    """Back to the list, or to the page of a registration that cannot be accepted."""
    page = (PAGE, user.id) if outcome == "address-taken" else ("registrations",)
    return HTTPSeeOther(request.resource_path(request.root, *page, query={"done": f"registration-{outcome}"}))


def _reason_node(reasons: list[tuple[str, Any]]) -> colander.SchemaNode:
    choices: list[tuple[Any, ...]] = [(reason_id, reason.title, reason.text) for reason_id, reason in reasons]
    choices.append((OTHER, _("Une autre raison, que j’écris ci-dessous")))
    return Choice(choices, name="reason", title=_("Raison du refus"), as_list=False, missing=None)


def _require_reason_or_comment(node: Any, answers: dict[str, Any]) -> None:
    """Validator: a refusal has a reason of the list or a comment."""
    if answers.get("reason") not in (None, OTHER) or answers["comment"]:
        return
    invalid = colander.Invalid(node)
    if answers.get("reason") == OTHER or "reason" not in node:
        invalid["comment"] = _("Saisissez la raison du refus")
    else:
        invalid["reason"] = _("Choisissez une raison, ou écrivez-la")
    raise invalid


def _reason_and_comment(request: Request, decided: DecidedCompany) -> list[str]:
    """The title of the reason chosen and the comment, as far as there are any."""
    title = in_language(decided.reason, request.localize.language).title if decided.reason else ""
    return [text for text in (title, decided.comment) if text]


def _with_same_gln(request: Request, company: Company) -> list[str]:
    """Names of other companies registered with this GLN and not refused. A GLN belongs to one company only."""
    # Refused companies are shown apart, with the reason (`_refused_before`).
    refused = {row.issuer_id for _name, row in refused_before(request.root, company.gln)}
    others = request.root["companies"].page(f"gln:{company.gln}").rows
    return [row.name for company_id, row in others if company_id != company.id and company_id not in refused]


def _refused_before(request: Request, user: User, company: Company) -> list[tuple[str, DecidedCompany, list[str]]]:
    """Earlier refusals of this GLN: user id, row, reason and comment."""
    found = refused_before(request.root, company.gln)
    return [(user_id, row, _reason_and_comment(request, row)) for user_id, row in found if user_id != user.id]


def _with_same_address(request: Request, user: User) -> list[tuple[str, str]]:
    """Other registrations with this e-mail address whose access is not activated: user id and name of the company."""
    others = request.root["users"].pending_with(user.email)
    pending = [other for other in others if other is not user and other.state in PENDING and other.state in STATES]
    return [(other.id, request.root["issuers"][other.issuer_id].display_name) for other in pending]
