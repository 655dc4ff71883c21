"""Fictitious people for a development machine, made by the same actions as the pages call.

Which people a desk has is stated by its plugins: an entry point of the group ``guichet.demo`` under the plugin's own
name is a function that takes an :class:`~guichet.act.Act`. This module has what such a function makes people with.
"""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.metadata import entry_points
from typing import Any

from PIL import Image, ImageDraw
from pyramid.authorization import Authenticated, Everyone

from guichet.act import Act, system
from guichet.desk import Desk
from guichet.holders import actions as holder_actions
from guichet.holders.company import actions as company_actions
from guichet.holders.models import Beneficiary, Company, Holder
from guichet.identity.actions import Person
from guichet.identity.by_link.invitations import invitation_link, take_up
from guichet.identity.models import Account
from guichet.identity.staff import add_staff
from guichet.invoices.models import Invoice
from guichet.office import actions as office_actions
from guichet.store.database import reading, writing
from guichet.web.pages import CONDITIONS

ENTRY_POINT_GROUP = "guichet.demo"
PASSWORD = "lac-train-pomme-2026"  # noqa: S105  # printed by the command, for fictitious people only


def fill(desk: Desk) -> None:
    """Puts the demo people of the desk's plugins into a new desk, in one transaction."""
    with writing(desk.db) as portal:
        for point in entry_points(group=ENTRY_POINT_GROUP):
            if point.name in desk.plugins.names:
                point.load()(system(portal, desk))


def people(desk: Desk) -> list[tuple[str, str]]:
    """Who may sign in at a desk of a development machine: name and place, e-mail address."""
    with reading(desk.db) as portal:
        accounts = [account for account in portal["accounts"].values() if account.state == "active"]
        return sorted((f"{account.name}, {_place(portal, account)}", account.email) for account in accounts)


def acting_as(act: Act, account: Account) -> Act:
    """The same moment at the same desk, done by the account."""
    roles = (f"role:{role}" for role in account.roles)
    principals = (Everyone, Authenticated, f"account:{account.id}", *roles)
    return replace(act, actor=account.id, principals=principals)


def clerk(act: Act, email: str, first_name: str, last_name: str, phone: str) -> Account:
    """Somebody of the office who checks invoices."""
    return colleague(act, "clerk", Person(email, first_name, last_name, phone, "", act.desk.tenant.languages[0]))


def supervisor(act: Act, email: str, first_name: str, last_name: str, phone: str) -> Account:
    """Somebody of the office who looks after the clerks, too."""
    return colleague(act, "supervisor", Person(email, first_name, last_name, phone, "", act.desk.tenant.languages[0]))


def colleague(act: Act, role: str, person: Person) -> Account:
    """Somebody of the office who has opened the link of the invitation and chosen :data:`PASSWORD`."""
    account = add_staff(act, person, (role,))
    take_up(act, invitation_link(act, account).partition("=")[2], PASSWORD, CONDITIONS)
    return account


def company(act: Act, answers: Mapping[str, Any]) -> tuple[Account, Holder]:
    """A company that the office has admitted; ``answers`` are those of the registration."""
    holder_actions.register_company(act, {**answers, "password": PASSWORD}, act.desk.tenant.languages[0])
    account = next(account for account in act.portal["accounts"].values() if account.email == answers["email"])
    office_actions.accept_registration(act, account)
    act.portal["accounts"].admit(account)
    return account, act.portal["holders"][account.home[1]]


def collaborator(act: Act, holder: Company, answers: Mapping[str, Any]) -> Account:
    """Somebody else of a company, who has chosen :data:`PASSWORD`; ``act`` is a manager's, ``answers`` their form's."""
    account = company_actions.add_member(act, holder, answers, act.desk.tenant.languages[0])
    take_up(act, invitation_link(act, account).partition("=")[2], PASSWORD, CONDITIONS)
    return account


def insured(act: Act, answers: Mapping[str, Any]) -> tuple[Account, Holder]:
    """An insured person with phone and address proven; ``answers`` are those of the registration."""
    account = holder_actions.register_insured(act, {**answers, "password": PASSWORD}, act.desk.tenant.languages[0])
    act.portal["accounts"].admit(account)
    account.phone_proven = True
    return account, act.portal["holders"][account.home[1]]


def beneficiary(act: Act, holder: Holder, answers: Mapping[str, Any]) -> Beneficiary:
    """Somebody a company invoices for; what ``answers`` leave out was not answered."""
    empty = dict.fromkeys(("decision_number", "decision_label", "iban", "account_holder", "payment_reference"))
    return holder_actions.add_beneficiary(act, holder, {**empty, "birth_date": date(1984, 3, 12), **answers})


def decide(act: Act, invoice: Invoice, fate: str) -> None:
    """The office's decision: ``accept``, ``refuse``, ``correct``, or none yet."""
    if fate == "accept":
        office_actions.accept(act, invoice, seen=1)
    elif fate == "refuse":
        office_actions.refuse(act, invoice, "Ces prestations ne figurent pas dans la décision.", seen=1)
    elif fate == "correct":
        words = "Il manque une quittance. Merci de l’ajouter."
        office_actions.request_correction(act, invoice, words, ("documents",), seen=1)


def picture() -> bytes:
    """A small picture that stands for a scanned proof."""
    image = Image.new("RGB", (420, 240), "white")
    ImageDraw.Draw(image).text((24, 24), "Attestation (exemple)", fill="black")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _place(portal: Any, account: Account) -> str:
    if account.home[:1] != ("holders",):
        return "office"
    holder = portal["holders"][account.home[1]]
    return "insured person" if holder.kind == "insured" else str(holder.display_name)
