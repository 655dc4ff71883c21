"""Every hook of the framework. ``docs/hooks.md`` explains them with examples; a contract test compares the two.

Hooks of the first part are called once, at start, and state facts. Those of the second part are called while a
request runs. A canton's plugin and the shared plugins implement them with ``@hookimpl``; each desk has its own
plugin manager, so no hook has an argument for the canton.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import click
import pluggy
from pyramid.config import Configurator
from pyramid.request import Request

from guichet.declaration import Check, CheckContext, FormBuilder, InvoiceType, Issue, RequiredAttachment
from guichet.declaration.header import CheckedInvoice
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
from guichet.messages.transports import MailTransport, SmsGateway
from guichet.settings import Setting, Settings
from guichet.store.evolution import EvolutionStep
from guichet.tenants import Branding, Contacts, InvoiceTypeGroup, Tenant, UserKind

API_VERSION = "1.1"
"""Version of what plugins build on: the hooks and :mod:`guichet.sdk`.

The minor number grows when something is added, the major one when a plugin has to be changed.
"""
hookspec = pluggy.HookspecMarker("guichet")
hookimpl = pluggy.HookimplMarker("guichet")


# Facts, asked for once at start. Of a hook with ``firstresult`` one answer counts: that of the plugin asked first.


@hookspec(firstresult=True)
def guichet_tenant() -> Tenant | None:
    """The canton: its id, office code, names and languages. A plugin that answers is a canton's plugin."""


@hookspec(firstresult=True)
def guichet_branding() -> Branding | None:
    """The canton's look: style sheet of custom properties, logo, link back to the office's own site."""


@hookspec(firstresult=True)
def guichet_contacts() -> Contacts | None:
    """Phone and address of the office, shown at the same place on every page."""


@hookspec(firstresult=True)
def guichet_user_kinds() -> tuple[UserKind, ...] | None:
    """Who may register at this desk."""


@hookspec(firstresult=True)
def guichet_enabled_invoice_types() -> tuple[InvoiceTypeGroup, ...] | tuple[str, ...] | None:
    """The invoice types this office accepts online, in menu order: in groups with a heading, or as ids alone."""


@hookspec
def guichet_invoice_types() -> Iterable[InvoiceType]:
    """The invoice types a plugin brings. An id that two plugins bring stops the start."""


@hookspec(firstresult=True)
def guichet_mail_transport(settings: Settings) -> MailTransport | None:
    """How mails leave; the core's answer is SMTP as ``guichet.mail.*`` says."""


@hookspec(firstresult=True)
def guichet_sms_gateway(settings: Settings) -> SmsGateway | None:
    """How text messages leave; the core's answer is the providers that ``guichet.sms.gateways`` names."""


@hookspec(firstresult=True)
def guichet_attachment_scanner(settings: Settings) -> AttachmentScanner | None:
    """What looks for malware in attached files; without an answer none does."""


@hookspec
def guichet_settings() -> Iterable[Setting]:
    """The plugin's own settings, ``guichet.plugin.NAME.key`` in the ini file."""


@hookspec
def guichet_configure(config: Configurator, tenant: Tenant) -> None:
    """Adds the plugin's own pages, all below ``/p/NAME/``."""


@hookspec
def guichet_health_checks(tenant: Tenant) -> Iterable[HealthCheck]:
    """What ``guichet doctor`` looks at."""


@hookspec
def guichet_commands(cli: click.Group) -> None:
    """Adds commands to the group ``guichet NAME``."""


@hookspec
def guichet_evolution_steps() -> Iterable[EvolutionStep]:
    """Changes to stored data that a new version of the plugin needs, run by ``guichet evolve``."""


# Behaviour, called while a request runs.


@hookspec
def guichet_navigation(request: Request) -> Iterable[NavigationItem]:
    """Entries of the main navigation for this person."""


@hookspec
def guichet_panels(slot: Slot, request: Request, context: object) -> Iterable[Panel]:
    """Sections added to a page of the core. A panel that fails is logged and left out."""


@hookspec
def guichet_alerts(tenant: Tenant, now: datetime) -> Iterable[Alert]:
    """What waits for a person at the office, on the page « À traiter » and in the daily digest."""


@hookspec
def guichet_invoice_changed(invoice: InvoiceRecord, source: str, target: str, actor: str) -> None:
    """Called at every change of state, in the transaction of the change."""


@hookspec
def guichet_user_changed(user: UserRecord, event: str, actor: str) -> None:
    """Called at every event of a person's access, in the transaction of the change."""


@hookspec
def guichet_amend_form(invoice_type: InvoiceType, form: FormBuilder) -> None:
    """Adds, changes or removes questions of a form. Asked once per desk, at start."""


@hookspec
def guichet_check_invoice(invoice: CheckedInvoice, context: CheckContext) -> Iterable[Issue]:
    """What the office looks for beyond the checks of the type. A check that raises stops the sending."""


@hookspec
def guichet_declared_checks(invoice: CheckedInvoice) -> Iterable[Check]:
    """Title and source of each check of `guichet_check_invoice` that concerns this invoice."""


@hookspec
def guichet_required_attachments(invoice: CheckedInvoice, context: CheckContext) -> Iterable[RequiredAttachment]:
    """Documents the office asks for beyond those of the type."""
