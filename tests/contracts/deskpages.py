"""Pages, objects and people as the running desks know them, so that a contract forgets none that is added."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from pyramid.authorization import ACLHelper, Everyone
from pyramid.interfaces import IExceptionResponse
from pyramid.traversal import find_resource, resource_path

from guichet import clock
from guichet.auth.security_policy import Identity
from guichet.demo import power_of_attorney
from guichet.invoices.case_index import work_list
from guichet.office.batches.batch_actions import ALL, start_batch
from guichet.office.decisions import decision_actions
from guichet.office.decisions.group_actions import check_group
from guichet.store.models import Folder, Portal, Resource
from guichet.testing.browser import DeskBrowser
from guichet.testing.desks import Desks
from guichet.testing.people import ANNA, ZOE, beneficiary_of, issuer_of
from guichet.users.models import User
from guichet.web.view_permissions import PUBLIC
from invoice_types.travel.demo import send_travel

CANTONS = ("be", "ne")
NOBODY = ""
SENDERS = {"manager": ANNA, "insured": ZOE}

View = Any
"""What Pyramid's introspection says of a view."""


def application(desks: Desks, canton: str) -> Any:
    """The Pyramid application behind a desk's host name."""
    return desks.dispatcher._by_host[desks[canton].tenant_settings.hosts[0]]


def views(app: Any, method: str) -> Iterator[tuple[View, str]]:
    """Every view that answers a method, with its permission; the pages for errors are shown by the house itself."""
    for item in app.registry.introspector.get_category("views"):
        view, context = item["introspectable"], item["introspectable"]["context"]
        of_an_error = context is IExceptionResponse or (isinstance(context, type) and issubclass(context, Exception))
        said = view["request_methods"] or ()
        if not of_an_error and method in ({said} if isinstance(said, str) else said):
            (permission,) = [related["value"] for related in item["related"] if related.category_name == "permissions"]
            yield view, permission


@dataclass(frozen=True)
class Page:
    """A view at the address of an object."""

    address: str
    view: View
    public: bool
    """Whether anyone may see it."""
    allowed: bool
    """Whether the person it was looked up for may use it."""


def pages(desks: Desks, canton: str, principals: list[str], method: str) -> list[Page]:
    """Every page that answers a method; on an object where these principals may use it, if there is one."""
    return [(mine or others)[0] for mine, others in places(desks, canton, principals, method)]


def pages_of_others(desks: Desks, canton: str, principals: list[str], method: str) -> list[Page]:
    """Every page that answers a method, on an object where these principals may not use it, if there is one."""
    return [others[0] for _mine, others in places(desks, canton, principals, method) if others]


def places(desks: Desks, canton: str, principals: list[str], method: str) -> Iterator[tuple[list[Page], list[Page]]]:
    """For each view that answers a method: pages these principals may use, and those they may not."""
    with desks.looking(canton) as ctx:
        items = list(tree(ctx.portal))
        for view, permission in views(application(desks, canton), method):
            fitting = [item for item in items if view["context"] is None or isinstance(item, view["context"])]
            found = [
                Page(
                    resource_path(item).rstrip("/") + "/" + view["name"],
                    view,
                    permission == PUBLIC,
                    is_allowed(item, principals, permission),
                )
                for item in fitting
            ]
            if found:
                yield [page for page in found if page.allowed], [page for page in found if not page.allowed]


def is_allowed(item: Resource, principals: list[str], permission: str) -> bool:
    """Whether the access lists from an object up to the root allow it."""
    return permission == PUBLIC or bool(ACLHelper().permits(item, principals, permission))


def tree(item: Any) -> Iterator[Any]:
    """Every object of a desk that an address can lead to."""
    yield item
    item._p_activate()
    children = item.values() if isinstance(item, Folder) else vars(item).values()
    for child in children:
        if isinstance(child, Resource) and child.__parent__ is item and _found(child) is child:
            yield from tree(child)


def _found(item: Resource) -> Resource | None:
    """What the object's own address leads to."""
    try:
        found: Resource = find_resource(item, resource_path(item))
    except KeyError:
        return None
    return found


