"""Discovery of plugins and one plugin manager per desk, behind methods with types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy

from guichet import hookspecs
from guichet.tenants import Branding, Contacts, Tenant, UserKind

if TYPE_CHECKING:
    import colander

    from guichet.invoices.types import CheckContext, Claim, InvoiceType, Problem, Proof
    from guichet.messages.transports import MailTransport, SmsGateway
    from guichet.settings import Settings
    from guichet.store.evolution import EvolutionStep

ENTRY_POINT_GROUP = "guichet"
Fact = TypeVar("Fact")


class PluginError(Exception):
    """A plugin is wrong; the text names it and the remedy."""


def installed() -> Mapping[str, object]:
    """Every installed plugin by its entry point's name."""
    return {point.name: point.load() for point in entry_points(group=ENTRY_POINT_GROUP)}


class Plugins:
    """The plugins of one desk: the core's defaults, one canton, the plugins shared by all.

    Facts are read once, here, and kept; behaviour goes through the methods below. Nothing outside this module
    touches ``pluggy``.
    """

    def __init__(self, tenant_id: str, available: Mapping[str, object], defaults: Sequence[object] = ()) -> None:
        """Registers the plugins; raises :class:`PluginError` when one of them is wrong."""
        self._manager = pluggy.PluginManager("guichet")
        self._manager.add_hookspecs(hookspecs)
        for default in defaults:
            self._register(default, "guichet")
        for name, plugin in sorted(available.items()):
            if _canton(plugin, name) in (None, tenant_id):
                self._register(plugin, name)
        self._check_hook_names()
        self.tenant = self._fact("guichet_tenant", Tenant, f"no installed plugin is the canton {tenant_id!r}")
        self.branding = self._fact("guichet_branding", Branding)
        self.contacts = self._fact("guichet_contacts", Contacts)
        self.user_kinds: tuple[UserKind, ...] = self._fact("guichet_user_kinds", tuple)
        self.invoice_types = self._enabled_invoice_types()

    def mail_transport(self, settings: Settings) -> MailTransport:
        """How this desk's mails leave."""
        transport: MailTransport | None = self._manager.hook.guichet_mail_transport(settings=settings)
        if transport is None:
            raise PluginError("no plugin answers guichet_mail_transport")
        return transport

    def sms_gateway(self, settings: Settings) -> SmsGateway:
        """How this desk's text messages leave."""
        gateway: SmsGateway | None = self._manager.hook.guichet_sms_gateway(settings=settings)
        if gateway is None:
            raise PluginError(
                f"desk {self.tenant.id}: no plugin answers guichet_sms_gateway, so no sign-in code could be sent; "
                "install the plugin of your SMS provider"
            )
        return gateway

    def evolution_steps(self) -> list[EvolutionStep]:
        """The steps of all plugins."""
        return _flat(self._manager.hook.guichet_evolution_steps())

    def amend_form(self, invoice_type: InvoiceType, schema: colander.SchemaNode) -> None:
        """Lets the plugins change a form's fields."""
        self._manager.hook.guichet_amend_form(invoice_type=invoice_type, schema=schema)

    def check_invoice(self, claim: Claim, context: CheckContext) -> list[Problem]:
        """What the plugins' checks found."""
        return _flat(self._manager.hook.guichet_check_invoice(claim=claim, context=context))

    def required_attachments(self, claim: Claim, context: CheckContext) -> list[Proof]:
        """What the plugins want attached."""
        return _flat(self._manager.hook.guichet_required_attachments(claim=claim, context=context))

    def _register(self, plugin: object, name: str) -> None:
        try:
            self._manager.register(plugin, name)
        except pluggy.PluginValidationError as problem:
            raise PluginError(f"plugin {name}: {problem}; compare with docs/hooks.md") from None

    def _check_hook_names(self) -> None:
        for name, plugin in self._manager.list_name_plugin():
            for attribute in dir(plugin):
                if not attribute.startswith("guichet_"):
                    continue
                if not hasattr(hookspecs, attribute):
                    raise PluginError(f"plugin {name} implements {attribute}, which is no hook; see docs/hooks.md")
                if self._manager.parse_hookimpl_opts(plugin, attribute) is None:
                    raise PluginError(f"plugin {name}: {attribute} lacks @hookimpl, so it would never be called")

    def _fact(self, hook: str, kind: type[Fact], remedy: str = "") -> Fact:
        fact = getattr(self._manager.hook, hook)()
        if fact is None:
            raise PluginError(remedy or f"the canton's plugin does not answer {hook}; see docs/hooks.md")
        if not isinstance(fact, kind):
            raise PluginError(f"{hook} answered {type(fact).__name__} instead of {kind.__name__}")
        return fact

    def _enabled_invoice_types(self) -> Mapping[str, InvoiceType]:
        brought: dict[str, InvoiceType] = {}
        for invoice_type in _flat(self._manager.hook.guichet_invoice_types()):
            if invoice_type.id in brought:
                raise PluginError(f"two plugins bring the invoice type {invoice_type.id}; remove one of them")
            brought[invoice_type.id] = invoice_type
        enabled: tuple[str, ...] = self._fact("guichet_enabled_invoice_types", tuple)
        for type_id in enabled:
            if type_id not in brought:
                raise PluginError(f"guichet_enabled_invoice_types names {type_id}, which no plugin brings")
        return {type_id: brought[type_id] for type_id in enabled}


def _canton(plugin: object, name: str) -> str | None:
    """The id of the canton a plugin stands for, or ``None`` for a plugin shared by all."""
    hook = getattr(plugin, "guichet_tenant", None)
    if hook is None:
        return None
    tenant = hook()
    if not isinstance(tenant, Tenant):
        raise PluginError(f"plugin {name}: guichet_tenant answered {type(tenant).__name__} instead of Tenant")
    return tenant.id


def _flat(answers: Iterable[Iterable[Any]]) -> list[Any]:
    """The answers of all plugins in one list, in the order the plugins were registered."""
    return [item for answer in reversed(list(answers)) for item in answer]
