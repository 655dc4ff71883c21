"""Erasing invoices and writing the minute of it, in one transaction."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from guichet.action_context import ActionContext
from guichet.invoices.erasure import (
    MAX_DRAFTS_READ,
    ErasedItem,
    erase_beneficiary,
    erase_invoice,
    erase_issuer,
    forget_terms,
    has_invoices,
)
from guichet.invoices.lists import HISTORY, history_facets, history_of
from guichet.invoices.models import Invoice
from guichet.issuers.models import Beneficiary, InsuredPerson, Issuer
from guichet.office.batches.batch_actions import batches_of
from guichet.office.cases.models import notes
from guichet.office.cases.stored_filters import stored_filters
from guichet.office.retention.models import Minute, retention
from guichet.store.blobs import remove_blob
from guichet.store.models import Portal, find
from guichet.store.sorted_index import newest_first
from guichet.users.models import User


def erase_invoices(ctx: ActionContext, invoices: Sequence[Invoice], cause: str) -> None:
    """Erases invoices or drafts with the office's notes, their files in batches, and the minute. Raises ``NotAllowed``.

    A beneficiary whom nothing names any more goes with the last invoice.
    """
    erased: list[ErasedItem] = []
    people: list[str] = []
    ids = [invoice.id for invoice in invoices]
    for invoice in invoices:
        issuer: Issuer = find(invoice, Issuer)
        beneficiary = issuer.beneficiaries[invoice.beneficiary_id]
        _leave_batch(ctx, invoice)
        notes(ctx.portal).forget(invoice.id)
        state = retention(ctx.portal)
        state.release(invoice.id)
        state.warned_drafts.pop(invoice.id, None)
        state.offered.pop(invoice.id, None)
        erased += erase_invoice(ctx, invoice)
        if is_left(ctx, issuer, beneficiary):
            people.append(looked_for(beneficiary))
            erased += erase_beneficiary(ctx, beneficiary)
    forget_terms(ctx.portal, ids)
    stored_filters(ctx.portal).forget_texts(people)
    write_minute(ctx, cause, erased)


def erase_left(ctx: ActionContext, issuer: Issuer, cause: str) -> None:
    """Erases what nothing names any more: an issuer without people and invoices, or beneficiaries off its list."""
    write_minute(ctx, cause, erase_left_records(ctx, issuer))


def erase_left_records(ctx: ActionContext, issuer: Issuer) -> list[ErasedItem]:
    """As `erase_left`, without the minute; returns what was erased."""
    erased: list[ErasedItem] = []
    people: list[str] = []
    if not issuer.members:
        erased += _drafts_without_sender(ctx, issuer)
    if not issuer.members and not has_invoices(ctx.portal, issuer):
        people += [looked_for(one) for one in issuer.beneficiaries.values()]
        erased += erase_issuer(ctx, issuer)
    else:
        # The directory has those on the list; reading the keys of both loads no beneficiary.
        off = [name for name in issuer.beneficiaries if issuer.beneficiaries.directory.place(name) is None]
        for beneficiary in [issuer.beneficiaries[name] for name in off]:
            if is_left(ctx, issuer, beneficiary):
                people.append(looked_for(beneficiary))
                erased += erase_beneficiary(ctx, beneficiary)
    if people:
        stored_filters(ctx.portal).forget_texts(people)
    return erased


def looked_for(beneficiary: Beneficiary) -> str:
    """By what the office looks for a person."""
    return f"{beneficiary.name} {beneficiary.avs}"


def forget_sender(portal: Portal, user: User) -> None:
    """Takes the name of a user out of the rows of their issuer's history; the id stays."""
    history = portal[HISTORY].get(user.issuer_id)
    after = ""
    while history is not None and after is not None:
        page = history.page(f"by:{user.id}", after)
        for invoice_id, row in page.rows:
            history.put(invoice_id, history_facets(row), newest_first(row.moment), row._replace(submitted_by=""))
        after = page.next


def _drafts_without_sender(ctx: ActionContext, issuer: Issuer) -> list[ErasedItem]:
    """Erases the drafts of an issuer whom no account belongs to any more: no person can send them."""
    rows = history_of(issuer).between("todo:draft", "", size=MAX_DRAFTS_READ)
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
