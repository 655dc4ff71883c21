"""« Télécharger mes données »: the page that explains the file, and the download."""

from typing import Any

from limits import RateLimitItemPerHour
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import FileIter, Response
from pyramid.view import view_config

from guichet import clock
from guichet.data_export.export_archive import write_archive
from guichet.i18n import _
from guichet.invoices.downloads import SANDBOX
from guichet.issuers import own_issuer
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users.journal import note
from guichet.web.streams import TooManyStreams, stream
from guichet.web.transactions import restart_transaction

DOWNLOADS = RateLimitItemPerHour(5, namespace="downloads")
"""Per user. Writing the file of a company reads all its invoices and may draw their PDFs (OWASP ASVS 5.0, 2.4.1)."""


@view_config(
    context=Portal, name="my-data", request_method="GET", permission="account", reauth=True,
    renderer="templates/my_data.pt",
)  # fmt: skip
def my_data(request: Request) -> dict[str, Any]:
    """Explains what the file contains."""
    return {"title": _("Télécharger mes données"), "issuer": own_issuer(request)}


@view_config(context=Portal, name="my-data", request_method="POST", permission="account", reauth=True, serialize=False)
def download(request: Request) -> Response:
    """The file as a response; the download is noted in the user's journal.

    POST, since it writes the journal. ``serialize=False``: other writers go on while the file is written.
    """
    user = request.identity.user
    if not request_limits.allowed(request, DOWNLOADS, user.id):
        return HTTPSeeOther(request.resource_path(request.root, "my-data", query={"done": "too-many-downloads"}))
    file = write_archive(request.action_context, user, own_issuer(request), request.localize)
    try:
        parts = stream(request, FileIter(file))
    except TooManyStreams:
        return HTTPSeeOther(request.resource_path(request.root, "my-data", query={"done": "downloads-busy"}))
    # The journal is written in a transaction that begins now: one as old as the file would conflict more often, and a
    # conflict writes the whole file again.
    restart_transaction(request)
    note(request.action_context, user, "exported")
    day = clock.local(request.action_context.now).date().isoformat()
    response = Response(content_type="application/zip", app_iter=parts)
    response.headers["Content-Disposition"] = f'attachment; filename="guichet-{day}.zip"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
