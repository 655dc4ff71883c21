"""One request for another phone number: the user, the data on file, and the decision.

The office proves the identity as well as at registration (OWASP ASVS 5.0, 6.4.4): by a call or letter to the data on
file, never to those of the request, or at the desk.
"""

from collections.abc import Mapping
from typing import Any

import colander
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.issuers.models import Company, Issuer
from guichet.mfa import phone_requests
from guichet.office.lost_phones.lost_phone_list import list_name
from guichet.users.models import User
from guichet.values import avs, gln, phone
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Choice, Hidden
from guichet.web.personal_data import REDIRECTS, Reads

CHECKS = (
    ("call", _("Rappel à un numéro du dossier")),
    ("letter", _("Lettre à l’adresse du dossier")),
    ("visit", _("Sur place à l’office, avec une pièce d’identité")),
)
READ = Reads("user.read", "lost_phone", lambda user, _request: (user.id, user.id))


@form_view(
    context=User,
    name="lost-phone",
    permission="replace-phone",
    reauth=True,
    renderer="templates/lost_phone.pt",
    personal_data=READ,
)
class LostPhone(FormView):
    """The request; its form approves it. The new number counts after `phone_requests.DELAY`."""

    context: User
    buttons = (Button("approve", _("Accepter le nouveau téléphone")),)

    def before(self) -> None:
        """Raises ``HTTPNotFound`` without a request, and when a user would decide their own."""
        if self.context.phone_request is None:
            raise HTTPNotFound()
        if self.request.method == "POST":
            _require_open(self.context, self.request)
        self.title = self.context.name

    def schema(self) -> colander.SchemaNode:
        """How the office identified the person, and which request the page shows."""
        check = Choice(
            CHECKS,
            name="check",
            title=_("Comment avez-vous vérifié l’identité de la personne ?"),
            missing_msg=_("Choisissez comment vous avez vérifié l’identité"),
        )
        return colander.Schema(children=[Hidden(name="request", missing=""), check])

    def initial(self) -> dict[str, Any]:
        """The request the page shows."""
        return {"request": request_id(self.context)}

    def accepts_saved(self, cstruct: Mapping[str, Any]) -> bool:
        """Whether the saved form is about this request: a check of identity made for another one does not count."""
        return cstruct.get("request") == request_id(self.context)

    def before_validation(self) -> HTTPSeeOther | None:
        """Redirects to the list when the user has sent another request since the page was shown."""
        if self.request.posted("request") == request_id(self.context):
            return None
        return self.done("phone-request-replaced", self.request.root, list_name(self.context))

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Approves the request."""
        phone_requests.approve(self.request.action_context, self.context, answers["check"])
        return self.done("phone-approved", self.request.root, list_name(self.context))

    def page(self) -> dict[str, Any]:
        """The request, beside what the office has on file."""
        user, request = self.context, self.request
        phone_request = user.phone_request
        return {
            "density": "dense",
            "user": user,
            "phone_request": phone_request,
            "own": user.id == request.identity.user_id,
            "details": _details_on_file(request, user),
            "old_phone": phone.show(user.phone),
            "new_phone": phone.show(phone_request.number) if phone_request else "",
            "list_path": request.resource_path(request.root, list_name(user)),
            "request_id": request_id(user),
        }


@view_config(
    context=User,
    name="lost-phone",
    request_method="POST",
    request_param="refuse",
    permission="replace-phone",
    personal_data=REDIRECTS,
    reauth=True,
)
def refuse(context: User, request: Request) -> HTTPSeeOther:
    """Refuses the request, also one approved that has not taken effect yet."""
    _require_open(context, request)
    done = "phone-request-replaced"
    # Another request than the one on the page is refused by no officer who has not seen it.
    if request.posted("request") == request_id(context):
        phone_requests.refuse(request.action_context, context)
        done = "phone-refused"
    query = {"done": done}
    return HTTPSeeOther(request.resource_path(request.root, list_name(context), query=query))


def request_id(user: User) -> str:
    """What tells the requests of a user apart: no two have the same microsecond."""
    return user.phone_request.requested_at.isoformat() if user.phone_request else ""


def _require_open(user: User, request: Request) -> None:
    """Raises ``HTTPNotFound`` without a request, and for the user's own, which a colleague decides."""
    if user.phone_request is None or user.id == request.identity.user_id:
        raise HTTPNotFound()


def _details_on_file(request: Request, user: User) -> list[tuple[Any, list[str]]]:
    """What the office can compare and write to: title and lines. Empty for the office's own people."""
    issuer: Issuer | None = request.root["issuers"].get(user.issuer_id)
    if issuer is None:
        return []
    if isinstance(issuer, Company):
        details = [(_("Société"), [issuer.name]), (_("GLN"), [gln.show(issuer.gln)])]
        address: Any = issuer
    else:
        address = issuer.beneficiaries[issuer.self_id]
        details = [(_("N° assuré"), [avs.show(address.avs)])]
        if issuer.representation:  # number and address are the represented person's, the name above is not
            details.insert(0, (_("Représente"), [address.name]))
    return [*details, (_("Adresse"), [address.street, f"{address.postcode} {address.town}"])]
