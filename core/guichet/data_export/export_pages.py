"""The page that explains the file, and the file."""

from typing import Any

from limits import RateLimitItemPerHour
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import FileIter, Response
from pyramid.view import view_config

from guichet.data_export.export_archive import write_archive
from guichet.i18n import _
from guichet.invoices.downloads import SANDBOX
from guichet.issuers import own_issuer
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users.journal import note
from guichet.web.transactions import restart_transaction

DOWNLOADS = RateLimitItemPerHour(5, namespace="downloads")
"""A company's file takes long to write."""


@view_config(
    context=Portal, name="my-data", request_method="GET", permission="account", reauth=True,
    renderer="templates/my_data.pt",
)  # fmt: skip
def my_data(request: Request) -> dict[str, Any]:
    """Says what the file will hold."""
    return {"title": _("Télécharger mes données"), "issuer": own_issuer(request)}


@view_config(context=Portal, name="my-data", request_method="POST", permission="account", reauth=True, serialize=False)
def download(request: Request) -> Response:
    """The file; the download stands in the journal."""
    user = request.identity.user
    if not request_limits.allowed(request, DOWNLOADS, request.identity.user_id):
        return HTTPSeeOther(request.resource_path(request.root, "my-data", query={"done": "too-many-downloads"}))
    file = write_archive(request.action_context, user, own_issuer(request), request.localize)
    restart_transaction(request)
    note(request.action_context, request.identity.user, "exported")
    day = request.action_context.now.date().isoformat()
    response = Response(content_type="application/zip", app_iter=FileIter(file))
    response.headers["Content-Disposition"] = f'attachment; filename="guichet-{day}.zip"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
