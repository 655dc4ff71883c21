"""What answers a form about an invoice that has gone on since its page was shown: its own page, which says so."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.invoices.lifecycle import WrongState
from guichet.invoices.models import Attachment, Invoice
from guichet.store.models import find


def to_moved_on(request: Request, invoice: Invoice) -> HTTPSeeOther:
    """The redirect to the page of an invoice that can no longer be changed; nothing of the form was stored."""
    return HTTPSeeOther(request.resource_path(invoice, query={"done": WrongState.notice}))


def moved_on(problem: WrongState, request: Request) -> HTTPSeeOther:
    """Exception view: redirects to the page of an invoice whose state has changed since the form was shown.

    Nothing of the request is stored, also when one of its actions succeeded before, and the page says so.
    """
    # The veto drops the transaction of an error answer only; a redirect would be committed.
    request.tm.doom()
    # The address of a document is its file.
    page = find(request.context, Invoice) if isinstance(request.context, Attachment) else request.context
    return HTTPSeeOther(request.resource_path(page, query={"done": problem.notice}))
