"""Declaration of official forms: questions, conditions, amounts, rates and checks, without web, database or request.

A form is declared once; page, conditions in the browser, completeness, PDF and frozen revision are derived from it.
Shortened from `invoice_types.other_invoice`:

::

    class Service(Fields):
        day = Day(_("Date de la prestation"), required=True, service_day=True)
        until = Day(_("Jusqu’au"), optional=True, service_day=True, not_before="day")
        quantity = Quantity(_("Quantité"), decimals=4, required=True)
        unit_price = Amount(_("Tarif en CHF"), required=True)

    class OtherInvoice(InvoiceType):
        id, version, title = "318.632", 1, _("Autre facture")
        purpose = _("Remboursement de prestations accordées par décision, sans formulaire propre")

        class form(Fields):
            lines = Lines(_("Prestations"), Service, item_title=_("Prestation ${n}"), max_items=366)
            already_paid = YesNo(_("Facture déjà payée par la personne assurée"))
            third_party = Amount(_("Part prise en charge par un tiers"), optional=True)

        attachments = (
            AttachmentKind("bill", _("Facture détaillée"), required=True),
            AttachmentKind("payment", _("Preuve de paiement"), when=answer("already_paid")),
        )

        def amounts(self, invoice: form, rates: RateLookup) -> Iterator[AmountTerm]:
            for line in invoice.lines:
                yield term(line, product(line.quantity, line.unit_price))
            yield from deduction(invoice.field("third_party"), invoice.third_party)

`evaluate` turns raw answers of such a form into a typed record, errors, missing answers, amounts, issues, required
documents and summary rows.
"""

from guichet.declaration.amend import AmendmentError, FormBuilder
from guichet.declaration.amounts import Amounts, AmountTerm, Limit, LineAmount, deduction, product, term
from guichet.declaration.attachments import AttachmentKind, RequiredAttachment
from guichet.declaration.browser import browser_conditions, browser_json
from guichet.declaration.checks import FIVE_YEARS, TWELVE_MONTHS
from guichet.declaration.conditions import Condition, answer, document_answer, parent_answer
from guichet.declaration.containers import Lines, Section, copied_cstruct, initial_cstruct
from guichet.declaration.context import CheckContext, Decision
from guichet.declaration.correction_reasons import CorrectionReason
from guichet.declaration.counted import Counted, CountedBefore, CountedInvoices
from guichet.declaration.earlier import EarlierInvoice, FrozenAnswers, ServiceDay
from guichet.declaration.evaluation import DetailsEvaluation, evaluate
from guichet.declaration.fields import Field, Fields, Leaf
from guichet.declaration.fingerprint import fingerprint
from guichet.declaration.invoice_type import InvoiceType
from guichet.declaration.issues import Check, Issue, error, warning
from guichet.declaration.kinds import Amount, Choice, ClockTime, Day, LongText, Month, Quantity, Text, YesNo
from guichet.declaration.rates import Rate, RateLookup, RateTable
from guichet.declaration.reading import complete, serialize
from guichet.declaration.rounding import round_rappen, round_to_5_rappen
from guichet.declaration.startup_checks import check_invoice_type
from guichet.declaration.summary import SummaryRow, SummaryValue, summarize
from guichet.declaration.time_kinds import Hours, MonthDays

__all__ = [
    "FIVE_YEARS",
    "TWELVE_MONTHS",
    "AmendmentError",
    "Amount",
    "AmountTerm",
    "Amounts",
    "AttachmentKind",
    "Check",
    "CheckContext",
    "Choice",
    "ClockTime",
    "Condition",
    "CorrectionReason",
    "Counted",
    "CountedBefore",
    "CountedInvoices",
    "Day",
    "Decision",
    "DetailsEvaluation",
    "EarlierInvoice",
    "Field",
    "Fields",
    "FormBuilder",
    "FrozenAnswers",
    "Hours",
    "InvoiceType",
    "Issue",
    "Leaf",
    "Limit",
    "LineAmount",
    "Lines",
    "LongText",
    "Month",
    "MonthDays",
    "Quantity",
    "Rate",
    "RateLookup",
    "RateTable",
    "RequiredAttachment",
    "Section",
    "ServiceDay",
    "SummaryRow",
    "SummaryValue",
    "Text",
    "YesNo",
    "answer",
    "browser_conditions",
    "browser_json",
    "check_invoice_type",
    "complete",
    "copied_cstruct",
    "deduction",
    "document_answer",
    "error",
    "evaluate",
    "fingerprint",
    "initial_cstruct",
    "parent_answer",
    "product",
    "round_rappen",
    "round_to_5_rappen",
    "serialize",
    "summarize",
    "term",
    "warning",
]  # fmt: skip
