"""What a refused company reads that signs in: that it is refused, why, and how to go on."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth.sessions import current
from guichet.auth.sign_in import REFUSED_PAGE
from guichet.i18n import _
from guichet.office.reasons.models import in_language
from guichet.office.registrations.decided_registrations import decided_registrations
from guichet.store.models import Portal
from guichet.web.view_permissions import PUBLIC


@view_config(
    context=Portal, name=REFUSED_PAGE, request_method="GET", permission=PUBLIC, renderer="templates/refused.pt"
)
def refused_page(request: Request) -> Any:
    """The decision, after the right password in the browser that registered; for others it does not exist.

    The reason is what the mail said: the one of the list in the reader's language, and the comment as it was written.
    """
    found = current(request, "email")
    if found is None or found[1].state != "refused":
        return HTTPSeeOther("/")
    user = found[1]
    row = decided_registrations(request.root).row(user.id)
    reason = in_language(row.reason, request.localize.language).text if row and row.reason else ""
    return {
        "title": _("Votre inscription n’est pas acceptée"),
        "email": user.email,
        "company": request.root["issuers"][user.issuer_id].display_name,
        "decision": row,
        "reason": reason,
    }
