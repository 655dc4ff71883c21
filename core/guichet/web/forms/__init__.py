"""Forms of pages: questions (`nodes`), the form of one request (`form`), fields and templates that draw them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import colander
from chameleon.utils import Markup
from pyramid.csrf import get_csrf_token
from pyramid.request import Request

from guichet.web.forms.form import Form, ProblemLink
from guichet.web.forms.renderer import Renderer


def new_form(request: Request, schema: colander.SchemaNode, **kw: Any) -> Form:
    """The form of ``request`` for ``schema``, in the reader's language and with the CSRF token. ``kw`` is for `Form`.

    Also sets ``request.form``, so that an error page (expired session, too many requests) can show it again and nothing
    that was typed is lost.
    """
    renderer = shared_renderer(request.desk.settings.development)
    form = Form(schema, renderer=renderer, localize=request.localize, csrf_token=get_csrf_token(request), **kw)
    request.form = form
    return form


@cache
def shared_renderer(reload: bool) -> Renderer:
    """The renderer of this process. It holds no desk and no language, so that all desks share its compiled templates
    (compiling takes 0.4 s at the first form).
    """
    return Renderer(reload=reload)


def problem_summary(request: Request, problems: Sequence[ProblemLink]) -> Markup:
    """The box above the heading that lists the problems; empty without any. For pages with more than a form."""
    if not problems:
        return Markup("")
    draw = shared_renderer(request.desk.settings.development)
    return Markup(draw("problem", localize=request.localize, problems=problems))
