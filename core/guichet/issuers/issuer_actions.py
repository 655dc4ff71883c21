"""Actions that change issuers and beneficiaries; no other module of this room writes."""

from collections.abc import Mapping
from typing import Any

from guichet.action_context import ActionContext
from guichet.issuers import account_mails
from guichet.issuers.beneficiary_actions import MAX_DECISIONS
from guichet.issuers.beneficiary_details import Representative
from guichet.issuers.list_size import require_room
from guichet.issuers.models import Beneficiary, Company, InsuredPerson, Issuer, Role
from guichet.profile.profile_actions import change_name
from guichet.store.models import find
from guichet.users.models import User
from guichet.users.registration import ACTIVATION, Person, new_user
from guichet.users.tasks import enqueue
from guichet.web.pages import CONDITIONS

PERSONAL = ("first_name", "last_name", "birth_date", "avs", "street", "postcode", "town")
REPRESENTATIVE_PREFIX = "representative_"
"""Before the fields of `Representative` in the answers of a form."""
BANK = ("iban", "account_holder", "payment_reference")


class AlreadyListed(Exception):
    """Another entry of the issuer has this AVS number; it may have been taken off the list."""

    def __init__(self, existing: Beneficiary) -> None:
        super().__init__(existing.id)
        self.existing = existing


def register_company(ctx: ActionContext, answers: Mapping[str, Any], language: str) -> User:
    """Stores a company, which reaches the office once its address is proven (``company_confirmation``).

    The e-mail address is not looked up here, so that the page takes the same time for every address (ASVS 5.0, 6.3.8);
    the task ``activation`` does it in the worker.
    """
    user = new_user(ctx, person_of(answers, language))
    company = Company(
        name=answers["company_name"],
        gln=answers["gln"],
        street=answers["street"],
        postcode=answers["postcode"],
        town=answers["town"],
        now=ctx.now,
    )
    ctx.portal["issuers"].put(company)
    _join(ctx, company, user, "manager")
    user.state = "unconfirmed-company"
    enqueue(ctx, ACTIVATION, user.id)
    return user


def register_insured(ctx: ActionContext, answers: Mapping[str, Any], language: str) -> User:
    """Stores an insured person with its own beneficiary record; phone and e-mail address are proven next."""
    user = new_user(ctx, person_of(answers, language))
    _join(ctx, _new_insured(ctx, answers), user, "owner")
    return user


def register_representative(ctx: ActionContext, answers: Mapping[str, Any], language: str) -> User:
    """Stores an insured person whose user is the legal representative, e.g. a mother."""
    user = new_user(ctx, person_of(answers, language))
    issuer = _new_insured(ctx, answers["represented"])
    issuer.representation = answers["representation"]
    _join(ctx, issuer, user, "representative")
    return user


def add_beneficiary(ctx: ActionContext, issuer: Issuer, answers: Mapping[str, Any]) -> Beneficiary:
    """Adds a beneficiary to a company. An insured person has its own record only and lacks the permission.

    Raises :class:`AlreadyListed` and `~guichet.issuers.list_size.ListFull`.
    """
    ctx.require("beneficiaries", issuer)
    _require_new_person(issuer, answers["avs"])
    require_room(issuer, 1)
    beneficiary = new_entry(issuer, answers)
    ctx.record("beneficiary.added", beneficiary.id)
    return beneficiary


def new_entry(issuer: Issuer, answers: Mapping[str, Any]) -> Beneficiary:
    """A beneficiary with all that was answered, on the issuer's list; part of an action that has checked the rights."""
    beneficiary = _new_beneficiary(answers)
    issuer.beneficiaries.put(beneficiary)
    _set_person(beneficiary, answers)
    for name in BANK:
        setattr(beneficiary, name, answers.get(name) or "")
    if answers.get("decision_number"):
        beneficiary.set_decision(answers["decision_number"], answers.get("decision_label") or "")
    issuer.beneficiaries.index(beneficiary)
    return beneficiary


def change_beneficiary(ctx: ActionContext, beneficiary: Beneficiary, answers: Mapping[str, Any]) -> None:
    """Changes personal data and the legal representative; sent invoices are frozen and do not change.

    The name of an insured person is that of the account too. Raises :class:`AlreadyListed`.
    """
    ctx.require("file", beneficiary)
    issuer: Issuer = find(beneficiary, Issuer)
    _require_new_person(issuer, answers["avs"], beneficiary)
    before = {name: getattr(beneficiary, name) for name in (*PERSONAL, "salutation", "representative")}
    _set_person(beneficiary, answers)
    issuer.beneficiaries.index(beneficiary)
    # The audit log names the fields, never their values: it outlives the data (OPDo art. 4).
    changed = [name for name, value in before.items() if getattr(beneficiary, name) != value]
    ctx.record("beneficiary.changed", beneficiary.id, *changed)
    user = ctx.portal["users"].get(ctx.actor)
    if issuer.members.get(ctx.actor) == "owner" and user.name != beneficiary.name:
        change_name(ctx, user, beneficiary.first_name, beneficiary.last_name)


