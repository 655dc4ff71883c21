"""Public API for plugins: the one module of the core that they import from.

Names are added in a minor version of :data:`API_VERSION` and removed or changed in a major one; nothing else of the
core is promised. It imports from all rooms, so no room may import it.
``docs/hooks.md`` has the hooks with an example each; tests of a plugin use :mod:`guichet.testing`, demo data
:mod:`guichet.demo`.
"""

from typing import Any

from translationstring import TranslationString, TranslationStringFactory

from guichet.action_context import ActionContext, system
from guichet.app import close, open_desks
from guichet.declaration import (
    FIVE_YEARS,
    TWELVE_MONTHS,
    Amount,
    Amounts,
    AmountTerm,
    AttachmentKind,
    Check,
    CheckContext,
    Choice,
    ClockTime,
    Condition,
    CorrectionReason,
    Counted,
    CountedBefore,
    CountedInvoices,
    Day,
    Decision,
    EarlierInvoice,
    Fields,
    FormBuilder,
    FrozenAnswers,
    Hours,
    InvoiceType,
    Issue,
    Limit,
    Lines,
    LongText,
    Month,
    MonthDays,
    Quantity,
    Rate,
    RateLookup,
    RateTable,
    RequiredAttachment,
    Section,
    ServiceDay,
    SummaryValue,
    Text,
    YesNo,
    answer,
    deduction,
    document_answer,
    error,
    parent_answer,
    product,
    round_rappen,
    round_to_5_rappen,
    term,
    warning,
)
from guichet.declaration.header import CheckedInvoice, InvoiceHeader
from guichet.desk import Desk
from guichet.hookspecs import API_VERSION, hookimpl
from guichet.i18n import Localizer
from guichet.interfaces import (
    Alert,
    AttachmentScanner,
    HealthCheck,
    InvoiceRecord,
    NavigationItem,
    Panel,
    Slot,
    UserRecord,
)
from guichet.invoices.models import Invoice
from guichet.issuers.models import Beneficiary, Company, InsuredPerson, Issuer
from guichet.messages.failover import Failover
from guichet.messages.mail_templates import MailLink, MailTemplate
from guichet.messages.smtp import Smtp
from guichet.messages.transports import (
    TIMEOUT,
    MailTransport,
    PermanentFailure,
    ProviderRejected,
    SmsGateway,
    TemporaryFailure,
    UnknownOutcome,
)
from guichet.plugins.deprecation import deprecated_name
from guichet.settings import Setting, Settings
from guichet.settings.setting import https_address, number, one_of, words, yes_no
from guichet.store.database import read_transaction, write_transaction
from guichet.store.evolution import EvolutionStep
from guichet.store.models import Folder, Portal, Resource
from guichet.store.plugin_folders import plugin_folder
from guichet.tenants import Branding, Contacts, InvoiceTypeGroup, Tenant, UserKind
from guichet.values.duration import Minutes
from guichet.values.money import Money
from guichet.values.month import Month as MonthValue
from guichet.values.name_folding import name_key
from guichet.values.surroundings import one_spelling
from guichet.values.time_of_day import TimeOfDay
from guichet.web.form_view import FormView, InvalidAnswer
from guichet.web.forms import nodes as form_nodes
from guichet.web.forms.form import Button
from guichet.web.personal_data import NotRecorded, Reads
from guichet.web.view_permissions import PUBLIC

__all__ = [
    "API_VERSION",
    "FIVE_YEARS",
    "PUBLIC",
    "TIMEOUT",
    "TWELVE_MONTHS",
    "ActionContext",
    "Alert",
    "Amount",
    "AmountTerm",
    "Amounts",
    "AttachmentKind",
    "AttachmentScanner",
    "Beneficiary",
    "Branding",
    "Button",
    "Check",
    "CheckContext",
    "CheckedInvoice",
    "Choice",
    "ClockTime",
    "Company",
    "Condition",
    "Contacts",
    "CorrectionReason",
    "Counted",
    "CountedBefore",
    "CountedInvoices",
    "Day",
    "Decision",
    "Desk",
    "EarlierInvoice",
    "EvolutionStep",
    "Failover",
    "Fields",
    "Folder",
    "FormBuilder",
    "FormView",
    "FrozenAnswers",
    "HealthCheck",
    "Hours",
    "InsuredPerson",
    "InvalidAnswer",
    "Invoice",
    "InvoiceHeader",
    "InvoiceRecord",
    "InvoiceType",
    "InvoiceTypeGroup",
    "Issue",
    "Issuer",
    "Limit",
    "Lines",
    "Localizer",
    "LongText",
    "MailLink",
    "MailTemplate",
    "MailTransport",
    "Minutes",
    "Money",
    "Month",
    "MonthDays",
    "MonthValue",
    "NavigationItem",
    "NotRecorded",
    "Panel",
    "PermanentFailure",
    "Portal",
    "ProviderRejected",
    "Quantity",
    "Rate",
    "RateLookup",
    "RateTable",
    "Reads",
    "RequiredAttachment",
    "Resource",
    "Section",
    "ServiceDay",
    "Setting",
    "Settings",
    "Slot",
    "SmsGateway",
    "Smtp",
    "SummaryValue",
    "TemporaryFailure",
    "Tenant",
    "Text",
    "TimeOfDay",
    "TranslationString",
    "TranslationStringFactory",
    "UnknownOutcome",
    "UserKind",
    "UserRecord",
    "YesNo",
    "answer",
    "close",
    "deduction",
    "document_answer",
    "error",
    "form_nodes",
    "hookimpl",
    "https_address",
    "name_key",
    "number",
    "one_of",
    "one_spelling",
    "open_desks",
    "parent_answer",
    "plugin_folder",
    "product",
    "read_transaction",
    "round_rappen",
    "round_to_5_rappen",
    "system",
    "term",
    "warning",
    "words",
    "write_transaction",
    "yes_no",
]


def __getattr__(name: str) -> Any:
    """A name that another one replaces; warns with the plugin that uses it, see :mod:`guichet.plugins.deprecation`."""
    return deprecated_name(__name__, name)
