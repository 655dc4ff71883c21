"""The evaluation of an invoice: one set of raw answers on one day, typed, added up and checked.

Form, check page and sending use the same `Evaluation`; what was sent is read from the frozen revision. It needs no
request, changes nothing, and computes each part once, at the first access.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from guichet import clock
from guichet.declaration import CheckContext, DetailsEvaluation, InvoiceType, Issue, RequiredAttachment, error, evaluate
from guichet.declaration.bill_proposals import with_texts
from guichet.declaration.checks import DOCUMENTS, documents_are_attached
from guichet.declaration.completeness import missing_answers
from guichet.declaration.evaluation import UNREADABLE
from guichet.declaration.header import CheckedInvoice, InvoiceHeader
from guichet.declaration.reading import Reading, deserialize_partial
from guichet.declaration.relevance import Pruned, relevant
from guichet.invoices.bills import ReadBill, proposed_texts, read_bills, unconfirmed_answers, unconfirmed_issues
from guichet.invoices.correction_lock import UNANSWERED, CorrectionLock, lock_of
from guichet.invoices.counted_sums import counted_before
from guichet.invoices.earlier import EarlierInvoices, counted_invoices, number_taken_by
from guichet.invoices.header import has_saved_account, header_form_of, header_of, pays_company, recorded_decision
from guichet.invoices.header_checks import (
    CHOOSE_ACCOUNT,
    header_issues,
    invoice_date_issues,
    invoice_number_issues,
    power_of_attorney_issues,
    saved_decision_issues,
)
from guichet.invoices.header_form import HeaderForm
from guichet.invoices.models import Invoice
from guichet.issuers.models import Beneficiary, Company, Issuer
from guichet.plugins import Plugins
from guichet.store.models import find

DETAILS = "details"
"""Key of the answers to the type's own form within those of the whole form."""
MAX_ROUNDS = 6
"""Answers that require each other one after the other; what a longer chain asks for opens with the next saving."""