def remove_beneficiary(ctx: ActionContext, beneficiary: Beneficiary) -> None:
    """Takes a beneficiary off a company's list; sent invoices stay as they are."""
    ctx.require("beneficiaries", beneficiary)
    find(beneficiary, Issuer).beneficiaries.drop(beneficiary)
    ctx.record("beneficiary.removed", beneficiary.id)


def restore_beneficiary(ctx: ActionContext, issuer: Issuer, beneficiary: Beneficiary) -> None:
    """Puts a beneficiary that was taken off a company's list back on it, with data and decisions as they were."""
    # Of the issuer: the beneficiary denies everything as long as it is off the list.
    ctx.require("beneficiaries", issuer)
    issuer.beneficiaries.restore(beneficiary)
    ctx.record("beneficiary.restored", beneficiary.id)


def save_decision(ctx: ActionContext, beneficiary: Beneficiary, number: str, label: str) -> None:
    """Saves a decision number as a choice for the next invoice (« Enregistrer le numéro de décision »).

    Nothing is saved beyond `MAX_DECISIONS`, where the beneficiary's page asks to remove one first.
    """
    ctx.require("file", beneficiary)
    if len(beneficiary.decisions) >= MAX_DECISIONS and number not in dict(beneficiary.decisions):
        return
    ctx.record("beneficiary.decision_saved", beneficiary.id)
    beneficiary.set_decision(number, label)
    find(beneficiary, Issuer).beneficiaries.index(beneficiary)


def remove_decision(ctx: ActionContext, beneficiary: Beneficiary, number: str) -> None:
    """Removes a decision number from the choices."""
    ctx.require("file", beneficiary)
    ctx.record("beneficiary.decision_removed", beneficiary.id)
    beneficiary.remove_decision(number)
    find(beneficiary, Issuer).beneficiaries.index(beneficiary)


def save_bank_details(
    ctx: ActionContext, beneficiary: Beneficiary, iban: str, account_holder: str, reference: str
) -> None:
    """Saves bank details, typed on the beneficiary's page or on an invoice.

    The page has asked for password and code before another IBAN; all who may correct it get a mail.
    """
    ctx.require("file", beneficiary)
    ctx.record("beneficiary.bank_details_saved", beneficiary.id)
    before = beneficiary.iban
    beneficiary.iban, beneficiary.account_holder, beneficiary.payment_reference = iban, account_holder, reference
    account_mails.iban_changed(ctx, beneficiary, before)


def person_of(answers: Mapping[str, Any], language: str) -> Person:
    """The person who registers. The form requires the conditions of use, so their present version was accepted."""
    return Person(
        email=answers["email"],
        first_name=answers["first_name"],
        last_name=answers["last_name"],
        phone=answers["phone"],
        password=answers["password"],
        language=language,
        conditions=CONDITIONS,
    )


def _join(ctx: ActionContext, issuer: Issuer, user: User, role: Role) -> None:
    issuer.members[user.id] = role
    user.issuer_id = issuer.id
    ctx.record("issuer.registered", issuer.id)


def _new_insured(ctx: ActionContext, answers: Mapping[str, Any]) -> InsuredPerson:
    """An insured person with its own beneficiary record, in the tree."""
    issuer = InsuredPerson(ctx.now)
    # Before the record is indexed: the desk finds it by the issuer's id.
    ctx.portal["issuers"].put(issuer)
    beneficiary = _new_beneficiary(answers)
    beneficiary.salutation = answers["salutation"]
    issuer.self_id = issuer.beneficiaries.put(beneficiary)
    issuer.beneficiaries.index(beneficiary)
    return issuer


def _require_new_person(issuer: Issuer, avs: str, besides: Beneficiary | None = None) -> None:
    existing = issuer.beneficiaries.with_avs(avs)
    if existing is not None and existing is not besides:
        raise AlreadyListed(existing)


def _new_beneficiary(answers: Mapping[str, Any]) -> Beneficiary:
    return Beneficiary(**{name: answers[name] for name in PERSONAL})


def _set_person(beneficiary: Beneficiary, answers: Mapping[str, Any]) -> None:
    for name in PERSONAL:
        setattr(beneficiary, name, answers[name])
    # A company is not asked for the title, an insured person not for a representative.
    if answers.get("salutation"):
        beneficiary.salutation = answers["salutation"]
    if REPRESENTATIVE_PREFIX + "relation" in answers:
        given = [answers[REPRESENTATIVE_PREFIX + name] or "" for name in Representative._fields]
        before, after = beneficiary.stored_representative, tuple(given) if any(given) else ()
        if after != before:
            beneficiary.stored_representative = after
