"""« Télécharger mes données »: the page that explains the file, and the download."""

from typing import Any

from limits import RateLimitItemPerHour
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
from guichet.data_export.export_archive import archive_parts
from guichet.i18n import _
from guichet.invoices.downloads import SANDBOX
from guichet.issuers import own_issuer
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users.journal import note
from guichet.web.streams import TooManyStreams, stream

DOWNLOADS = RateLimitItemPerHour(5, namespace="downloads")
"""Per user. Writing the file of a company reads all its invoices and may draw their PDFs (OWASP ASVS 5.0, 2.4.1)."""


@view_config(
    context=Portal, name="my-data", request_method="GET", permission="account", reauth=True,
    renderer="templates/my_data.pt",
)  # fmt: skip
def my_data(request: Request) -> dict[str, Any]:
    """Explains what the file contains."""
    return {"title": _("Télécharger mes données"), "issuer": own_issuer(request)}


@view_config(context=Portal, name="my-data", request_method="POST", permission="account", reauth=True)
def download(request: Request) -> Response:
    """The file as a response, made while it is sent; the download is noted in the user's journal.

    POST, since it writes the journal.
    """
    user, issuer, now = request.identity.user, own_issuer(request), request.action_context.now
    if not request_limits.allowed(request, DOWNLOADS, user.id):
        return HTTPSeeOther(request.resource_path(request.root, "my-data", query={"done": "too-many-downloads"}))
    parts = archive_parts(request.desk, user.id, issuer.id if issuer else "", request.localize, now)
    try:
        response = Response(content_type="application/zip", app_iter=stream(request, parts))
    except TooManyStreams:
        return HTTPSeeOther(request.resource_path(request.root, "my-data", query={"done": "downloads-busy"}))
    note(request.action_context, user, "exported")
    day = clock.local(now).date().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="guichet-{day}.zip"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
