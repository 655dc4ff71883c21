"""Forms: questions (`nodes`), the form of one request (`form`), and how both are drawn."""

from functools import cache
from typing import Any

import colander
from pyramid.csrf import get_csrf_token
from pyramid.request import Request

from guichet.web.forms.form import Form
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