def everybody(portal: Portal) -> dict[tuple[Any, ...], User]:
    """One active account of each sort (role at the office, kind of issuer, role there): who has sent most invoices."""

    def sort(user: User) -> tuple[Any, ...]:
        issuer = _issuer(portal, user)
        return (user.roles, issuer.kind, str(issuer.members.get(user.id))) if issuer else (user.roles,)

    def invoices(user: User) -> int:
        issuer = _issuer(portal, user)
        return len(list(issuer.invoices)) if issuer else 0

    active = [user for user in portal["users"].values() if user.state == "active"]
    active.sort(key=lambda user: (sort(user), -invoices(user)))
    return {kind: next(found) for kind, found in groupby(active, sort)}


def _issuer(portal: Portal, user: User) -> Any:
    return portal["issuers"].get(user.issuer_id)


def people(desks: Desks, canton: str) -> list[tuple[str, list[str]]]:
    """One person of each sort: address, and what the access lists may name them by."""
    with desks.looking(canton) as ctx:
        return [(user.email, Identity(user, None).principals) for user in everybody(ctx.portal).values()]


def visitors(desks: Desks, canton: str, sign_in: Any) -> Iterator[tuple[str, DeskBrowser, list[str]]]:
    """A stranger, and one signed-in person of each sort."""
    yield NOBODY, desks.browser(canton), [Everyone]
    for email, principals in people(desks, canton):
        yield email, sign_in(desks.browser(canton), email), principals


@dataclass(frozen=True)
class Shown:
    """What a page answered to a visitor."""

    who: str
    page: Page
    answer: Any


def shown_pages(desks: Desks, canton: str, sign_in: Any) -> Iterator[Shown]:
    """Every page that answers GET, asked for by every visitor; also files, and pages the visitor may not see."""
    for who, browser, principals in visitors(desks, canton, sign_in):
        for page in pages(desks, canton, principals, "GET"):
            yield Shown(who, page, browser.get(page.address))


def furnish(desks: Desks) -> Desks:
    """Sends an invoice with a document for each kind of issuer, so that there is one of everything."""
    for canton in CANTONS:
        for who, avs in SENDERS.items():
            email = f"{who}@{canton}.example"
            with desks.looking(canton) as ctx:
                known = ctx.portal["users"].with_email(email) is not None
            if known:
                with desks.acting(canton, email) as ctx:
                    issuer = issuer_of(ctx, email)
                    if who == "manager":
                        power_of_attorney(ctx, beneficiary_of(issuer, avs), clock.today() + timedelta(days=365))
                    send_travel(ctx, issuer, beneficiary_of(issuer, avs), clock.today() - timedelta(days=20))
        _start_batch(desks, canton)
        _choose_group(desks, canton)
    return desks


def _start_batch(desks: Desks, canton: str) -> None:
    """A batch with one more invoice of the insured person."""
    email = f"insured@{canton}.example"
    with desks.acting(canton, email) as ctx:
        issuer = issuer_of(ctx, email)
        sent = send_travel(ctx, issuer, beneficiary_of(issuer, ZOE), clock.today() - timedelta(days=40)).id
    with desks.acting(canton, f"clerk@{canton}.example") as ctx:
        decision_actions.accept(ctx, issuer_of(ctx, email).invoices[sent], revision_number=1)
    desks.clock.forward(minutes=5)
    with desks.acting(canton, f"supervisor@{canton}.example") as ctx:
        start_batch(ctx, ALL, "fr")


def _choose_group(desks: Desks, canton: str) -> None:
    """A group of the cases that wait, which no officer has confirmed."""
    with desks.acting(canton, f"clerk@{canton}.example") as ctx:
        rows = work_list(ctx.portal).page([("state:submitted",)]).rows
        check_group(ctx, [invoice_id for invoice_id, _row in rows])


def drawn(found: list[Page]) -> list[Page]:
    """Pages of the browser; the paper copy takes longer to draw than all of them together."""
    return [page for page in found if not page.view["name"].endswith(".pdf")]


def text_of(answer: Any) -> str:
    """The source of a page; nothing for a file."""
    return str(answer.text) if answer.content_type == "text/html" else ""
