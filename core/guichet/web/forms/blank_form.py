"""`BlankForm`, a form without an answer, drawn once for all readers of its page."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

import colander
from chameleon.utils import Markup
from pyramid.csrf import get_csrf_token
from pyramid.request import Request

from guichet.i18n import Localizer
from guichet.web.forms.form import Button, Form, Link, ProblemLink
from guichet.web.forms.renderer import Renderer
from guichet.web.html_frames import ID, VALUE

MAX_KEPT = 64
"""Drawings kept in the process, one for each form and language of a desk; about 2 kB each."""


class BlankForm(NamedTuple):
    """What a page prints of a `Form` that nothing was typed into."""

    drawn: str
    action: str
    csrf_token: str

    problems: Sequence[ProblemLink] = ()

    def summary(self) -> Markup:
        """Empty, as there is no problem."""
        return Markup("")

    def render(self) -> Markup:
        """The whole form, for this reader."""
        return Markup(self.drawn.replace(ID, escape(self.action)).replace(VALUE, escape(self.csrf_token)))


def blank_form(
    request: Request,
    renderer: Renderer,
    schema: colander.SchemaNode,
    *,
    action: str,
    buttons: Sequence[Button],
    cancel: Link | None,
) -> BlankForm:
    """The form of ``schema`` with its defaults, in the reader's language and with the CSRF token.

    ``schema`` has to be the same object at each request, since its drawing is kept under it.
    """
    draw = _draw.__wrapped__ if renderer.reload else _draw
    return BlankForm(draw(schema, renderer, request.localize, tuple(buttons), cancel), action, get_csrf_token(request))


@lru_cache(MAX_KEPT)
def _draw(
    schema: colander.SchemaNode,
    renderer: Renderer,
    localize: Localizer,
    buttons: tuple[Button, ...],
    cancel: Link | None,
) -> str:
    """The form with places for what differs between two readers: the address and the token."""
    form = Form(
        schema, renderer=renderer, localize=localize, action=ID, csrf_token=VALUE, buttons=buttons, cancel=cancel
    )
    return str(form.render())
