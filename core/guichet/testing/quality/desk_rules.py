"""Rules about a plugin at its desk: it starts, and its hooks answer for the invoices that may come."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from guichet.declaration import CheckContext, RequiredAttachment, evaluate
from guichet.declaration.header import CheckedInvoice, InvoiceHeader
from guichet.declaration.samples import samples
from guichet.testing.people import ANNA, IBAN
from guichet.testing.plugin_under_test import PluginUnderTest

DAY = date(2026, 11, 14)
"""The day of all tests, see :mod:`guichet.testing.moving_clock`."""
HEADER = InvoiceHeader(
    beneficiary="Anna Muster",
    avs=ANNA,
    birth_date=date(1984, 3, 12),
    address="Chemin de l’Exemple 12, 1001 Exempleville",
    issuer="Zoé Exemple",
    gln="",
    iban=IBAN,
    account_holder="",
    payment_reference="",
    decision_number="",
    invoice_number="",
    invoice_date=DAY,
    remark="",
)
"""Of an insured person; nothing that may be missing is there."""


def starts(subject: PluginUnderTest) -> Iterator[str]:
    """What stops the desk from starting: facts, hooks, forms, pages, settings. The message is the desk's own."""
    desk = subject.desk
    if subject.name not in desk.plugins.names:
        yield f"the plugin {subject.name} is not at the desk {desk.tenant.id}"
    page = subject.desks.browser(subject.tenant_id).open("/").page
    if desk.tenant.names[page.document.get("lang", "").partition("-")[0]] not in page:
        yield "the first page does not name the office"


def checks_answer(subject: PluginUnderTest) -> Iterator[str]:
    """Checks and required documents that fail for an invoice of the desk, whatever of it is answered.

    Each fault once, with the first answers that it was met with.
    """
    found: dict[str, str] = {}
    for described, fault in _failing_checks(subject):
        found.setdefault(fault, described)
    yield from (f"{fault} ({described}; any answer may be None)" for fault, described in found.items())


def _failing_checks(subject: PluginUnderTest) -> Iterator[tuple[str, str]]:
    plugins = subject.desk.plugins
    context = CheckContext(DAY, DAY, office_code=subject.desk.tenant.office_code, birth_date=HEADER.birth_date)
    for invoice_type in plugins.invoice_types.values():
        kinds = {attachment.kind for attachment in invoice_type.attachments}
        for description, answers in samples(invoice_type.form, DAY):
            found = evaluate(invoice_type, answers, context)
            checked = CheckedInvoice(invoice_type.id, invoice_type.version, HEADER, found.invoice, found.amounts)
            described = f"{invoice_type.id} with {description}"
            asked: tuple[Callable[[], list[Any]], ...] = (
                partial(plugins.check_invoice, checked, context),
                partial(plugins.declared_checks, checked),
                partial(plugins.required_attachments, checked, context),
            )
            for hook in asked:
                try:
                    answer = hook()
                except Exception as problem:  # the code of a plugin may raise whatever it likes
                    yield described, subject.fault(problem)
                    continue
                documents = [one.kind for one in answer if isinstance(one, RequiredAttachment)]
                for kind in documents:
                    if kind not in kinds:
                        yield described, f"{invoice_type.id}: the document {kind!r} is none of the form's kinds"
