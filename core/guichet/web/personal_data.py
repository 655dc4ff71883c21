"""View option ``personal_data``: what a page of the office shows of other persons, and the record of who read it.

Closed by default: a view whose permission the office's roles have does not start without the option::

    @view_config(context=Invoice, name="review", permission="review", personal_data=READ_FOR_REVIEW, …)
    @view_config(context=Portal, name="staff", permission="staff", personal_data=OFFICE_ONLY, …)

A reading is stored after the page is drawn and before it leaves, in a transaction of its own: no page is read without
its record, and a GET still changes nothing else (docs/decisions/0011-readings.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.request import Request
from pyramid.response import Response

from guichet import clock
from guichet.action_context import ActionContext
from guichet.audit.readings import Reading, note_reading, readings_of
from guichet.store.batches import with_retries
from guichet.web.view_permissions import PUBLIC

OWN_DATA: Mapping[str, str] = {
    PUBLIC: "no stored data, or those of the person whose link, code or session it is",
    "account": "the account of the signed-in user",
    "file": "the issuer that the user is a member of, see the access lists of `issuers.models`",
    "beneficiaries": "the company that the user is a member of",
    "members": "the company that the user manages",
}
"""Permission → why its pages show no other person's data, so that nothing is to be recorded; no office role has one."""
Ids = tuple[str, str]
"""Id of the issuer or user whose data they are, and of the object that is read; empty for a list of many persons."""
View = Callable[[Any, Request], Response]


@dataclass(frozen=True)
class Reads:
    """The page shows personal data: each reading by the office is recorded."""

    action: str
    """Event of the audit log, e.g. ``"invoice.read"``."""
    purpose: str
    """What for, e.g. ``"review"``."""
    ids: Callable[[Any, Request], Ids] = lambda context, request: ("", "")
    """The ids, by context and request. Without it the page is a list: one record for each reader and day."""


@dataclass(frozen=True)
class NotRecorded:
    """The page shows no other person's data, or none that the office has not written itself."""

    reason: str


REDIRECTS = NotRecorded("answers with a redirect, or with the page of an error")
OFFICE_ONLY = NotRecorded("the office's own people, words and templates, which its administration is about")


def includeme(config: Configurator) -> None:
    """Adds the view option."""
    config.add_view_deriver(record_reading, "record_reading")


def record_reading(view: View, info: Any) -> View:
    """View deriver: records readings. Raises ``ConfigurationError`` at start for a page of the office that lacks it."""
    declared, permission = info.options.get("personal_data"), info.options.get("permission")
    # A view without a permission is refused by `view_permissions`.
    if not isinstance(declared, Reads | NotRecorded) and permission not in (None, *OWN_DATA):
        raise ConfigurationError(
            f"the view {info.original_view!r} with the permission {permission!r} does not say what it shows of other "
            "persons: personal_data=Reads(…), or NotRecorded('why')"
        )
    if not isinstance(declared, Reads):
        return view

    def recorded(context: Any, request: Request) -> Response:
        response = view(context, request)
        ctx = request.action_context
        # An issuer's people use some of these pages too, for data that are their own.
        if ctx.office_roles and _is_shown(response):
            _record(ctx, declared, declared.ids(context, request))
        return response

    return recorded


record_reading.options = ("personal_data",)  # type: ignore[attr-defined]  # Pyramid reads it there


def _is_shown(response: Response) -> bool:
    # A form with mistakes (422) and a decision that a colleague has made (409) show the data as well.
    return not 300 <= response.status_int < 400 and response.status_int != 404


def _record(ctx: ActionContext, declared: Reads, ids: Ids) -> None:
    if not (isinstance(ids, tuple) and [type(one) for one in ids] == [str, str]):
        raise TypeError(
            f"ids of {declared.action!r} returned {ids!r}: return one pair, the ids of the issuer or user and of the "
            "object; a list of several persons is Reads(action, purpose) without ids"
        )
    person, target = ids
    day = clock.local(ctx.now).date().isoformat()
    reading = Reading(person, day, declared.action, target, declared.purpose, ctx.actor)
    # Looked up in the request's own transaction first: all readings but the first one of the day cost no more.
    if reading not in readings_of(ctx.portal):
        with_retries(ctx.desk.db, partial(note_reading, reading=reading, now=ctx.now, role=ctx.role))
