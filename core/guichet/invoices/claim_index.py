"""Index of what was claimed: by AVS number, across all issuers of the desk, and by a company's invoice number.

A person is known by the AVS number that was sent, not by a record: the same person may be in several lists, and may
register as well. Each question is one range of keys, so that its cost depends on the answers and not on the desk.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from itertools import islice
from typing import NamedTuple

from BTrees.OOBTree import OOTreeSet

from guichet.invoices.frozen import FrozenRevision
from guichet.invoices.models import Invoice, Revision
from guichet.issuers.models import Issuer
from guichet.store.evolution import EvolutionStep
from guichet.store.models import Portal, Resource, find, portal_of
from guichet.store.sorted_index import newest_first
from guichet.values.invoice_number import form_without_blanks, same_form
from guichet.values.month import Month
from guichet.values.text_input import normalize

CLAIMS = "invoice_claims"
"""Name of the desk's :class:`ClaimIndex`."""
MAX_COMPARED = 50
"""Invoices that one comparison reads, the latest first. Each one loads an invoice and its latest revision."""
MAX_MONTHS = 72
"""Months of one invoice that are indexed: the right to a service lapses after five years."""
NOT_CLAIMED = ("refused", "withdrawn")
"""States of an invoice whose services may be claimed again (rule G7)."""


class ClaimKey(NamedTuple):
    """One fact of an invoice; sorts the latest invoice of each fact first."""

    fact: str
    order: str
    issuer_id: str
    invoice_id: str


class ClaimIndex(Resource):
    """The facts of all invoices that were sent and neither refused nor withdrawn."""

    def __init__(self) -> None:
        # Keys only: a row would be a further copy of what the revision holds.
        self._keys = OOTreeSet()

    def replace(self, before: AbstractSet[ClaimKey], after: AbstractSet[ClaimKey]) -> None:
        """Removes the keys ``before`` without those ``after``, where they are present, and adds those of ``after``."""
        # A key that is removed and added again writes its record: a decision, which changes no fact, wrote a dozen.
        for key in before - after:
            if tuple(key) in self._keys:
                self._keys.remove(tuple(key))
        self._keys.update(tuple(key) for key in after if tuple(key) not in self._keys)

    def invoices(self, fact: str, besides: str = "", limit: int = MAX_COMPARED) -> Iterator[ClaimKey]:
        """The invoices with a fact, the latest first, without the one with the id ``besides``; at most ``limit``."""
        return islice((key for key in self._with(fact) if key.invoice_id != besides), limit)

    def _with(self, fact: str) -> Iterator[ClaimKey]:
        for key in self._keys.keys(min=(fact,)):
            if key[0] != fact:
                return
            yield ClaimKey(*key)


def claims_of(portal: Portal) -> ClaimIndex:
    """The index of the desk."""
    found: ClaimIndex = portal[CLAIMS]
    return found


def index_claims(invoice: Invoice) -> None:
    """Updates the index after a transition of ``invoice``; does nothing for a draft."""
    issuer: Issuer = find(invoice, Issuer)
    keys = [frozenset(_keys(issuer, invoice, revision)) for revision in invoice.revisions[-2:]]
    after = keys[-1] if keys and invoice.state not in NOT_CLAIMED else frozenset()
    claims_of(portal_of(invoice)).replace(frozenset().union(*keys), after)


def unindex_claims(invoice: Invoice) -> None:
    """Takes all facts of an invoice that is erased out of the index."""
    issuer: Issuer = find(invoice, Issuer)
    before = frozenset(key for revision in invoice.revisions for key in _keys(issuer, invoice, revision))
    claims_of(portal_of(invoice)).replace(before, frozenset())


def _keys(issuer: Issuer, invoice: Invoice, revision: Revision) -> Iterator[ClaimKey]:
    order = newest_first(revision.sent)
    files = [one for name in revision.attachments for one in invoice.attachments[name].hashes]
    for fact in dict.fromkeys(_facts(issuer.id, revision.frozen, files)):
        yield ClaimKey(fact, order, issuer.id, invoice.id)


