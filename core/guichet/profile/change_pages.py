"""What the pages that change something on « Mon compte » have in common."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.web.forms.form import Form

TEMPLATE = "guichet.profile:templates/change.pt"


def page(form: Form, title: str, *words: str) -> dict[str, Any]:
    """A form under a title and a few sentences."""
    return {"title": title, "words": words, "form": form, "problems": form.problems}


def done(request: Request, code: str) -> HTTPSeeOther:
    """Back to « Mon compte », with the notice of that code."""
    return HTTPSeeOther(request.resource_path(request.root, "account", query={"done": code}))


def is_kept_by_another(request: Request) -> bool:
    """Whether somebody else keeps this person's name, address and phone: « Mon compte » then says who."""
    return request.registry.details_manager(request) is not None
