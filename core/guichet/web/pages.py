"""Pages that belong to no object: the switch of language, accessibility, data protection."""

from datetime import date
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.i18n import _
from guichet.store.models import Portal
from guichet.web.reader_language import choose_language, remember_language
from guichet.web.view_permissions import PUBLIC

CONDITIONS = "2026-11-21"
"""Version of the conditions of use, which users accept: the day of the last change to ``templates/conditions.pt``."""
TITLES = {"accessibility": _("Accessibilité"), "conditions": _("Conditions et protection des données")}


def includeme(config: Configurator) -> None:
    """Registers the pages."""
    # A link before sign-in, and for an account a button: no GET changes what is stored (ASVS 3.5.3).
    config.add_view(switch_language, context=Portal, name="language", request_method="GET", permission=PUBLIC)
    config.add_view(change_language, context=Portal, name="language", request_method="POST", permission=PUBLIC)
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


def change_language(request: Request) -> HTTPSeeOther:
    """Sets the language of the account, and redirects to the page the reader came from."""
    if request.posted("to") in request.desk.tenant.languages:
        choose_language(request, request.posted("to"))
    return HTTPSeeOther(local_path(request.GET.get("back", "/")))


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
