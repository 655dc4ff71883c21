"""The rule that needs Chromium: what axe-core finds on the pages that a plugin shapes, in light and dark."""

from collections.abc import Iterator
from datetime import date

from guichet.declaration.samples import full_cstruct
from guichet.testing.browser import DeskBrowser
from guichet.testing.chromium import Look, axe_faults, axe_source, chromium, in_own_thread, missing, shown, without_axe
from guichet.testing.plugin_under_test import PluginUnderTest
from guichet.testing.quality.page_rules import shown_pages

DAY = date(2026, 11, 14)
SCHEMES: tuple[Look, ...] = ("desktop", "dark")


def cannot_look() -> str:
    """What is missing before the rule can be looked at; empty where nothing is."""
    return missing() or ("" if axe_source() else without_axe())


def axe_clean(subject: PluginUnderTest) -> Iterator[str]:
    """What axe finds on the first pages of a canton, on the plugin's own pages, and on a full draft of each form."""
    yield from in_own_thread(lambda: list(_found(subject)))


def _found(subject: PluginUnderTest) -> Iterator[str]:
    with chromium() as chrome:
        for browser, address in _addresses(subject):
            for look in SCHEMES:
                with shown(chrome, browser, address, look) as page:
                    yield from (f"{address}, {look}: {fault}" for fault in axe_faults(page))


def _addresses(subject: PluginUnderTest) -> Iterator[tuple[DeskBrowser, str]]:
    if subject.is_canton:
        yield subject.desks.browser(subject.tenant_id), "/"
        yield from ((browser, "/") for browser in subject.senders.values())
    yield from ((browser, address) for _visitor, browser, address in shown_pages(subject))
    for invoice_type in subject.invoice_types:
        draft = subject.draft(invoice_type, full_cstruct(invoice_type.form, DAY, {}))
        yield draft.browser, draft.address
