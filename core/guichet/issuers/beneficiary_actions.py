"""Actions on what a beneficiary's page has beside personal data and bank details: decisions, powers of attorney."""

from datetime import date

from guichet.action_context import ActionContext
from guichet.documents import filenames
from guichet.documents.cleaning.outcome import CleanFile
from guichet.documents.scan_queue import SCAN_QUEUE
from guichet.issuers import mails
from guichet.issuers.beneficiary_details import Grant, PowerOfAttorney
from guichet.issuers.members import active_managers
from guichet.issuers.models import POWERS_OF_ATTORNEY, Beneficiary, Issuer
from guichet.store.blobs import remove_blob, store_blob
from guichet.store.models import Folder, find

MAX_DECISIONS = 50
"""Decision numbers of a beneficiary: a record is read whole, and no person has as many (OWASP ASVS 5.0, 2.4.1)."""
MAX_POWERS = 10
"""Powers of attorney of a beneficiary (OWASP ASVS 5.0, 5.2.4)."""


class TooMany(Exception):
    """A limit is reached: `MAX_DECISIONS` or `MAX_POWERS`."""


class AlreadySaved(Exception):
    """The decision number, or the same file, is saved with this beneficiary; nothing was stored."""


def add_decision(ctx: ActionContext, beneficiary: Beneficiary, number: str, label: str, grant: Grant) -> None:
    """Saves a decision number with what it grants. Raises :class:`AlreadySaved` and :class:`TooMany`."""
    ctx.require("file", beneficiary)
    if number in dict(beneficiary.decisions):
        raise AlreadySaved
    if len(beneficiary.decisions) >= MAX_DECISIONS:
        raise TooMany
    beneficiary.set_decision(number, label)
    beneficiary.set_grant(number, grant)
    # The list shows how many there are.
    find(beneficiary, Issuer).beneficiaries.index(beneficiary)
    ctx.record("beneficiary.decision_saved", beneficiary.id)


def change_decision(
    ctx: ActionContext, beneficiary: Beneficiary, before: str, number: str, label: str, grant: Grant
) -> None:
    """Changes the decision that had the number ``before``. Raises :class:`AlreadySaved`."""
    ctx.require("file", beneficiary)
    if number != before and number in dict(beneficiary.decisions):
        raise AlreadySaved
    beneficiary.change_decision(before, number, label, grant)
    ctx.record("beneficiary.decision_saved", beneficiary.id)


def add_power_of_attorney(
    ctx: ActionContext,
    beneficiary: Beneficiary,
    file: CleanFile,
    valid_from: date | None,
    valid_until: date | None,
) -> PowerOfAttorney:
    """Stores a cleaned document that shows that the company may act for the beneficiary.

    Raises :class:`AlreadySaved` for a file that is there, and :class:`TooMany`.
    """
    ctx.require("beneficiaries", beneficiary)
    stored = beneficiary.documents
    if any(one.sha256 == file.sha256 for one in stored):
        raise AlreadySaved
    if len(stored) >= MAX_POWERS:
        raise TooMany
    document = PowerOfAttorney(
        file,
        filename=filenames.distinct(file.filename, [one.filename for one in stored]),
        blob=store_blob(ctx.portal._p_jar, file.content),
        unscanned=store_blob(ctx.portal._p_jar, file.unscanned) if file.unscanned else None,
        valid_from=valid_from,
        valid_until=valid_until,
        now=ctx.now,
    )
    document_id = _folder(beneficiary).put(document)
    if not document.may_be_opened:
        ctx.portal[SCAN_QUEUE].add(document)
    ctx.record("power_of_attorney.added", document_id)
    return document


def remove_power_of_attorney(ctx: ActionContext, document: PowerOfAttorney) -> None:
    """Deletes a document and its file; one that an invoice was sent with stays for the office, as it was then."""
    beneficiary: Beneficiary = find(document, Beneficiary)
    ctx.require("beneficiaries", beneficiary)
    # A double click sends two requests.
    if document.removed is not None:
        return
    document_id = document.id
    if document.sent:
        document.removed = ctx.now
    else:
        for blob in document.blobs:
            remove_blob(ctx.portal._p_jar, blob)
        _folder(beneficiary).remove(document_id)
    ctx.record("power_of_attorney.removed", document_id)


def delete_infected(ctx: ActionContext, document: PowerOfAttorney) -> None:
    """Deletes the content of a document in which the malware scanner found something after it was stored.

    The record stays in the list, so that the company reads there which file it was; its managers are written to.
    """
    for blob in document.blobs:
        remove_blob(ctx.portal._p_jar, blob)
    document.unscanned, document.infected = None, True
    ctx.record("power_of_attorney.infected", document.id)
    issuer, beneficiary = find(document, Issuer), find(document, Beneficiary)
    for user in active_managers(issuer):
        ctx.mail(user, mails.POWER_OF_ATTORNEY_DELETED, issuer=issuer.id, beneficiary=beneficiary.id)


def mark_powers_sent(beneficiary: Beneficiary) -> None:
    """Notes that an invoice was sent with the powers of attorney that the beneficiary has now."""
    for document in beneficiary.documents:
        # Only once: each further invoice would write the same record.
        if not document.sent:
            document.sent = True


def _folder(beneficiary: Beneficiary) -> Folder:
    """The folder of the documents, made with the first one: 10,000 beneficiaries without need no 10,000 folders."""
    if beneficiary.powers_of_attorney is None:
        folder = beneficiary.powers_of_attorney = Folder()
        folder.__parent__, folder.__name__ = beneficiary, POWERS_OF_ATTORNEY
    return beneficiary.powers_of_attorney
