"""Everything that changes a holder or a beneficiary; the only writers of this room."""

from collections.abc import Mapping
from typing import Any

from guichet.act import Act
from guichet.holders.models import Beneficiary, Company, Holder, InsuredPerson, Role
from guichet.holders.rows import RegisteredCompany, WaitingCompany
from guichet.identity.actions import Person, new_account
from guichet.identity.errands import ask
from guichet.identity.models import Account
from guichet.store.listing import oldest_first
from guichet.store.models import find
from guichet.web.pages import CONDITIONS

WAITING = "waiting"
PERSONAL = ("first_name", "last_name", "birth_date", "avs", "street", "postcode", "town")
BANK = ("iban", "account_holder", "payment_reference")


def register_company(act: Act, answers: Mapping[str, Any], language: str) -> Account:
    """Stores a company that waits for the office, whatever its address; see ``received.py`` for what follows."""
    account = new_account(act, person_of(answers, language))
    company = Company(
        name=answers["company_name"],
        gln=answers["gln"],
        street=answers["street"],
        postcode=answers["postcode"],
        town=answers["town"],
        now=act.now,
    )
    _join(act, company, account, "manager")
    act.portal["companies"].put(
        company.id, (f"gln:{company.gln}",), oldest_first(act.now), RegisteredCompany(company.name)
    )
    account.state = "waiting"
    row = WaitingCompany(
        name=company.name,
        gln=company.gln,
        person=account.name,
        town=company.town,
        registered=act.now,
        holder_id=company.id,
        email=account.email,
    )
    act.portal["waiting_companies"].put(account.id, (WAITING,), oldest_first(act.now), row)
    ask(act, "company-received", account.id, language)
    return account


def register_insured(act: Act, answers: Mapping[str, Any], language: str) -> Account:
    """Stores an insured person with itself as first beneficiary; phone and e-mail address are proven next."""
    account = new_account(act, person_of(answers, language))
    _join(act, _new_insured(act, answers), account, "owner")
    return account


def register_representative(act: Act, answers: Mapping[str, Any], language: str) -> Account:
    """Stores an insured person whose account belongs to their legal representative, e.g. a mother."""
    account = new_account(act, person_of(answers, language))
    holder = _new_insured(act, answers["represented"])
    holder.representation = answers["representation"]
    _join(act, holder, account, "representative")
    return account


def add_beneficiary(act: Act, holder: Holder, answers: Mapping[str, Any]) -> Beneficiary:
    """Adds somebody a company invoices for; an insured person has nobody but itself."""
    act.require("beneficiaries", holder)
    beneficiary = _new_beneficiary(answers)
    beneficiary_id = holder.beneficiaries.put(beneficiary)
    _set_details(beneficiary, answers)
    holder.beneficiaries.index(beneficiary)
    act.record("beneficiary.added", beneficiary_id)
    return beneficiary


def change_beneficiary(act: Act, beneficiary: Beneficiary, answers: Mapping[str, Any]) -> None:
    """Changes personal data, bank details and adds a decision number; invoices sent before keep what they said."""
    act.require("file", beneficiary)
    changed = [name for name in (*PERSONAL, *BANK) if getattr(beneficiary, name) != (answers[name] or "")]
    for name in PERSONAL:
        setattr(beneficiary, name, answers[name])
    _set_details(beneficiary, answers)
    find(beneficiary, Holder).beneficiaries.index(beneficiary)
    act.record("beneficiary.changed", beneficiary.id, *changed)


def remove_beneficiary(act: Act, beneficiary: Beneficiary) -> None:
    """Takes a beneficiary off a company's list; invoices already sent stay as they are."""
    act.require("beneficiaries", beneficiary)
    find(beneficiary, Holder).beneficiaries.drop(beneficiary)
    act.record("beneficiary.removed", beneficiary.id)


def remember_decision(act: Act, beneficiary: Beneficiary, number: str, label: str) -> None:
    """Keeps a decision number to be chosen next time (« Enregistrer le numéro de décision »)."""
    act.require("file", beneficiary)
    act.record("beneficiary.decision_kept", beneficiary.id)
    others = tuple(kept for kept in beneficiary.decisions if kept[0] != number)
    beneficiary.decisions = (*others, (number, label))
    find(beneficiary, Holder).beneficiaries.index(beneficiary)


def forget_decision(act: Act, beneficiary: Beneficiary, number: str) -> None:
    """Takes a decision number off the list to choose from."""
    act.require("file", beneficiary)
    act.record("beneficiary.decision_forgotten", beneficiary.id)
    beneficiary.decisions = tuple(kept for kept in beneficiary.decisions if kept[0] != number)
    find(beneficiary, Holder).beneficiaries.index(beneficiary)


def remember_account(act: Act, beneficiary: Beneficiary, iban: str, account_holder: str, reference: str) -> None:
    """Keeps bank details typed on an invoice for the next one."""
    act.require("file", beneficiary)
    act.record("beneficiary.account_kept", beneficiary.id)
    beneficiary.iban, beneficiary.account_holder, beneficiary.payment_reference = iban, account_holder, reference


def person_of(answers: Mapping[str, Any], language: str) -> Person:
    """The person who registers, which nobody can without accepting the conditions."""
    return Person(
        email=answers["email"],
        first_name=answers["first_name"],
        last_name=answers["last_name"],
        phone=answers["phone"],
        password=answers["password"],
        language=language,
        conditions=CONDITIONS,
    )


def _join(act: Act, holder: Holder, account: Account, role: Role) -> None:
    holder_id = act.portal["holders"].put(holder)
    holder.members[account.id] = role
    account.home = ("holders", holder_id)
    act.record("holder.registered", holder_id)


def _new_insured(act: Act, answers: Mapping[str, Any]) -> InsuredPerson:
    """An insured person with itself as first beneficiary."""
    holder = InsuredPerson(act.now)
    beneficiary = _new_beneficiary(answers)
    beneficiary.salutation = answers["salutation"]
    holder.self_id = holder.beneficiaries.put(beneficiary)
    holder.beneficiaries.index(beneficiary)
    return holder


def _new_beneficiary(answers: Mapping[str, Any]) -> Beneficiary:
    return Beneficiary(**{name: answers[name] for name in PERSONAL})


def _set_details(beneficiary: Beneficiary, answers: Mapping[str, Any]) -> None:
    for name in BANK:
        setattr(beneficiary, name, answers[name] or "")
    if answers["decision_number"]:
        others = tuple(kept for kept in beneficiary.decisions if kept[0] != answers["decision_number"])
        beneficiary.decisions = (*others, (answers["decision_number"], answers["decision_label"] or ""))
