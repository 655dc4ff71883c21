"""What somebody typed when it could not be taken: their session was over, or they had to confirm who they are.

It waits in the account until the same person is back on the same page. Passwords and codes are never kept.
"""

import json
from typing import Any

from pyramid.csrf import check_csrf_origin, check_csrf_token
from pyramid.request import Request

from guichet.users import user_actions
from guichet.users.models import User
from guichet.web.forms.controls import MalformedForm
from guichet.web.forms.form import Form

_MAX_SIZE = 200_000
_SECRET = ("csrf_token", "password", "code")


def save_form(request: Request, user: User) -> bool:
    """Keeps a form that was posted; says whether it did. A forged one is not kept."""
    # A permission is asked for before the token is looked at, so that has to be made up for here.
    if not (check_csrf_token(request, raises=False) and check_csrf_origin(request, raises=False)):
        return False
    typed = [(name, value) for name, value in request.POST.items() if isinstance(value, str) and not _secret(name)]
    answers = json.dumps(typed)
    if len(answers) > _MAX_SIZE:
        return False
    user_actions.store_form(user, request.path, answers)
    return True


def saved_answers(request: Request, form: Form) -> dict[str, Any] | None:
    """The raw answers this person had typed into the form on this page; ``None`` if there are none."""
    path, typed = request.identity.user.saved_form or ("", "[]")
    if path != request.path:
        return None
    try:
        return form.read(tuple(pair) for pair in json.loads(typed))
    except MalformedForm:  # nobody has looked at it before
        return None


def show_saved(request: Request, form: Form) -> bool:
    """Shows in the form what this person had typed on this page; says whether there was anything."""
    kept = saved_answers(request, form)
    if kept is not None:
        form.show(kept)
    return kept is not None


def _secret(name: str) -> bool:
    return name in _SECRET or "password" in name
