"""Forms that were posted and not accepted, kept until the redirect after the post has led back to their page.

A page that answers a POST is lost when the browser goes back to it or loads it again, and a switch of language, which
is a link, would ask for it with GET. So every refused form is answered by a redirect to the page with ``?again=yes``,
which shows what was typed with the messages (the Post/Redirect/Get pattern).

What was typed is in a cookie of this browser, encrypted and for half an hour: nothing is written to the database for a
stranger, and no address holds an answer (ASVS 14.2.1). Passwords and codes are never kept.
"""

import base64
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.fernet import Fernet, InvalidToken
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from guichet import clock
from guichet.web.form_readers import PostedFile
from guichet.web.transactions import COMMIT_ON_ERROR

AGAIN = "again"
"""Name in the query of a page that shows a refused form."""
LIFE = 30 * 60
"""Seconds; as long as a session lasts without activity."""
MAX_COOKIE = 3900
"""Characters. Browsers drop cookies of more than 4096 bytes with name and attributes (RFC 6265, 6.1); the longest form
of text that people type, a message of 2000 characters, takes 2000 when compressed and encrypted."""
SECRETS = ("csrf_token", "password", "code")
COOKIE = "typed"

Controls = list[tuple[str, str]]


@dataclass(frozen=True)
class Retry:
    """Why a form was refused for a while, and until when."""

    cause: str
    """A key of ``ratelimit.retry_later.DELAYS``."""
    until: datetime


@dataclass(frozen=True)
class TypedForm:
    """A refused form, as its page shows it again."""

    controls: Controls = field(default_factory=list)
    """Names and raw texts of what was posted, without secrets."""
    problems: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    """Path of a question and its message in each language of the desk, so that the page can change its language."""
    dropped: list[str] = field(default_factory=list)
    """Names of the passwords, codes and files that were given and are not kept."""
    status: int = 422
    retry: Retry | None = None
    """Set until the form may be sent again; the page says when instead of showing the form alone."""
    checked: bool = False
    """Whether the answers are valid and the page shows what they lead to: its second step."""

    @cached_property
    def answers(self) -> dict[str, str]:
        """The text under each name; of several the last one."""
        return dict(self.controls)


def includeme(config: Configurator) -> None:
    """Adds ``request.typed_form``."""
    config.add_request_method(find, "typed_form", reify=True)


def is_secret(name: str) -> bool:
    """Whether what is posted under this name is a password, a code or a token."""
    return name in SECRETS or "password" in name


def posted_controls(request: Request) -> Controls:
    """What was posted, without files and secrets."""
    return [(name, value) for name, value in request.POST.items() if isinstance(value, str) and not is_secret(name)]


def again(address: str) -> str:
    """The address of the page that shows the form again."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({AGAIN: 'yes'})}"


def leads_back(response: Any) -> bool:
    """Whether an answer is the redirect of `show_again`."""
    return isinstance(response, HTTPSeeOther) and AGAIN in parse_qs(urlsplit(response.location).query)


def show_again(
    request: Request,
    address: str,
    problems: Iterable[tuple[str, str]] = (),
    *,
    status: int = 422,
    controls: Controls | None = None,
    retry: Retry | None = None,
    checked: bool = False,
) -> HTTPSeeOther | None:
    """Redirects to the page at ``address``, which shows what this request has posted; None for too long a form.

    Changes of this request are dropped unless `~guichet.web.transactions.commit_on_error` was called: a refused form
    stores nothing.

    :param problems: path of a question and message, a translation string or a text.
    :param controls: what is kept; all that was posted, unless the answers are stored elsewhere.
    :param status: of that page, so that a client without eyes sees that the form was refused.
    :param retry: for a form that may be sent unchanged a while later.
    :param checked: for a form that leads to a second step, which is that of `TypedForm`.
    """
    localizers = [request.desk.localizer(language) for language in request.desk.tenant.languages]
    content = {
        "path": urlsplit(address).path,
        "user": _user_id(request),
        "controls": posted_controls(request) if controls is None else controls,
        "problems": [(path, {one.language: one(text) for one in localizers}) for path, text in problems],
        "dropped": _dropped(request),
        "status": status,
        "retry": [retry.cause, retry.until.timestamp()] if retry else [],
        "checked": checked,
    }
    packed = zlib.compress(json.dumps(content, ensure_ascii=False).encode())
    token = _cipher(request).encrypt_at_time(packed, int(clock.now().timestamp())).decode()
    if len(token) > MAX_COOKIE:
        return None

    def keep(request: Request, response: Response) -> None:
        response.set_cookie(value=token, overwrite=True, **request.desk.cookie(COOKIE))

    request.add_response_callback(keep)
    if COMMIT_ON_ERROR not in request.environ:
        request.tm.doom()
    # 303: the browser fetches the page with GET, and loading it again does not post again (RFC 9110, 15.4.4).
    return HTTPSeeOther(again(address))


def _dropped(request: Request) -> list[str]:
    secrets = [name for name in ("password", "current_password", "code") if request.posted(name)]
    return secrets + [name for name, value in request.POST.items() if isinstance(value, PostedFile)]


def page_again(request: Request, address: str) -> HTTPSeeOther:
    """As `show_again`, for a page that works its messages out from what was typed."""
    return show_again(request, address) or HTTPSeeOther(address)


def find(request: Request) -> TypedForm | None:
    """The refused form that the page of this request shows again; None when there is none."""
    token = request.cookies.get(request.desk.cookie_name(COOKIE), "")
    if request.method != "GET" or AGAIN not in request.GET or not token:
        return None
    try:
        packed = _cipher(request).decrypt_at_time(token.encode(), LIFE, int(clock.now().timestamp()))
    except (InvalidToken, UnicodeError):
        return None
    content = json.loads(zlib.decompress(packed))
    # Of another page, or of the person who used this browser before.
    if content["path"] != request.path or content["user"] != _user_id(request):
        return None
    controls, problems = ([(name, value) for name, value in content[name]] for name in ("controls", "problems"))
    retry, status = _retry(content["retry"]), content["status"]
    is_over = retry is not None and retry.until <= clock.now()
    return TypedForm(
        controls,
        problems,
        content["dropped"],
        200 if is_over else status,
        None if is_over else retry,
        # Cookies of half an hour before an upgrade have none.
        content.get("checked", False),
    )


def forget(request: Request, response: Response) -> None:
    """Deletes the kept form of this browser: it was accepted, or the person signs out."""
    cookie = request.desk.cookie(COOKIE)
    if cookie["name"] in request.cookies:
        response.set_cookie(value="", max_age=0, overwrite=True, **cookie)


def _retry(stored: list[Any]) -> Retry | None:
    return Retry(stored[0], datetime.fromtimestamp(stored[1], UTC)) if stored else None


def _user_id(request: Request) -> str:
    return request.identity.user_id if request.identity else ""


def _cipher(request: Request) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(request.desk.keys(COOKIE)))
