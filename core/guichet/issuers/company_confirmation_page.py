"""The page behind the link that proves the e-mail address of a company's registration, and the one that follows."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth.email_confirmation import activation_error_page
from guichet.i18n import _
from guichet.issuers.company_confirmation import PURPOSE, confirm_company
from guichet.issuers.models import Company
from guichet.store.models import Portal
from guichet.users.link_errors import find_shown_link, link_page, refuse_link
from guichet.users.links import LinkError
from guichet.users.registration import registration_of
from guichet.values import gln, phone
from guichet.web.view_permissions import PUBLIC

SENTENCES = {
    "used": _("Cette adresse e-mail est déjà confirmée. L’office répond à votre inscription par e-mail."),
}
"""In place of those of a link that opens an account."""


@view_config(
    context=Portal,
    name=PURPOSE,
    request_method="GET",
    permission=PUBLIC,
    renderer="templates/confirm_company.pt",
)
def confirmation_page(request: Request) -> Any:
    """A page with a button: scanners that open every link in a mail do not use it up."""
    secret = request.GET.get("link", "")
    try:
        user = registration_of(request.root, find_shown_link(request, PURPOSE, secret))
    except LinkError as error:
        return activation_error_page(request, error, SENTENCES)
    company: Company = request.root["issuers"][user.issuer_id]
    # A stranger may have registered with this address: the page shows whose registration the button confirms.
    return {
        "title": _("Confirmez l’inscription de votre société"),
        "secret": secret,
        "company": company.name,
        "gln": gln.show(company.gln),
        "person": user.name,
        "last_two": phone.last_two(user.phone),
    }


@view_config(context=Portal, name=PURPOSE, request_method="POST", permission=PUBLIC)
def confirm(request: Request) -> HTTPSeeOther:
    """Uses the link. It opens no session; the office examines the registration first."""
    secret = request.posted("link")
    try:
        confirm_company(request.action_context, secret)
    except LinkError as error:
        return refuse_link(request, link_page(request, secret), error)
    return HTTPSeeOther("/registered")


@view_config(
    context=Portal, name="registered", request_method="GET", permission=PUBLIC, renderer="templates/registered.pt"
)
def registered(request: Request) -> dict[str, Any]:
    """Informs a company that the office examines its registration."""
    return {"title": _("L’office examine votre inscription"), "title_detail": _("inscription reçue")}
