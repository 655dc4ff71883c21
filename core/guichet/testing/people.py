"""The fictitious people of every test desk, registered by the actions that the pages call.

All of them sign in with :data:`PASSWORD`. At the desk ``be`` their addresses end with ``@be.example``, and so on.

=================== =================================================================================================
``clerk``           Martin Berger, at the office, who checks invoices: +41 79 123 00 01
``supervisor``      Sandra Wyss, at the office, who also looks after the clerks: +41 79 123 00 05
``administrator``   Adrian Blum, at the office, who looks after people and sees no invoice: +41 79 123 00 06
``manager``         Lea Rochat, « Gérant » of Home-Aide Emmental SA, who invoices for Anna Muster and Beat Beispiel
``collaborator``    Marc Favre, of the same company
``rival``           Nora Keller, of Spitex Aare Sàrl, who invoices for Chiara Prova
``insured``         Zoé Exemple, an insured person with an account and a decision number on file
``neighbour``       Noé Voisin, an insured person with nothing on file
=================== =================================================================================================

A desk has the companies if companies may register there, and the insured persons if they may.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import argon2

from guichet.action_context import ActionContext
from guichet.demo import PASSWORD, acting_as, colleague
from guichet.issuers import issuer_actions as issuers
from guichet.issuers.company_confirmation import receive
from guichet.issuers.models import Beneficiary, Issuer
from guichet.messages.enqueue import outbox_of
from guichet.office.registrations.registration_actions import accept_registration
from guichet.users import passwords
from guichet.users.links import KEY, link_secret, new_link
from guichet.users.models import User
from guichet.users.registration import Person, new_user

__all__ = ["ANNA", "BEAT", "CHIARA", "IBAN", "PASSWORD", "ZOE", "issuer_of", "new_secret", "populate", "user_of"]

ANNA, BEAT, CHIARA, ZOE, NOE = "7561234567897", "7569217076985", "7560000000019", "7561111111113", "7562222222224"
"""AVS numbers with a valid check digit (EAN-13)."""
IBAN = "CH9300762011623852957"
OFFICE = {
    "clerk": ("Martin", "Berger", "+41791230001"),
    "supervisor": ("Sandra", "Wyss", "+41791230005"),
    "administrator": ("Adrian", "Blum", "+41791230006"),
}
"""Role → first name, last name and phone of its user."""
_CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def new_secret(ctx: ActionContext, purpose: str, user: User, detail: str = "") -> str:
    """The secret of a new link to the user, as the mail would bring it."""
    return link_secret(new_link(ctx, purpose, user, detail).nonce, ctx.desk.keys(KEY))


def populate(ctx: ActionContext) -> None:
    """Registers all people at a new desk; ``ctx`` is the operator's. The mails of it are removed from the outbox."""
    with _quick_passwords():
        for role, (first, last, phone) in OFFICE.items():
            colleague(ctx, role, Person(_email(ctx, role), first, last, phone, "", "fr"))
        kinds = {kind.kind for kind in ctx.desk.plugins.user_kinds}
        if "company" in kinds:
            _companies(ctx)
        if "insured" in kinds:
            _insured_persons(ctx)
    outbox = outbox_of(ctx.portal)
    for name in list(outbox):
        outbox.remove(name)


def user_of(ctx: ActionContext, email: str) -> User:
    """The user who signs in with an address."""
    user: User | None = ctx.portal["users"].with_email(email)
    assert user is not None, f"no user signs in as {email}"
    return user


def issuer_of(ctx: ActionContext, email: str) -> Issuer:
    """The company or insured person that the user with that address acts for."""
    issuer: Issuer = ctx.portal["issuers"][user_of(ctx, email).issuer_id]
    return issuer


def beneficiary_of(issuer: Issuer, avs: str) -> Beneficiary:
    """The beneficiary of an issuer with that AVS number."""
    found: Beneficiary = next(person for person in issuer.beneficiaries.values() if person.avs == avs)
    return found