# `cached_property` works in a frozen dataclass: it writes into ``__dict__``, past ``__setattr__``. No ``__eq__``: it
# would compare whole forms, and the mapping of answers cannot be hashed.
@dataclass(frozen=True, eq=False)
class Evaluation:
    """Raw answers of an invoice with everything that follows from them. Paths are those of the whole form."""

    plugins: Plugins
    invoice_type: InvoiceType
    issuer: Issuer
    beneficiary: Beneficiary
    cstruct: Mapping[str, Any]
    """The raw answers as typed, also those that do not count or cannot be read."""
    context: CheckContext
    content_digest: str = ""
    """The version of the invoice that was evaluated; empty for answers that are not saved."""
    number_taken_by: Callable[[str], str] = lambda _number: ""
    """Reference of another invoice of the company with that invoice number; empty when there is none."""
    bills: tuple[ReadBill, ...] = ()
    """Suppliers' bills on the documents."""
    lock: CorrectionLock | None = None
    """What may change in a correction with marks; None where everything may."""

    @property
    def header_form(self) -> type[HeaderForm]:
        """The questions of the header."""
        return header_form_of(self.issuer)

    @cached_property
    def header(self) -> InvoiceHeader:
        """Beneficiary, issuer, account, decision number, invoice number and date, as the revision will have them."""
        header = header_of(self.issuer, self.beneficiary, self.header_answers, self.context.today)
        return self.lock.as_sent(header) if self.lock else header

    @property
    def header_answers(self) -> Any:
        """The typed answers of the header, a record of `HeaderForm` or `CompanyHeaderForm`."""
        return self._header_reading.record

    @cached_property
    def details(self) -> DetailsEvaluation:
        """The answers of the type's own form; its paths are relative to that form."""
        number = self.header.decision_number
        context = replace(
            self.context,
            decision_number=number,
            decision=recorded_decision(self.beneficiary, number),
            by_company=isinstance(self.issuer, Company),
            pays_company=pays_company(self.issuer, self.header),
        )
        return evaluate(self.invoice_type, self.cstruct.get(DETAILS), context)

    @cached_property
    def unconfirmed_bills(self) -> list[tuple[ReadBill, Sequence[str]]]:
        """Each bill that the sender has not confirmed, with the paths of the answers that say what it says.

        They are relative to the type's own form.
        """
        return unconfirmed_answers(self.invoice_type.form, self._raw_details, self.bills, self.context.today)

    @cached_property
    def proposed_texts(self) -> Mapping[str, str]:
        """What bills that no saved page has shown propose in empty answers, by relative path as well."""
        found = proposed_texts(self.invoice_type.form, self._raw_details, self.bills, self.context.today)
        return {path: text for path, text in found.items() if self.may_change(f"{DETAILS}.{path}")}

    def may_change(self, path: str) -> bool:
        """Whether the sender may change the answer at a path."""
        return self.lock is None or self.lock.is_open(self.lock.sent_path(path))

    def may_change_within(self, path: str) -> bool:
        """Whether the sender finds something to change at a path: the answer, or one inside of it."""
        return self.lock is None or self.lock.is_open_within(self.lock.sent_path(path))

    def may_remove_line(self, path: str) -> bool:
        """Whether the sender may take out the line at a path."""
        lock, around = self.lock, path.rpartition(".")[0]
        return lock is None or lock.is_open(lock.sent_path(around)) or lock.may_remove_line(path)

    @property
    def with_proposals(self) -> "Evaluation":
        """The evaluation of the answers with what the bills propose; itself where they propose nothing."""
        if not self.proposed_texts:
            return self
        details = with_texts(self.invoice_type.form, self._raw_details, self.proposed_texts)
        return replace(self, cstruct={**self.cstruct, DETAILS: details}, content_digest="")

    @property
    def total(self) -> int:
        """Total in Rappen of the answers that can be read so far."""
        return self.details.amounts.total

    @cached_property
    def required_attachments(self) -> tuple[RequiredAttachment, ...]:
        """Documents required by the type and by the office, from the answers that can be read so far."""
        return (*self.details.required_attachments, *self._required_by_office)

    @property
    def missing_attachments(self) -> tuple[RequiredAttachment, ...]:
        """Required documents of a kind that is not attached."""
        return tuple(one for one in self.required_attachments if one.kind not in self.context.attached)

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """All issues: header, the type's form, the office's checks, documents.

        An exception of a plugin's check is raised: a check that fails never counts as passed.
        """
        found = [*self._header_issues(), *(_in_details(issue) for issue in self.details.issues)]
        found += (_in_details(issue) for issue in self.plugins.check_invoice(self.checked, self.details.context))
        found += documents_are_attached(self._required_by_office, self.context.attached)
        found += map(_in_details, unconfirmed_issues(self.invoice_type.form, self.unconfirmed_bills))
        found += self.lock.unanswered(self.cstruct, self.header) if self.lock else ()
        return tuple(found)

    @cached_property
    def errors(self) -> tuple[Issue, ...]:
        """Issues that stop the sending."""
        return tuple(issue for issue in self.issues if issue.level == "error")

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """Issues that the sender has to confirm before sending, without those for the office alone."""
        return tuple(issue for issue in self.issues if issue.level == "warning" and not issue.for_office_only)

    @property
    def is_ready(self) -> bool:
        """Whether nothing stops the sending."""
        return not self.errors

    @property
    def missing_points(self) -> int:
        """How many points stand against sending; each required document is one."""
        # Of the issues about all documents, a mark of the office counts by itself; the others name the attachments.
        counted = (issue.path != DOCUMENTS or issue.code == UNANSWERED for issue in self.errors)
        return sum(counted) + len(self.missing_attachments)

    @property
    def irrelevant(self) -> frozenset[str]:
        """Paths of the questions that do not apply with the present answers."""
        return self._header_pruned.irrelevant | {f"{DETAILS}.{path}" for path in self.details.pruned.irrelevant}

    @cached_property
    def checked(self) -> CheckedInvoice:
        """The invoice as an argument of the checks of plugins."""
        return CheckedInvoice(
            type_id=self.invoice_type.id,
            type_version=self.invoice_type.version,
            header=self.header,
            answers=self.details.invoice,
            amounts=self.details.amounts,
        )

    @property
    def _raw_details(self) -> Mapping[str, Any]:
        details = self.cstruct.get(DETAILS)
        return details if isinstance(details, Mapping) else {}

    @cached_property
    def _required_by_office(self) -> tuple[RequiredAttachment, ...]:
        return tuple(self.plugins.required_attachments(self.checked, self.details.context))

    @cached_property
    def _header_pruned(self) -> Pruned:
        return relevant(self.header_form, self.cstruct)

    @cached_property
    def _header_reading(self) -> Reading:
        return deserialize_partial(self.header_form, self._header_pruned.cstruct, self.context.today)

    def _header_issues(self) -> Iterator[Issue]:
        for path, message in self._header_reading.errors.items():
            yield error(path, UNREADABLE, message)
        for issue in missing_answers(self._header_pruned, self._header_reading):
            # Where accounts are offered and none is chosen, e.g. since the chosen one was removed, that comes first.
            unchosen = issue.path == "payee.iban" and not self.header_answers.payee.account
            offered = unchosen and has_saved_account(self.issuer, self.beneficiary)
            yield error("payee.account", "G3", CHOOSE_ACCOUNT) if offered else issue
        yield from header_issues(self.header, self.header_answers, self.context.office_code)
        # The number that was sent stays, also where the sender has removed it from the list since.
        if self.lock is None or self.lock.part_is_open("decision"):
            yield from saved_decision_issues(self.header_answers.decision, dict(self.beneficiary.decisions))
        if isinstance(self.issuer, Company):
            number = self.header.invoice_number
            yield from invoice_number_issues(self.number_taken_by(number) if number else "")
            yield from power_of_attorney_issues(self.beneficiary.documents, self.context.today)
            yield from invoice_date_issues(self.header, self.details.service_days, self.context.today)


