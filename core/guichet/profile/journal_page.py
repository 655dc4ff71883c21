"""« Journal de sécurité »: the security events of one's own account."""

from itertools import islice
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.store.models import Portal
from guichet.users.journal import LABELS, notes

PER_PAGE = 50
"""Lines per page; a journal holds those of a year, see ``users.user_retention``."""


@view_config(
    context=Portal, name="journal", request_method="GET", permission="account", renderer="templates/journal.pt"
)
def journal(request: Request) -> dict[str, Any]:
    """A page of the journal, the newest line first."""
    number = page_number(request.GET.get("page", ""))
    first = (number - 1) * PER_PAGE
    # One line more than a page: whether it exists says whether there is an older page.
    lines = list(islice(notes(request.identity.user), first, first + PER_PAGE + 1))
    return {
        "title": _("Journal de sécurité"),
        "lines": [(one.moment, LABELS[one.event], one.detail) for one in lines[:PER_PAGE]],
        "newer": number - 1,
        "older": number + 1 if len(lines) > PER_PAGE else 0,
    }


def page_number(text: str) -> int:
    """Number of a page from the address; 1 for anything but a positive number of at most four digits."""
    plain = text.isascii() and text.isdigit() and len(text) < 5
    return max(int(text), 1) if plain else 1