def _companies(ctx: ActionContext) -> None:
    office = ctx.desk.tenant.office_code
    home_aide = _company(ctx, "manager", "Lea", "Rochat", "Home-Aide Emmental SA", "7601000000002")
    _collaborator(ctx, issuer_of(ctx, home_aide.email))
    _beneficiary(ctx, home_aide, "Anna", "Muster", ANNA, decision=f"{office}20250012345", iban=IBAN)
    _beneficiary(ctx, home_aide, "Beat", "Beispiel", BEAT)
    spitex = _company(ctx, "rival", "Nora", "Keller", "Spitex Aare Sàrl", "7601000000019")
    _beneficiary(ctx, spitex, "Chiara", "Prova", CHIARA, decision=f"{office}20250054321", iban=IBAN)


def _insured_persons(ctx: ActionContext) -> None:
    zoe = _insured(ctx, "insured", "Zoé", "Exemple", ZOE)
    own = next(iter(issuer_of(ctx, zoe.email).beneficiaries.values()))
    mine = acting_as(ctx, zoe)
    issuers.save_bank_details(mine, own, IBAN, "", "")
    issuers.save_decision(mine, own, f"{ctx.desk.tenant.office_code}20250012345", "Physiothérapie")
    _insured(ctx, "neighbour", "Noé", "Voisin", NOE)


def _company(ctx: ActionContext, who: str, first: str, last: str, name: str, gln: str) -> User:
    answers = _person(ctx, who, first, last) | _address(ctx) | {"company_name": name, "gln": gln}
    user = issuers.register_company(ctx, answers, "fr")
    receive(ctx, user)
    accept_registration(ctx, user)
    ctx.portal["users"].activate_user(user)
    return user


def _collaborator(ctx: ActionContext, company: Issuer) -> None:
    person = issuers.person_of(_person(ctx, "collaborator", "Marc", "Favre"), "fr")
    user = new_user(ctx, person)
    company.members[user.id] = "collaborator"
    user.issuer_id = company.id
    ctx.portal["users"].activate_user(user)


def _insured(ctx: ActionContext, who: str, first: str, last: str, avs: str) -> User:
    about = {"avs": avs, "birth_date": date(1984, 3, 12), "salutation": "f"}
    user = issuers.register_insured(ctx, _person(ctx, who, first, last) | _address(ctx) | about, "fr")
    user.phone_proven = True
    ctx.portal["users"].activate_user(user)
    return user


def _beneficiary(
    ctx: ActionContext, user: User, first: str, last: str, avs: str, *, decision: str = "", iban: str = ""
) -> None:
    answers: dict[str, Any] = {"first_name": first, "last_name": last, "avs": avs, "birth_date": date(1984, 3, 12)}
    answers |= _address(ctx) | {"decision_number": decision or None, "decision_label": "Physiothérapie"}
    answers |= {"iban": iban or None, "account_holder": None, "payment_reference": None}
    issuers.add_beneficiary(acting_as(ctx, user), issuer_of(ctx, user.email), answers)


def _person(ctx: ActionContext, who: str, first: str, last: str) -> dict[str, Any]:
    email = _email(ctx, who)
    # A number of their own, so that a test finds the text messages of each. From the address, so that it is the same in
    # every run.
    phone = f"+4179{sum(map(ord, email)) * 7919 % 10**7:07}"
    return {"email": email, "first_name": first, "last_name": last, "phone": phone, "password": PASSWORD}


def _email(ctx: ActionContext, who: str) -> str:
    return f"{who}@{ctx.desk.tenant.id}.example"


def _address(ctx: ActionContext) -> dict[str, str]:
    if ctx.desk.tenant.id == "be":
        return {"street": "Bahnhofstrasse 12", "postcode": "3400", "town": "Burgdorf"}
    return {"street": "Chemin de l’Exemple 12", "postcode": "1001", "town": "Exempleville"}


@contextmanager
def _quick_passwords() -> Iterator[None]:
    """Hashes that cost nothing: an argon2 hash contains its parameters, so verifying is as quick as making."""
    slow, passwords._hasher = passwords._hasher, _CHEAP
    try:
        yield
    finally:
        passwords._hasher = slow