def evaluate_invoice(
    plugins: Plugins, invoice: Invoice, today: date, cstruct: Mapping[str, Any] | None = None
) -> Evaluation:
    """Evaluate the answers of ``invoice``, those saved unless ``cstruct`` is given, on the day ``today``.

    In a correction with marks, of ``cstruct`` counts only what the sender may change.

    Raises :class:`~guichet.plugins.MissingInvoiceType` when no plugin brings the invoice's form any more.
    """
    issuer: Issuer = find(invoice, Issuer)
    beneficiary: Beneficiary = issuer.beneficiaries[invoice.beneficiary_id]
    invoice_type = plugins.invoice_type(invoice.type_id)
    lock = lock_of(invoice, header_form_of(issuer), invoice_type.form)
    as_sent = lock is not None and not lock.part_is_open("beneficiary")
    context = CheckContext(
        today=today,
        # The first filing counts for deadlines, also after a correction (LPGA art. 29 al. 3).
        filed_on=clock.local(invoice.revisions[0].sent).date() if invoice.revisions else today,
        office_code=plugins.tenant.office_code,
        birth_date=invoice.latest.frozen.header.birth_date if as_sent else beneficiary.birth_date,
        earlier=EarlierInvoices(invoice),
        counted_before=counted_before(invoice),
        counted_invoices=counted_invoices(invoice),
        attached=frozenset(document.kind for document in invoice.documents),
    )
    found = Evaluation(
        plugins=plugins,
        invoice_type=invoice_type,
        issuer=issuer,
        beneficiary=beneficiary,
        cstruct=invoice.cstruct if cstruct is None else cstruct,
        context=context,
        content_digest=invoice.content_digest if cstruct is None else "",
        number_taken_by=lambda number: number_taken_by(invoice, number),
        bills=read_bills(invoice),
    )
    return found if lock is None else within_lock(lock, found)


def within_lock(lock: CorrectionLock, found: Evaluation) -> Evaluation:
    """The evaluation of those answers that the sender may change, beside the ones that stay as sent."""
    posted = found.cstruct
    lock = replace(lock, uncounted=replace(found, cstruct=lock.sent).irrelevant)
    # What is required depends on the answers that are permitted, and an answer that is required may require another.
    for _round in range(MAX_ROUNDS):
        found = replace(found, cstruct=lock.permitted(posted), lock=lock)
        required = lock.required_by(found.errors, found.cstruct)
        if not required:
            break
        lock = replace(lock, needed=lock.needed | required)
    return found


def _in_details(issue: Issue) -> Issue:
    """The issue with its path in the whole form; documents are no question of a form."""
    if issue.path == DOCUMENTS:
        return issue
    path = f"{DETAILS}.{issue.path}" if issue.path else DETAILS
    # Not dataclasses.replace(), which takes twice as long: 31 lines have up to a hundred issues.
    return Issue(issue.level, path, issue.code, issue.message, issue.for_office_only)
