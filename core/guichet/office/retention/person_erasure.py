"""Erasure that a person asks for: what the desk stores under an AVS number, and what of it the law keeps."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from guichet.action_context import ActionContext
from guichet.invoices.case_index import DONE_STATES, work_list
from guichet.invoices.erasure import ErasedItem, erase_beneficiary, erase_invoice, has_invoices, invoices_for
from guichet.issuers.company.company_actions import leave
from guichet.issuers.models import Beneficiary, InsuredPerson, Issuer
from guichet.office.cases.stored_filters import stored_filters
from guichet.office.retention import erasure_actions
from guichet.office.retention.erasure_actions import erase_left_records, forget_sender, looked_for, write_minute
from guichet.office.retention.models import REQUEST
from guichet.store.batches import Cursor
from guichet.store.models import Portal
from guichet.store.person_index import person_index
from guichet.users.account_erasure import erase_account
from guichet.users.credentials import close_user
from guichet.users.models import Task, User
from guichet.users.tasks import TaskKind, enqueue

MAX_ROWS = 200
"""Rows of a sender's history that one transaction writes."""


@dataclass(frozen=True)
class PersonRecords:
    """Everything under one AVS number."""

    avs: str
    entries: tuple[tuple[Issuer, Beneficiary], ...]
    """The person in the list of each issuer."""
    drafts: tuple[tuple[Issuer, str], ...]
    """Ids of the drafts, each with its issuer."""
    sent: tuple[str, ...]
    """Ids of the invoices that stay until their term is over."""
    accounts: tuple[User, ...]
    """Of the person, or of the legal representative."""

    def waiting(self, portal: Portal) -> int:
        """How many of the invoices that stay wait for the office, or for a correction."""
        rows = (work_list(portal).row(invoice_id) for invoice_id in self.sent)
        return sum(1 for row in rows if row is not None and row.state not in DONE_STATES)

    @property
    def version(self) -> str:
        """Tells these records from others under the same number."""
        people, drafts = [one.id for _issuer, one in self.entries], [draft_id for _issuer, draft_id in self.drafts]
        accounts = [user.id for user in self.accounts]
        found = [self.avs, *(sorted(part) for part in (people, drafts, accounts, self.sent))]
        return hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]


def records_of(portal: Portal, avs: str) -> PersonRecords:
    """What the desk stores under an AVS number; loads no other person or issuer, and no invoice."""
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
        tuple((issuer, one) for (issuer, _), (drafts, _) in zip(found, invoices, strict=True) for one in drafts),
        tuple(one for _drafts, sent in invoices for one in sent),
        tuple(accounts),
    )


def erase_person(ctx: ActionContext, avs: str) -> bool:
    """Erases what no term keeps, with a minute. Raises ``NotAllowed``.

    Where invoices stay, name and AVS number of the person stay beside them; account, address, bank details, decisions
    and representative go. Returns False where that is more than one transaction erases: the worker does the rest, in
    parts of the same size with a minute each.
    """
    ctx.require("erase", ctx.portal)
    return _erase_from(ctx, avs, ())


def _erase_from(ctx: ActionContext, avs: str, after: Cursor) -> bool:
    following = _erase_part(ctx, avs, after)
    if following is not None:
        enqueue(ctx, REST, " ".join((avs, *following)))
    return following is None


def _erase_rest(ctx: ActionContext, task: Task) -> None:
    avs, *after = task.subject.split()
    _erase_from(ctx, avs, tuple(after))


REST = TaskKind("person-erasure", _erase_rest, max_age=None)
"""The rest of an erasure; subject: the AVS number and the cursor of the next part."""


def _erase_part(ctx: ActionContext, avs: str, after: Cursor) -> Cursor | None:
    """Erases a bounded part, with its minute; returns the cursor of the next, None behind the last.

    The cursor is empty, or the id of a user and a place in the history of the issuer, see `forget_sender`.
    """
    found = records_of(ctx.portal, avs)
    drafts = found.drafts[: erasure_actions.MAX_ERASED]
    erased = [item for issuer, draft_id in drafts for item in erase_invoice(ctx, issuer.invoices[draft_id])]
    others = len(drafts) < len(found.drafts)
    following = () if others else _erase_accounts(ctx, found.accounts, after, erased)
    if following is None:
        following = _erase_entries(ctx, found.entries, erased)
    write_minute(ctx, REQUEST, erased)
    return following


def _erase_accounts(
    ctx: ActionContext, accounts: Sequence[User], after: Cursor, erased: list[ErasedItem]
) -> Cursor | None:
    for user in accounts:
        # First, so that nothing is sent in the user's name while it is taken out of the history.
        if user.state != "closed":
            close_user(ctx, user)
        place = after[1:] if after[:1] == (user.id,) else ()
        rest = forget_sender(ctx.portal, user, place, MAX_ROWS)
        if rest is not None:
            return (user.id, *rest)
        leave(ctx, ctx.portal["issuers"][user.issuer_id], user)
        erase_account(ctx, user)
        erased.append(ErasedItem("account", user.id))
    return None


def _erase_entries(
    ctx: ActionContext, entries: Sequence[tuple[Issuer, Beneficiary]], erased: list[ErasedItem]
) -> Cursor | None:
    people = [looked_for(one) for issuer, one in entries if not has_invoices(ctx.portal, issuer, one.id)]
    finished = [_erase_entry(ctx, issuer, beneficiary, erased) for issuer, beneficiary in entries]
    stored_filters(ctx.portal).forget_texts(people)
    return None if all(finished) else ()


def _erase_entry(ctx: ActionContext, issuer: Issuer, beneficiary: Beneficiary, erased: list[ErasedItem]) -> bool:
    """Returns False where drafts for other people, which no person can send any more, are still to be erased."""
    if has_invoices(ctx.portal, issuer, beneficiary.id):
        if _reduce(beneficiary):
            erased.append(ErasedItem("details", beneficiary.id))
        if not isinstance(issuer, InsuredPerson):
            issuer.beneficiaries.drop(beneficiary)
        ctx.record("beneficiary.reduced", beneficiary.id)
        return True
    if isinstance(issuer, InsuredPerson):
        items, last = erase_left_records(ctx, issuer)
        erased += items
        return last is None
    erased += erase_beneficiary(ctx, beneficiary)
    return True


_DETAILS = ("street", "postcode", "town", "iban", "decisions", "grants", "earlier_keys", "stored_representative")
"""Attributes of a person that are erased although an invoice is kept."""


def _reduce(beneficiary: Beneficiary) -> bool:
    """Keeps of a person what the lists of the invoices show: name, AVS number, day of birth. Returns whether there was
    more.
    """
    had = any(getattr(beneficiary, name) for name in _DETAILS)
    beneficiary.street = beneficiary.postcode = beneficiary.town = beneficiary.salutation = ""
    beneficiary.iban = beneficiary.account_holder = beneficiary.payment_reference = ""
    beneficiary.decisions, beneficiary.grants, beneficiary.earlier_keys = (), (), ()
    beneficiary.stored_representative = ()
    return had
