"""Forms that were posted when the session had ended or the user had to confirm their identity.

The raw answers are saved with the user until the same person is back on the same page; passwords and codes never are.
"""

import json
from typing import Any

from pyramid.config import Configurator
from pyramid.csrf import check_csrf_origin, check_csrf_token
from pyramid.request import Request

from guichet import clock
from guichet.users.models import User
from guichet.web.form_readers import RefusedBody
from guichet.web.form_view import SavedForms
from guichet.web.forms.controls import MalformedForm
from guichet.web.forms.form import Form
from guichet.web.typed_forms import posted_controls

_MAX_SIZE = 200_000
"""Characters of JSON. The form is part of the user record, which every request of the user loads."""


def includeme(config: Configurator) -> None:
    """Registers this store, from which form views fill a page once."""
    config.set_saved_forms(SavedForms(find=find_saved, remove=remove_saved))


def save_form(request: Request, user: User, path: str = "") -> bool:
    """Saves the posted form for the user; False for one that is forged, too large or not readable.

    ``path`` is the page that shows it again, the one it was posted to unless it is given.
    """
    try:
        # Pyramid checks the permission before the CSRF token, so the token has not been checked yet.
        if not (check_csrf_token(request, raises=False) and check_csrf_origin(request, raises=False)):
            return False
    except RefusedBody:  # this runs in the page for an error, where a second one would find no page
        return False
    answers = json.dumps(posted_controls(request))
    if len(answers) > _MAX_SIZE:
        return False
    store_form(user, path or request.path, answers)
    return True


def saved_answers(request: Request, form: Form) -> dict[str, Any] | None:
    """The raw answers saved for the signed-in user on this page; ``None`` when there are none."""
    controls = find_saved(request)
    try:
        return None if controls is None else form.read(controls)
    except MalformedForm:  # it was saved without being read
        return None


def find_saved(request: Request) -> list[tuple[str, str]] | None:
    """Controls saved for the signed-in user on the page of the request; ``None`` when there are none."""
    path, controls = (request.identity.user.saved_form if request.identity else None) or ("", "[]")
    return [(name, value) for name, value in json.loads(controls)] if path == request.path else None


def remove_saved(request: Request) -> None:
    """Deletes the form saved for the page of the request, whose answers were accepted."""
    if request.identity:
        remove_saved_form(request.identity.user, request.path)


def remove_saved_form(user: User, path: str) -> None:
    """Deletes the form saved for the page ``path``, or for any page below a ``path`` that ends with a slash.

    Called after its answers were accepted; a form of another page stays. Writes nothing without one: a write may
    conflict.
    """
    saved = user.saved_form[0] if user.saved_form else ""
    if saved == path or (path.endswith("/") and saved.startswith(path)):
        user.saved_form = None


def store_form(user: User, path: str, answers: str) -> None:
    """Saves ``answers``, the raw form controls as JSON, for the user's next visit of ``path``."""
    user.saved_form, user.saved_form_at = (path, answers), clock.now()
