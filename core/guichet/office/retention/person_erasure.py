"""Erasure that a person asks for: what the desk stores under an AVS number, and what of it the law keeps."""

import hashlib
import json
from dataclasses import dataclass

from guichet.action_context import ActionContext
from guichet.invoices.erasure import ErasedItem, erase_beneficiary, erase_invoice, has_invoices, invoices_for
from guichet.invoices.models import Invoice
from guichet.issuers.company.company_actions import leave
from guichet.issuers.models import Beneficiary, InsuredPerson, Issuer
from guichet.office.cases.stored_filters import stored_filters
from guichet.office.retention.minute_actions import erase_left_records, forget_sender, looked_for, write_minute
from guichet.office.retention.models import REQUEST
from guichet.store.models import Portal
from guichet.store.person_index import person_index
from guichet.users.account_erasure import erase_account
from guichet.users.models import User


@dataclass(frozen=True)
class PersonRecords:
    """Everything under one AVS number."""

    avs: str
    entries: tuple[tuple[Issuer, Beneficiary], ...]
    """The person in the list of each issuer."""
    drafts: tuple[Invoice, ...]
    sent: tuple[str, ...]
    """Ids of the invoices that stay until their term is over."""
    accounts: tuple[User, ...]
    """Of the person, or of the legal representative."""

    @property
    def version(self) -> str:
        """Tells these records from others under the same number."""
        parts = ([one for _issuer, one in self.entries], self.drafts, self.accounts)
        found = [self.avs, *(sorted(one.id for one in part) for part in parts), sorted(self.sent)]
        return hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]


def records_of(portal: Portal, avs: str) -> PersonRecords:
    """What the desk stores under an AVS number; loads no other person, issuer or invoice."""
    issuers = [portal["issuers"][issuer_id] for issuer_id in person_index(portal).issuers_with(avs)]
    found = [(issuer, issuer.beneficiaries.with_avs(avs)) for issuer in issuers]
    invoices = [invoices_for(portal, issuer, beneficiary.id) for issuer, beneficiary in found]
    accounts = [
        portal["users"][user_id]
        for issuer, beneficiary in found
        if isinstance(issuer, InsuredPerson) and issuer.self_id == beneficiary.id
        for user_id in issuer.members
    ]
    return PersonRecords(
        avs,
        tuple(found),
        tuple(one for drafts, _sent in invoices for one in drafts),
        tuple(one for _drafts, sent in invoices for one in sent),
        tuple(accounts),
    )


def erase_person(ctx: ActionContext, avs: str) -> PersonRecords:
    """Erases what no term keeps, with a minute; returns what was found before. Raises ``NotAllowed``.

    Where invoices stay, name and AVS number of the person stay beside them; account, address, bank details, decisions
    and representative go.
    """
    ctx.require("erase", ctx.portal)
    found = records_of(ctx.portal, avs)
    erased = [item for draft in found.drafts for item in erase_invoice(ctx, draft)]
    people = [looked_for(one) for issuer, one in found.entries if not has_invoices(ctx.portal, issuer, one.id)]
    for user in found.accounts:
        issuer = ctx.portal["issuers"][user.issuer_id]
        leave(ctx, issuer, user)
        forget_sender(ctx.portal, user)
        erase_account(ctx, user)
        erased.append(ErasedItem("account", user.id))
    for issuer, beneficiary in found.entries:
        erased += _erase_entry(ctx, issuer, beneficiary)
    stored_filters(ctx.portal).forget_texts(people)
    write_minute(ctx, REQUEST, erased)
    return found


def _erase_entry(ctx: ActionContext, issuer: Issuer, beneficiary: Beneficiary) -> list[ErasedItem]:
    if has_invoices(ctx.portal, issuer, beneficiary.id):
        _reduce(beneficiary)
        if not isinstance(issuer, InsuredPerson):
            issuer.beneficiaries.drop(beneficiary)
        ctx.record("beneficiary.reduced", beneficiary.id)
        return []
    if isinstance(issuer, InsuredPerson):
        return erase_left_records(ctx, issuer)[0]
    return erase_beneficiary(ctx, beneficiary)


def _reduce(beneficiary: Beneficiary) -> None:
    """Keeps of a person what the lists of the invoices show: name, AVS number, day of birth."""
    beneficiary.street = beneficiary.postcode = beneficiary.town = beneficiary.salutation = ""
    beneficiary.iban = beneficiary.account_holder = beneficiary.payment_reference = ""
    beneficiary.decisions, beneficiary.grants, beneficiary.earlier_keys = (), (), ()
    beneficiary.stored_representative = ()
