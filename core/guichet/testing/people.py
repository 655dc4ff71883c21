"""The fictitious people of every test desk, registered by the same actions as the pages call.

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

The companies are there where companies may register, the insured persons where they may.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import argon2

from guichet.action_context import ActionContext
from guichet.demo import PASSWORD, acting_as, colleague
from guichet.issuers import issuer_actions as issuers
from guichet.issuers.models import Beneficiary, Issuer
from guichet.messages.enqueue import outbox_of
from guichet.office.registrations.registration_actions import accept_registration
from guichet.users import passwords
from guichet.users.models import User
from guichet.users.registration import Person, new_user

__all__ = ["ANNA", "BEAT", "CHIARA", "IBAN", "PASSWORD", "ZOE", "issuer_of", "populate", "user_of"]

ANNA, BEAT, CHIARA, ZOE, NOE = "7561234567897", "7569217076985", "7560000000019", "7561111111113", "7562222222224"
"""AVS numbers."""
IBAN = "CH9300762011623852957"
OFFICE = {
    "clerk": ("Martin", "Berger", "+41791230001"),
    "supervisor": ("Sandra", "Wyss", "+41791230005"),
    "administrator": ("Adrian", "Blum", "+41791230006"),
}
"""Role → first name, last name and phone of the one who has it."""
_CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def populate(ctx: ActionContext) -> None:
    """Registers everybody at a new desk; ``act`` is the operator's. The mails this makes are thrown away."""
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
    """The account that signs in with an address."""
    user: User | None = ctx.portal["users"].with_email(email)
    assert user is not None, f"nobody signs in as {email}"
    return user


def issuer_of(ctx: ActionContext, email: str) -> Issuer:
    """The company or insured person whom the account of that address works for."""
    issuer: Issuer = ctx.portal["issuers"][user_of(ctx, email).issuer_id]
    return issuer


def beneficiary_of(issuer: Issuer, avs: str) -> Beneficiary:
    """A holder's beneficiary by the AVS number."""
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
    answers = _person(ctx, who, first, last) | _address() | {"company_name": name, "gln": gln}
    issuers.register_company(ctx, answers, "fr")
    user: User = next(one for one in ctx.portal["users"].values() if one.email == answers["email"])
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
    user = issuers.register_insured(ctx, _person(ctx, who, first, last) | _address() | about, "fr")
    user.phone_proven = True
    ctx.portal["users"].activate_user(user)
    return user


def _beneficiary(
    ctx: ActionContext, user: User, first: str, last: str, avs: str, *, decision: str = "", iban: str = ""
) -> None:
    answers: dict[str, Any] = {"first_name": first, "last_name": last, "avs": avs, "birth_date": date(1984, 3, 12)}
    answers |= _address() | {"decision_number": decision or None, "decision_label": "Physiothérapie"}
    answers |= {"iban": iban or None, "account_holder": None, "payment_reference": None}
    issuers.add_beneficiary(acting_as(ctx, user), issuer_of(ctx, user.email), answers)


def _person(ctx: ActionContext, who: str, first: str, last: str) -> dict[str, Any]:
    email = _email(ctx, who)
    # One number each, so that a text message is read by the person it was sent to.
    phone = f"+4179{sum(map(ord, email)) * 7919 % 10**7:07}"
    return {"email": email, "first_name": first, "last_name": last, "phone": phone, "password": PASSWORD}


def _email(ctx: ActionContext, who: str) -> str:
    return f"{who}@{ctx.desk.tenant.id}.example"


def _address() -> dict[str, str]:
    return {"street": "Bahnhofstrasse 12", "postcode": "3400", "town": "Burgdorf"}


@contextmanager
def _quick_passwords() -> Iterator[None]:
    """Hashes that cost nothing to make and to verify: the parameters are part of a hash."""
    slow, passwords._hasher = passwords._hasher, _CHEAP
    try:
        yield
    finally:
        passwords._hasher = slow
