"""Pages that belong to no object: the switch of language, accessibility, data protection."""

from datetime import date
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.i18n import _
from guichet.store.models import Portal
from guichet.web.requests import remember_language
from guichet.web.transactions import no_root
from guichet.web.view_permissions import PUBLIC

CONDITIONS = "2026-11-21"
"""Version of the conditions of use, which users accept: the day of the last change to ``templates/conditions.pt``."""
TITLES = {"accessibility": _("Accessibilité"), "conditions": _("Conditions et protection des données")}


def includeme(config: Configurator) -> None:
    """Registers the pages."""
    config.add_route("language", "/language", factory=no_root)
    config.add_view(switch_language, route_name="language", request_method="GET", permission=PUBLIC)
    for name in TITLES:
        config.add_view(
            information,
            context=Portal,
            name=name,
            request_method="GET",
            permission=PUBLIC,
            renderer=f"guichet.web:templates/{name}.pt",
        )


def switch_language(request: Request) -> HTTPSeeOther:
    """Sets the language cookie and redirects to the page the reader came from."""
    answer = HTTPSeeOther(local_path(request.GET.get("back", "/")))
    if request.GET.get("to") in request.desk.tenant.languages:
        remember_language(request, answer, request.GET["to"])
    return answer


def information(request: Request) -> dict[str, Any]:
    """A page of text: the accessibility statement or the conditions of use."""
    return {"title": TITLES[request.view_name], "version": date.fromisoformat(CONDITIONS)}


def local_path(address: str) -> str:
    """``address`` if it is a path of this desk, else ``"/"``: no parameter redirects to another site (ASVS 3.7.2)."""
    # Browsers read a backslash as a slash and drop tabs and line ends (URL standard, 4.4): "/", tab, "/evil.example" is
    # another host for them. Python's urlsplit does not see the former.
    printable = all("!" <= character <= "~" for character in address)
    if printable and address.startswith("/") and not address.startswith("//") and "\\" not in address:
        return address
    return "/"
