"""Erasing invoices and writing the minute of it, in one transaction."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from guichet.action_context import ActionContext
from guichet.invoices.erasure import (
    ErasedItem,
    erase_beneficiary,
    erase_invoice,
    erase_issuer,
    has_invoices,
)
from guichet.invoices.lists import HISTORY, history_facets, history_of
from guichet.invoices.models import Invoice
from guichet.issuers.models import Beneficiary, InsuredPerson, Issuer
from guichet.office.batches.batch_actions import batches_of
from guichet.office.cases.models import notes
from guichet.office.cases.stored_filters import stored_filters
from guichet.office.retention.models import Minute, retention
from guichet.store.archive_offers import archive_offers
from guichet.store.batches import Cursor
from guichet.store.blobs import remove_blob
from guichet.store.models import Portal, find
from guichet.store.sorted_index import newest_first
from guichet.users.models import User

MAX_ERASED = 10
"""Invoices that one transaction erases: each has several documents, reads 60 objects and takes 15 ms."""
BEFORE_ALL = "0"
"""In place of a beneficiary's id: sorts before every one."""


def erase_invoices(ctx: ActionContext, invoices: Sequence[Invoice], cause: str) -> None:
    """Erases invoices or drafts with the office's notes, their files in batches, and the minute. Raises ``NotAllowed``.

    A beneficiary whom nothing names any more goes with the last invoice.
    """
    erased: list[ErasedItem] = []
    people: list[str] = []
    for invoice in invoices:
        issuer: Issuer = find(invoice, Issuer)
        beneficiary = issuer.beneficiaries[invoice.beneficiary_id]
        _leave_batch(ctx, invoice)
        notes(ctx.portal).forget(invoice.id)
        state = retention(ctx.portal)
        state.release(invoice.id)
        state.warned_drafts.pop(invoice.id, None)
        archive_offers(ctx.portal).remove(invoice.id)
        erased += erase_invoice(ctx, invoice)
        if is_left(ctx, issuer, beneficiary):
            people.append(looked_for(beneficiary))
            erased += erase_beneficiary(ctx, beneficiary)
    stored_filters(ctx.portal).forget_texts(people)
    write_minute(ctx, cause, erased)


def erase_left_records(
    ctx: ActionContext, issuer: Issuer, after: str = "", most: int | None = None
) -> tuple[list[ErasedItem], str | None]:
    """Erases what nothing names any more: an issuer without members and invoices, or beneficiaries off its list.

    Looks at the next ``most`` beneficiaries behind the one with the id ``after``. Returns what was erased, for its
    minute, and the id of the last one where there may be others, `BEFORE_ALL` where there are other drafts.
    """
    erased: list[ErasedItem] = []
    people: list[str] = []
    if not issuer.members:
        erased += _drafts_without_sender(ctx, issuer)
        if history_of(issuer).count("todo:draft"):
            return erased, after or BEFORE_ALL
    gone = not issuer.members and not has_invoices(ctx.portal, issuer)
    names = list(islice((name for name in issuer.beneficiaries.keys(after or None) if name != after), most))
    for name in names:
        # The directory has those on the list; comparing the keys of both loads no beneficiary.
        if gone or issuer.beneficiaries.directory.place(name) is None:
            beneficiary = issuer.beneficiaries[name]
            if gone or is_left(ctx, issuer, beneficiary):
                people.append(looked_for(beneficiary))
                erased += erase_beneficiary(ctx, beneficiary)
    last = names[-1] if len(names) == most else None
    if gone and last is None:
        erased += erase_issuer(ctx, issuer)
    if people:
        stored_filters(ctx.portal).forget_texts(people)
    return erased, last


def looked_for(beneficiary: Beneficiary) -> str:
    """By what the office looks for a person."""
    return f"{beneficiary.name} {beneficiary.avs}"


def forget_sender(portal: Portal, user: User, after: Cursor, most: int) -> Cursor | None:
    """Takes the name of a user out of the next ``most`` rows of their issuer's history; the id stays.

    The cursor is a place in the history. Returns the one to go on behind, None where there are no other rows.
    """
    history = portal[HISTORY].get(user.issuer_id)
    rows = history.behind(f"by:{user.id}", after, most) if history is not None else []
    for place, row in rows:
        history.put(place[1], history_facets(row), newest_first(row.moment), row._replace(submitted_by=""))
    return rows[-1][0] if len(rows) == most else None


def _drafts_without_sender(ctx: ActionContext, issuer: Issuer) -> list[ErasedItem]:
    """Erases `MAX_ERASED` drafts of an issuer whom no account belongs to any more: no person can send them."""
    rows = history_of(issuer).between("todo:draft", "", size=MAX_ERASED)
    return [item for draft_id, _row in rows for item in erase_invoice(ctx, issuer.invoices[draft_id])]


def is_left(ctx: ActionContext, issuer: Issuer, beneficiary: Beneficiary) -> bool:
    """Whether a beneficiary was taken off the list, and no invoice or draft is for that person."""
    own = isinstance(issuer, InsuredPerson) and issuer.self_id == beneficiary.id
    return beneficiary.removed and not own and not has_invoices(ctx.portal, issuer, beneficiary.id)


def write_minute(ctx: ActionContext, cause: str, erased: Sequence[ErasedItem]) -> None:
    """Writes the minute of what was erased in this transaction; nothing when it is nothing."""
    if not erased:
        return
    lines = "".join(sorted(f"{one.kind} {one.identity}\n" for one in erased))
    digest = hashlib.sha256(lines.encode()).hexdigest()
    counts = tuple(sorted(Counter(one.kind for one in erased).items()))
    retention(ctx.portal).add_minute(Minute(ctx.now, ctx.actor, cause, counts, digest))
    ctx.record("erasure.recorded", "", cause, digest, *(f"{kind} {number}" for kind, number in counts))


def _leave_batch(ctx: ActionContext, invoice: Invoice) -> None:
    """Deletes the file of an invoice in its batch, and the batch's indexes: they have the names of all persons."""
    batches = batches_of(ctx.portal)
    name = batches.batch_of.pop(invoice.id, None)
    if name is not None:
        for blob in batches[name].drop_invoice_files(invoice.reference):
            remove_blob(ctx.portal._p_jar, blob)
