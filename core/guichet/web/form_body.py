"""The only way to the body of a request: read once, after routing and permission, and files only where taken.

A form without files is url-encoded and short. ``multipart/form-data`` is read at the addresses of views with the option
``takes_files``, from a signed-in user; at any other address it is refused unread. The body of any other method than
POST is never read.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import IO, Any

from multipart import parse_options_header
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.viewderivers import INGRESS
from webob.multidict import MultiDict, NoVars

from guichet.web.form_readers import (
    DAMAGED,
    NO_FILES_HERE,
    NOT_A_FORM,
    PostedFile,
    Refusal,
    RefusedBody,
    read_multipart,
    read_url_encoded,
)

URL_ENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
MAX_CONTENT_TYPE = 256
"""Characters; browsers send 70."""
FORM = "guichet.form"
"""Key in the environment of a request: the form that was read, or why it was refused; kept for further attempts."""


class FormRequest(Request):
    """Pyramid's request with the form that was posted, and without any other way to the body."""

    takes_files = False
    """Whether the view at this address takes files; set by the view option of that name."""
    session_ended = False
    """Whether the cookie of an ended session shows who the sender is, so that what was typed can be saved for them."""

    @cached_property
    def path(self) -> str:
        """As WebOb's, quoted once: the entries of the navigation ask a dozen times for the page they are on."""
        return str(super().path)

    @property
    def POST(self) -> Any:
        """The fields of a form as a ``MultiDict``: texts, and a :class:`PostedFile` for each file.

        Empty for any other method. Raises :class:`RefusedBody`.
        """
        if self.method != "POST":
            return NoVars(f"{self.method} has no form")
        if FORM not in self.environ:
            try:
                self.environ[FORM] = read_form(self)
            except RefusedBody as refused:
                self.environ[FORM] = refused.refusal
        found = self.environ[FORM]
        if isinstance(found, Refusal):
            raise RefusedBody(found)
        return found

    @property
    def is_url_encoded(self) -> bool:
        """Whether the form has no files."""
        return kind_of_body(self.environ)[0] == URL_ENCODED

    def make_body_seekable(self) -> None:
        """Nothing: another attempt uses the form that was read; pyramid_retry would copy every body beforehand."""


def includeme(config: Configurator) -> None:
    """Makes requests read their bodies here, and adds the view option ``takes_files``."""
    config.set_request_factory(FormRequest)
    # Outside the check of the permission: a form that was sent after the session had ended is read to save its texts.
    config.add_view_deriver(takes_files, "takes_files", under=INGRESS, over="secured_view")


def takes_files(view: Callable[..., Any], info: Any) -> Callable[..., Any]:
    """View deriver for ``takes_files=True``; raises ``ConfigurationError`` for a view that anyone may use."""
    if not info.options.get("takes_files"):
        return view
    if info.options.get("permission") in (None, NO_PERMISSION_REQUIRED):
        raise ConfigurationError(f"the view {info.original_view!r} takes files from anyone")

    def marked(context: Any, request: Request) -> Any:
        request.takes_files = True
        return view(context, request)

    return marked


takes_files.options = ("takes_files",)  # type: ignore[attr-defined]  # Pyramid reads it there


def kind_of_body(environ: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Media type and parameters of a body; an empty type for a header that no browser sends."""
    header = environ.get("CONTENT_TYPE", "")
    if len(header) > MAX_CONTENT_TYPE:
        return "", {}
    kind, parameters = parse_options_header(header)
    return kind, parameters


def read_form(request: FormRequest) -> MultiDict:
    """The posted form. Raises :class:`RefusedBody`, before anything is read where the headers suffice."""
    length = _length(request.environ)
    if not length:
        return MultiDict()
    kind, parameters = kind_of_body(request.environ)
    stream: IO[bytes] = request.environ["wsgi.input"]
    if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise RefusedBody(NOT_A_FORM)
    if kind == URL_ENCODED:
        return read_url_encoded(stream, length)
    if kind != MULTIPART:
        raise RefusedBody(NOT_A_FORM)
    if not request.takes_files or not (request.session_ended or request.identity):
        raise RefusedBody(NO_FILES_HERE)
    return read_multipart(stream, parameters.get("boundary", ""), length)


def close_files(environ: Mapping[str, Any]) -> None:
    """Closes the temporary files of the form; called once the last attempt has answered."""
    form = environ.get(FORM)
    for value in form.values() if isinstance(form, MultiDict) else ():
        if isinstance(value, PostedFile):
            value.file.close()


def _length(environ: dict[str, Any]) -> int:
    """Bytes of the body; the server has replaced a chunked one by one of known length."""
    header = environ.get("CONTENT_LENGTH") or "0"
    if not (header.isascii() and header.isdecimal() and len(header) < 20):
        raise RefusedBody(DAMAGED)
    return int(header)
