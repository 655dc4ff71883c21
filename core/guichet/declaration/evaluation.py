"""Evaluation of one set of raw answers of a type: immutable, without a request, each part computed on first use.

The order: raw answers → relevant ones → record and errors → missing answers → amounts → checks. The header
(beneficiary, bank details, decision number) is evaluated in `guichet.invoices.evaluation`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from translationstring import TranslationString

from guichet.declaration import checks
from guichet.declaration.amounts import Amounts, AmountTerm, Limit
from guichet.declaration.attachments import RequiredAttachment, required_by_rules
from guichet.declaration.completeness import missing_answers
from guichet.declaration.containers import Lines
from guichet.declaration.context import CheckContext
from guichet.declaration.counted import Counted, added_up
from guichet.declaration.earlier import ServiceDay
from guichet.declaration.fields import Fields, Leaf
from guichet.declaration.invoice_type import InvoiceType
from guichet.declaration.issues import Issue, error
from guichet.declaration.rates import RateLookup
from guichet.declaration.reading import Reading, appstruct, deserialize_partial
from guichet.declaration.relevance import Pruned, relevant
from guichet.declaration.summary import SummaryRow, summarize

UNREADABLE = "unreadable"
"""Code of an answer that cannot be read."""


# cached_property writes into __dict__ directly, so ``frozen`` does not stop it.
@dataclass(frozen=True, eq=False)
class DetailsEvaluation:
    """The evaluation of one set of raw answers on one day. All paths are relative to the type's form."""

    invoice_type: InvoiceType
    cstruct: Any
    """The raw answers as given, including those that do not count."""
    context: CheckContext

    @cached_property
    def pruned(self) -> Pruned:
        """The raw answers that count, and the paths of those that do not."""
        return relevant(self.invoice_type.form, self.cstruct)

    @cached_property
    def reading(self) -> Reading:
        """The typed answers, and the errors of those that cannot be read."""
        return deserialize_partial(self.invoice_type.form, self.pruned.cstruct, self.context.today)

    @property
    def invoice(self) -> Fields:
        """The record of the form."""
        return self.reading.record

    @property
    def errors(self) -> Mapping[str, TranslationString]:
        """Messages for answers that cannot be read, by path."""
        return self.reading.errors

    @cached_property
    def appstruct(self) -> dict[str, Any]:
        """The typed answers that count, as plain data: what a revision freezes."""
        return appstruct(self.invoice)

    @cached_property
    def amounts(self) -> Amounts:
        """The amounts; a missing answer counts as 0.

        Raises ``TypeError`` where the type yields no `AmountTerm`, or one without a whole number of Rappen.
        """
        lookup = RateLookup(self.invoice_type.rate_table, self.context.counted_before)
        terms = tuple(_terms(self.invoice_type, self.invoice, lookup))
        return Amounts(terms, lookup.used, lookup.gaps, lookup.changes)

    @cached_property
    def service_days(self) -> tuple[ServiceDay, ...]:
        """When the benefits were provided."""
        return tuple(self.invoice_type.service_days(self.invoice))

    @cached_property
    def required_attachments(self) -> tuple[RequiredAttachment, ...]:
        """Documents to attach by the rules of the type; those of the office come from its plugin.

        Raises ``ValueError`` for a kind that the type does not declare.
        """
        # From the pruned answers: an irrelevant one counts as unanswered here too.
        answers = self.pruned.cstruct if isinstance(self.pruned.cstruct, Mapping) else {}
        fields = self.invoice_type.form.fields
        texts = {name: leaf.effective(answers.get(name)) for name, leaf in fields.items() if isinstance(leaf, Leaf)}
        by_rules = required_by_rules(self.invoice_type.attachments, (texts,))
        return (*by_rules, *_known(self.invoice_type, self.invoice))

    @cached_property
    def missing_attachments(self) -> tuple[RequiredAttachment, ...]:
        """Required documents of whose kind none is attached yet."""
        attached = self.context.attached
        return tuple(document for document in self.required_attachments if document.kind not in attached)

    @cached_property
    def missing_answers(self) -> tuple[Issue, ...]:
        """One error for each required answer that is missing."""
        return tuple(missing_answers(self.pruned, self.reading))

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """All issues, in the order in which they are best mended: unreadable, missing, checks, documents, total."""
        found = [error(path, UNREADABLE, message) for path, message in self.errors.items()]
        found += [*self.missing_answers, *self._checked()]
        found += checks.documents_are_attached(self.required_attachments, self.context.attached)
        if not self.invoice_type.allows_zero_total and not any(issue.level == "error" for issue in found):
            found += checks.total_is_positive(self.amounts, self._where_amounts_are)
        return tuple(found)

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """What is granted and used, by the type."""
        return tuple(self.invoice_type.limits(self.invoice, self._with_amounts))

    @cached_property
    def counted(self) -> tuple[Counted, ...]:
        """What counts towards maxima of a period, see `added_up`, which it raises as well."""
        unknown = [gap.path for gap in self.amounts.gaps if gap.upcoming]
        return added_up(self.invoice_type.counted(self.invoice, self._with_amounts), unknown)

    @property
    def is_ready(self) -> bool:
        """Whether the invoice can be sent: no issue is an error."""
        return not any(issue.level == "error" for issue in self.issues)

    @cached_property
    def summary(self) -> tuple[SummaryRow, ...]:
        """The answers as rows for check page, PDF and office page."""
        return summarize(self.invoice, self.amounts)

    @cached_property
    def folded_summary(self) -> tuple[SummaryRow, ...]:
        """The same rows for the form, whose lines are folded: without the ``values`` of lines."""
        return summarize(self.invoice, self.amounts, folded=True)

    def _checked(self) -> Iterator[Issue]:
        invoice_type, services = self.invoice_type, self.service_days
        context = self._with_amounts
        yield from checks.days_in_order(self.invoice, context.today)
        yield from checks.not_in_the_future(services, context.today)
        waived = invoice_type.lapse_is_waived(self.invoice)
        yield from checks.not_lapsed(services, context.filed_on, invoice_type.lapses_after, waived=waived)
        yield from checks.not_claimed_twice(services, context, invoice_type.claimed_twice)
        yield from checks.within_decision(services, context)
        yield from checks.rates_are_known(self.amounts)
        yield from checks.within_maxima(self.counted, context)
        for issue in invoice_type.check(self.invoice, context):
            if not isinstance(issue, Issue):
                raise TypeError(f"invoice type {invoice_type.id}, check(): yield error(…) or warning(…), not {issue!r}")
            yield issue

    @cached_property
    def _with_amounts(self) -> CheckContext:
        return replace(self.context, amounts=self.amounts)

    @property
    def _where_amounts_are(self) -> str:
        """Path of the first list of the form, or of the form itself."""
        fields = self.invoice_type.form.fields
        return next((name for name, field in fields.items() if isinstance(field, Lines)), "")


