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

from guichet.act import Act
from guichet.demo import PASSWORD, acting_as, colleague
from guichet.holders import actions as holders
from guichet.holders.models import Beneficiary, Holder
from guichet.identity import passwords
from guichet.identity.actions import Person, new_account
from guichet.identity.models import Account
from guichet.messages.actions import outbox_of
from guichet.office.actions import accept_registration

__all__ = ["ANNA", "BEAT", "CHIARA", "IBAN", "PASSWORD", "ZOE", "account_of", "holder_of", "populate"]

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


def populate(act: Act) -> None:
    """Registers everybody at a new desk; ``act`` is the operator's. The mails this makes are thrown away."""
    with _quick_passwords():
        for role, (first, last, phone) in OFFICE.items():
            colleague(act, role, Person(_email(act, role), first, last, phone, "", "fr"))
        kinds = {kind.kind for kind in act.desk.plugins.user_kinds}
        if "company" in kinds:
            _companies(act)
        if "insured" in kinds:
            _insured_persons(act)
    outbox = outbox_of(act.portal)
    for name in list(outbox):
        outbox.remove(name)


def account_of(act: Act, email: str) -> Account:
    """The account that signs in with an address."""
    account: Account | None = act.portal["accounts"].with_email(email)
    assert account is not None, f"nobody signs in as {email}"
    return account


def holder_of(act: Act, email: str) -> Holder:
    """The company or insured person whom the account of that address works for."""
    holder: Holder = act.portal["holders"][account_of(act, email).home[1]]
    return holder


def beneficiary_of(holder: Holder, avs: str) -> Beneficiary:
    """A holder's beneficiary by the AVS number."""
    found: Beneficiary = next(person for person in holder.beneficiaries.values() if person.avs == avs)
    return found


def _companies(act: Act) -> None:
    office = act.desk.tenant.office_code
    home_aide = _company(act, "manager", "Lea", "Rochat", "Home-Aide Emmental SA", "7601000000002")
    _collaborator(act, holder_of(act, home_aide.email))
    _beneficiary(act, home_aide, "Anna", "Muster", ANNA, decision=f"{office}20250012345", iban=IBAN)
    _beneficiary(act, home_aide, "Beat", "Beispiel", BEAT)
    spitex = _company(act, "rival", "Nora", "Keller", "Spitex Aare Sàrl", "7601000000019")
    _beneficiary(act, spitex, "Chiara", "Prova", CHIARA, decision=f"{office}20250054321", iban=IBAN)


def _insured_persons(act: Act) -> None:
    zoe = _insured(act, "insured", "Zoé", "Exemple", ZOE)
    own = next(iter(holder_of(act, zoe.email).beneficiaries.values()))
    mine = acting_as(act, zoe)
    holders.remember_account(mine, own, IBAN, "", "")
    holders.remember_decision(mine, own, f"{act.desk.tenant.office_code}20250012345", "Physiothérapie")
    _insured(act, "neighbour", "Noé", "Voisin", NOE)


def _company(act: Act, who: str, first: str, last: str, name: str, gln: str) -> Account:
    answers = _person(act, who, first, last) | _address() | {"company_name": name, "gln": gln}
    holders.register_company(act, answers, "fr")
    account: Account = next(one for one in act.portal["accounts"].values() if one.email == answers["email"])
    accept_registration(act, account)
    act.portal["accounts"].admit(account)
    return account


def _collaborator(act: Act, company: Holder) -> None:
    person = holders.person_of(_person(act, "collaborator", "Marc", "Favre"), "fr")
    account = new_account(act, person)
    company.members[account.id] = "collaborator"
    account.home = ("holders", company.id)
    act.portal["accounts"].admit(account)


def _insured(act: Act, who: str, first: str, last: str, avs: str) -> Account:
    about = {"avs": avs, "birth_date": date(1984, 3, 12), "salutation": "f"}
    account = holders.register_insured(act, _person(act, who, first, last) | _address() | about, "fr")
    account.phone_proven = True
    act.portal["accounts"].admit(account)
    return account


def _beneficiary(
    act: Act, account: Account, first: str, last: str, avs: str, *, decision: str = "", iban: str = ""
) -> None:
    answers: dict[str, Any] = {"first_name": first, "last_name": last, "avs": avs, "birth_date": date(1984, 3, 12)}
    answers |= _address() | {"decision_number": decision or None, "decision_label": "Physiothérapie"}
    answers |= {"iban": iban or None, "account_holder": None, "payment_reference": None}
    holders.add_beneficiary(acting_as(act, account), holder_of(act, account.email), answers)


def _person(act: Act, who: str, first: str, last: str) -> dict[str, Any]:
    email = _email(act, who)
    # One number each, so that a text message is read by the person it was sent to.
    phone = f"+4179{sum(map(ord, email)) * 7919 % 10**7:07}"
    return {"email": email, "first_name": first, "last_name": last, "phone": phone, "password": PASSWORD}


def _email(act: Act, who: str) -> str:
    return f"{who}@{act.desk.tenant.id}.example"


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
