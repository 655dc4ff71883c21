"""The page that explains the file, and the file."""

from typing import Any

from limits import RateLimitItemPerHour
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import FileIter, Response
from pyramid.view import view_config

from guichet.holders import own_holder
from guichet.i18n import _
from guichet.identity.journal import note
from guichet.identity.throttling import throttle
from guichet.invoices.files import SANDBOX
from guichet.store.models import Portal
from guichet.takeout.archive import write_archive
from guichet.web.transactions import look_again, out_of_turn

DOWNLOADS = RateLimitItemPerHour(5, namespace="downloads")
"""A company's file takes long to write."""


@view_config(
    context=Portal, name="my-data", request_method="GET", permission="account", fresh=True,
    renderer="templates/my_data.pt",
)  # fmt: skip
def my_data(request: Request) -> dict[str, Any]:
    """Says what the file will hold."""
    return {"title": _("Télécharger mes données"), "holder": own_holder(request)}


@view_config(context=Portal, name="my-data", request_method="POST", permission="account", fresh=True)
def download(request: Request) -> Response:
    """The file; the download stands in the journal."""
    account = request.identity.account
    if not throttle.allowed(request, DOWNLOADS, request.identity.account_id):
        return HTTPSeeOther(request.resource_path(request.root, "my-data", query={"done": "too-many-downloads"}))
    with out_of_turn(request):
        file = write_archive(request.act, account, own_holder(request), request.say)
    # Anew, so that the line in the journal meets nobody who has written in the meantime.
    look_again(request)
    note(request.act, request.identity.account, "exported")
    day = request.act.now.date().isoformat()
    response = Response(content_type="application/zip", app_iter=FileIter(file))
    response.headers["Content-Disposition"] = f'attachment; filename="guichet-{day}.zip"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