def evaluate(invoice_type: InvoiceType, cstruct: Any, context: CheckContext) -> DetailsEvaluation:
    """The evaluation of raw answers of a type's form. Accepts any JSON; only the type's own code can raise."""
    return DetailsEvaluation(invoice_type, cstruct, context)


def _terms(invoice_type: InvoiceType, invoice: Fields, lookup: RateLookup) -> Iterator[AmountTerm]:
    try:
        for term in invoice_type.amounts(invoice, lookup):
            if not isinstance(term, AmountTerm):
                raise TypeError(f"yield term(line, rappen, formula), not {term!r}")
            yield term
    except TypeError as problem:
        raise TypeError(f"invoice type {invoice_type.id}, amounts(): {problem}") from problem


def _known(invoice_type: InvoiceType, invoice: Fields) -> Iterator[RequiredAttachment]:
    kinds = {attachment.kind for attachment in invoice_type.attachments}
    for document in invoice_type.required_attachments(invoice):
        if document.kind not in kinds:
            known = ", ".join(sorted(kinds)) or "none"
            raise ValueError(
                f"invoice type {invoice_type.id}, required_attachments(): {document.kind!r} is none of its kinds"
                f" ({known}); add AttachmentKind({document.kind!r}, …) to attachments"
            )
        yield document
