"""The plugins of one desk: checked facts as attributes, hooks as typed methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

import structlog
from pyramid.config import Configurator
from pyramid.request import Request
from translationstring import TranslationString

from guichet.declaration import Check, CheckContext, InvoiceType, Issue, RequiredAttachment
from guichet.declaration.header import CheckedInvoice
from guichet.i18n import _
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
from guichet.plugins.discovery import broken_plugins, plugins_of
from guichet.plugins.errors import MissingInvoiceType, PluginError, wrong_return
from guichet.plugins.facts import read_facts
from guichet.plugins.hook_calls import HookCalls
from guichet.plugins.page_configuration import configure_pages
from guichet.plugins.plugin_catalogues import catalogues_of
from guichet.plugins.plugin_fault import PluginFault, fault_in
from guichet.plugins.plugin_states import PluginState, plugin_states
from guichet.plugins.type_registry import TypeRegistry
from guichet.settings import Settings
from guichet.store.evolution import EvolutionStep
from guichet.tenants import in_language

log = structlog.get_logger()


class Plugins:
    """The plugins of one desk: the core's defaults, one canton, the plugins shared by all.

    Facts are read and checked once, here; the methods call the hooks of behaviour.
    """

    def __init__(self, tenant_id: str, available: Mapping[str, object], defaults: Sequence[object] = ()) -> None:
        """Registers the plugins; raises :class:`PluginError` when one of them is wrong.

        ``available`` are the installed plugins by name, ``defaults`` the core's own implementations, called last.
        """
        self._calls = HookCalls()
        for default in defaults:
            self._calls.register(default, getattr(default, "__name__", "guichet"))
        for name, plugin in plugins_of(tenant_id, available).items():
            self._calls.register(plugin, name)
        self.locales = tuple(catalogues_of(self.packages))
        """The folders of the plugins' own catalogues."""
        facts = read_facts(self._calls)
        self.tenant = facts.tenant
        self.branding = facts.branding
        self.contacts = facts.contacts
        self.user_kinds = facts.user_kinds
        self._types = TypeRegistry(self._calls)
        left_out = [broken.reason for broken in broken_plugins(available).values() if broken.may_be_left_out]
        self._type_groups = facts.type_groups
        type_ids = tuple(type_id for group in facts.type_groups for type_id in group.type_ids)
        self.invoice_types = self._types.enabled(type_ids, tenant_id, left_out)
        """The types open at this desk, in menu order."""
        self.known_types = self._types.known
        """Every type a plugin brings; also those this desk no longer opens."""
        self.paid_once = frozenset(one.id for one in self.known_types.values() if one.claimed_twice == "error")
        """Ids of the types whose services are never paid twice for the same days."""
        self.health_checks = self._health_checks()
        """What ``guichet doctor`` looks at, with the name of the plugin that brings it."""
        self._available = available
        for reason in (*self._types.left_out, *left_out):
            log.error("plugin_left_out", desk=tenant_id, reason=reason)

    @cached_property
    def states(self) -> list[PluginState]:
        """Every installed plugin, with the reason where it, or the types it brings, cannot be used at this desk."""
        return [
            replace(state, problem=reason)
            if (reason := next((one for one in self._types.left_out if one.startswith(f"plugin {state.name}:")), ""))
            else state
            for state in plugin_states(self._available)
        ]

    @property
    def names(self) -> frozenset[str]:
        """The names of the plugins' entry points, and of the core's own defaults."""
        return frozenset(name for name, _plugin in self._calls.plugins)

    @property
    def packages(self) -> frozenset[str]:
        """The top-level packages of the plugins, whose persistent classes a database may hold."""
        # An entry point usually names a module; of any other object, the class names it.
        names = (getattr(plugin, "__name__", type(plugin).__module__) for _name, plugin in self._calls.plugins)
        return frozenset(name.partition(".")[0] for name in names)

    def fault_in(self, error: BaseException) -> PluginFault | None:
        """Where in a plugin's own code an error was raised; None for an error of the core."""
        return fault_in(error, self.packages - {"guichet"})

    def mail_transport(self, settings: Settings) -> MailTransport:
        """The transport of this desk's mails. Raises :class:`PluginError` when no plugin brings one."""
        transport: MailTransport | None = self._calls.first("guichet_mail_transport", "send", settings=settings)
        if transport is None:
            raise PluginError("no plugin answers guichet_mail_transport")
        return transport

    def sms_gateway(self, settings: Settings) -> SmsGateway:
        """The gateway of this desk's text messages. Raises :class:`PluginError` when there is none."""
        gateway: SmsGateway | None = self._calls.first("guichet_sms_gateway", "send", settings=settings)
        if gateway is None:
            raise PluginError(
                f"desk {self.tenant.id}: no plugin answers guichet_sms_gateway, so no sign-in code could be sent; "
                "write guichet.sms.gateways, or install the plugin of your SMS provider"
            )
        return gateway

    def attachment_scanner(self, settings: Settings) -> AttachmentScanner | None:
        """The malware scanner for attached files; ``None`` where no plugin brings one."""
        scanner: AttachmentScanner | None = self._calls.first(
            "guichet_attachment_scanner", "is_clean", settings=settings
        )
        return scanner

    def configure(self, config: Configurator) -> None:
        """Adds the pages of all plugins to the desk's application; raises :class:`PluginError`."""
        for name, function in reversed(list(self._calls.implementations("guichet_configure"))):
            configure_pages(config, name, self._calls.package(name), function, self.tenant)

    def evolution_steps(self) -> list[EvolutionStep]:
        """The steps of all plugins."""
        return self._calls.joined("guichet_evolution_steps", EvolutionStep)

    def invoice_type(self, type_id: str) -> InvoiceType:
        """The type of that id, with the form of this desk; also one that is not enabled.

        Raises :class:`MissingInvoiceType` when no plugin brings it any more.
        """
        found = self.known_types.get(type_id)
        if found is None:
            raise MissingInvoiceType(type_id)
        return found

    def invoice_type_title(self, type_id: str) -> TranslationString:
        """The title of a type for lists; its number alone when no plugin brings it any more."""
        found = self.known_types.get(type_id)
        return found.title if found else _("Formulaire ${number}", mapping={"number": type_id})

    def grouped_types(self, language: str) -> list[tuple[str, list[InvoiceType]]]:
        """The types open at this desk, under the canton's headings; one empty heading where it states none."""
        return [
            (
                in_language(group.names, language) if group.names else "",
                [self.invoice_types[type_id] for type_id in group.type_ids],
            )
            for group in self._type_groups
        ]

    @property
    def has_navigation(self) -> bool:
        """Whether any plugin adds to the navigation."""
        return self._calls.has("guichet_navigation")

    def navigation(self, request: Request) -> list[NavigationItem]:
        """The plugins' entries of the navigation; those of a plugin that fails are logged and left out."""
        entries = self._calls.tolerant("guichet_navigation", NavigationItem, request=request)
        return [item for _plugin, item in entries]

    def panels(self, slot: Slot, request: Request, context: object) -> list[tuple[str, Panel]]:
        """The plugins' panels with the names of their plugins; those of a plugin that fails are left out."""
        return self._calls.tolerant("guichet_panels", Panel, slot=slot, request=request, context=context)

    def alerts(self, now: datetime) -> list[Alert]:
        """The plugins' entries of « À traiter »; those of a plugin that fails are logged and left out."""
        found = self._calls.tolerant("guichet_alerts", Alert, tenant=self.tenant, now=now)
        return [alert for _plugin, alert in found]

    def invoice_changed(self, invoice: InvoiceRecord, source: str, target: str, actor: str) -> None:
        """Calls the plugins after a change of state; their errors abort the transaction."""
        self._calls.tell("guichet_invoice_changed", invoice=invoice, source=source, target=target, actor=actor)

    def user_changed(self, user: UserRecord, event: str, actor: str) -> None:
        """Calls the plugins after an event of a person's access; their errors abort the transaction."""
        self._calls.tell("guichet_user_changed", user=user, event=event, actor=actor)

    def check_invoice(self, invoice: CheckedInvoice, context: CheckContext) -> list[Issue]:
        """The issues that the plugins' checks found. Raises :class:`PluginError` for a result of another type."""
        return self._joined("guichet_check_invoice", Issue, invoice=invoice, context=context)

    def declared_checks(self, invoice: CheckedInvoice) -> list[Check]:
        """Title and source of the plugins' checks. Raises :class:`PluginError` for a result of another type."""
        return self._joined("guichet_declared_checks", Check, invoice=invoice)

    def required_attachments(self, invoice: CheckedInvoice, context: CheckContext) -> list[RequiredAttachment]:
        """The documents that the plugins require. Raises :class:`PluginError` for a result of another type."""
        return self._joined("guichet_required_attachments", RequiredAttachment, invoice=invoice, context=context)

    def _joined(self, hook: str, kind: type[Any], **arguments: Any) -> list[Any]:
        found: list[Any] = []
        # Not through ``each``: it would make an error of the plugin of a conflict in the database, which a retry mends.
        for plugin, function in reversed(list(self._calls.implementations(hook))):
            for item in function(**arguments) or ():
                if not isinstance(item, kind):
                    raise wrong_return(plugin, hook, item, f"return a list of {kind.__name__}")
                found.append(item)
        return found

    def _health_checks(self) -> list[tuple[str, HealthCheck]]:
        found = []
        for plugin, checks in self._calls.each("guichet_health_checks", tenant=self.tenant):
            for check in checks:
                if not isinstance(check, HealthCheck):
                    raise wrong_return(plugin, "guichet_health_checks", check, "return a list of HealthCheck")
                found.append((plugin, check))
        return found