def _facts(issuer_id: str, frozen: FrozenRevision, files: Sequence[str]) -> Iterator[str]:
    header, type_id = frozen.header, frozen.type_id
    yield person(header.avs)
    yield account(header.avs, header.iban)
    yield own_claims(issuer_id, header.avs, type_id)
    if header.invoice_number:
        yield invoice_number(issuer_id, header.invoice_number)
    for sha256 in files:
        yield file(issuer_id, sha256)
        yield any_file(sha256)
    for service in frozen.service_days:
        for month in months(service.first, service.last):
            yield services(header.avs, type_id, month)


def person(avs: str) -> str:
    """Fact: an invoice for this AVS number."""
    return f"person:{avs}"


def account(avs: str, iban: str) -> str:
    """Fact: an invoice for this AVS number that is paid to this account."""
    return f"account:{avs}:{iban}"


def own_claims(issuer_id: str, avs: str, type_id: str) -> str:
    """Fact: an invoice of this issuer and type for this AVS number."""
    return f"own:{issuer_id}:{avs}:{type_id}"


def invoice_number(issuer_id: str, number: str) -> str:
    """Fact: an invoice of this issuer with this number of its own, in any spelling."""
    return f"number:{issuer_id}:{same_form(number)}"


def file(issuer_id: str, sha256: str) -> str:
    """Fact: an invoice of this issuer with this file, as it was cleaned."""
    return f"file:{issuer_id}:{sha256}"


def any_file(sha256: str) -> str:
    """Fact: an invoice of any issuer with this file."""
    return f"any-file:{sha256}"


def services(avs: str, type_id: str, month: Month) -> str:
    """Fact: a service of this type for this AVS number in this month."""
    return f"services:{avs}:{type_id}:{month}"


def months(first: date, last: date) -> Iterator[Month]:
    """The months from one day to another, at most `MAX_MONTHS`."""
    start, end = (day.year * 12 + day.month - 1 for day in (first, last))
    for number in range(start, min(end + 1, start + MAX_MONTHS)):
        yield Month(number // 12, number % 12 + 1)


def _spell_number(invoice: Invoice) -> None:
    issuer: Issuer = find(invoice, Issuer)
    before = frozenset(key for revision in invoice.revisions for key in _number_keys(issuer, invoice, revision))
    claims_of(portal_of(invoice)).replace(before, frozenset())
    index_claims(invoice)


def _number_keys(issuer: Issuer, invoice: Invoice, revision: Revision) -> Iterator[ClaimKey]:
    """The key of the invoice's number as it was stored before."""
    spelled = normalize(revision.frozen.header.invoice_number).casefold().replace(" ", "")
    if spelled:
        yield ClaimKey(f"number:{issuer.id}:{spelled}", newest_first(revision.sent), issuer.id, invoice.id)


INVOICE_NUMBERS = EvolutionStep("core.2026_11_invoice_numbers", _spell_number, over="issuers/*/invoices/*")
"""Until then signs between the groups of a company's invoice number distinguished numbers. Web processes and workers
stop for this step: the version before would add such keys."""


def part_number(invoice: Invoice) -> list[str]:
    """Updates the keys of a sent invoice, and returns the forms of its numbers that were stored without their blanks.

    A number without a blank between digits has none, and nothing is written.
    """
    issuer: Issuer = find(invoice, Issuer)
    stale = {
        ClaimKey(f"number:{issuer.id}:{form}", newest_first(revision.sent), issuer.id, invoice.id): form
        for revision in invoice.revisions
        if (form := form_without_blanks(number := revision.frozen.header.invoice_number)) != same_form(number)
    }
    if stale:
        claims_of(portal_of(invoice)).replace(stale.keys(), frozenset())
        index_claims(invoice)
    return list(stale.values())
