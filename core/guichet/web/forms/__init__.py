"""Forms: questions (`nodes`), the form of one request (`form`), and how both are drawn."""

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
    """The form of ``request`` for ``schema``: in the reader's language, with the token. ``kw`` is for `Form`.

    It also is ``request.form`` from here on: a page that nobody planned for can show it again, so that nothing typed is
    lost.
    """
    renderer = the_renderer(request.desk.settings.development)
    form = Form(schema, renderer=renderer, localize=request.localize, csrf_token=get_csrf_token(request), **kw)
    request.form = form
    return form


@cache
def the_renderer(reload: bool) -> Renderer:
    """The renderer of this process. It knows no desk and no language, so all desks share its compiled templates
    (0.4 s for the first form).
    """
    return Renderer(reload=reload)


def problem_summary(request: Request, problems: Sequence[ProblemLink]) -> Markup:
    """The box above the heading that lists what to mend; empty without any. For pages that lay out more than a form."""
    if not problems:
        return Markup("")
    drawn: Markup = the_renderer(request.desk.settings.development)(
        "problem", localize=request.localize, problems=problems
    )
    return drawn
