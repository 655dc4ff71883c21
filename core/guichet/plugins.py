"""Discovery of plugins and one plugin manager per desk, behind methods with types."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
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
    """Every installed plugin by its entry point's name. Raises :class:`PluginError` when one cannot be imported."""
    return {point.name: _load(point) for point in entry_points(group=ENTRY_POINT_GROUP)}


def _load(point: EntryPoint) -> object:
    try:
        return point.load()
    except (ImportError, AttributeError) as problem:
        reason = f"{point.value} cannot be imported: {problem}"
        raise PluginError(f"plugin {point.name}: {reason}; reinstall or remove it") from problem


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
            self._register(default, getattr(default, "__name__", "guichet"))
        for name in _plugins_of(tenant_id, available):
            self._register(available[name], name)
        self._check_hook_names()
        self.locales = tuple(_catalogues_of(self.packages))
        """The folders of the plugins' own catalogues."""
        self.tenant = self._fact("guichet_tenant", Tenant)
        self.branding = self._fact("guichet_branding", Branding)
        self.contacts = self._fact("guichet_contacts", Contacts)
        self.user_kinds: tuple[UserKind, ...] = self._fact("guichet_user_kinds", tuple, UserKind)
        self._brought = self._brought_invoice_types()
        self.known_types: Mapping[str, InvoiceType] = {key[0]: self._brought[key] for key in sorted(self._brought)}
        """Every type a plugin brings, in its latest version; also those this desk no longer opens."""
        self.invoice_types = self._enabled_invoice_types()
        """The types open at this desk, in menu order."""

    @property
    def names(self) -> frozenset[str]:
        """The names of the plugins' entry points, and of the core's own defaults."""
        return frozenset(name for name, _plugin in self._manager.list_name_plugin())

    @property
    def packages(self) -> frozenset[str]:
        """The top-level packages of the plugins, whose persistent classes a database may hold."""
        names = (
            getattr(plugin, "__name__", type(plugin).__module__) for _name, plugin in self._manager.list_name_plugin()
        )
        return frozenset(name.partition(".")[0] for name in names)

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
                "write guichet.sms.gateways, or install the plugin of your SMS provider"
            )
        return gateway

    def evolution_steps(self) -> list[EvolutionStep]:
        """The steps of all plugins."""
        return _flat(self._manager.hook.guichet_evolution_steps())

    def invoice_type(self, type_id: str, version: int) -> InvoiceType:
        """The declaration an invoice was started with, by which it stays readable for ever.

        Raises :class:`PluginError` when the plugin that brought it is gone, or no longer brings that version along.
        """
        found = self._brought.get((type_id, version))
        if found is None:
            raise PluginError(f"no plugin brings version {version} of the invoice type {type_id}; install it again")
        return found

    @property
    def amends_forms(self) -> bool:
        """Whether any plugin changes forms; where none does, a form's schema can be shared by all requests."""
        return bool(self._manager.hook.guichet_amend_form.get_hookimpls())

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
                    nearest = difflib.get_close_matches(attribute, dir(hookspecs), n=1, cutoff=0.0)[0]
                    raise PluginError(f"plugin {name}: {attribute} is no hook; did you mean {nearest}?")
                if self._manager.parse_hookimpl_opts(plugin, attribute) is None:
                    raise PluginError(f"plugin {name}: {attribute} would never be called; write @hookimpl above it")

    def _answers(self, hook: str) -> Iterator[tuple[str, Any]]:
        """What each plugin answers, with its name so that an error can say whose it is; the first one wins."""
        for implementation in reversed(getattr(self._manager.hook, hook).get_hookimpls()):
            answer = implementation.function()
            if answer is not None:
                yield implementation.plugin_name, answer

    def _fact(self, hook: str, kind: type[Fact], of: type | None = None) -> Fact:
        """The first plugin's answer, which has to be a ``kind``, and a tuple one ``of`` a kind."""
        for plugin, fact in self._answers(hook):
            whole: Any = fact
            if not isinstance(fact, kind) or (of and not all(isinstance(item, of) for item in whole)):
                wanted = f"a tuple of {of.__name__}" if of else kind.__name__
                raise PluginError(f"plugin {plugin}: {hook} answered {fact!r}; return {wanted}, see docs/hooks.md")
            return fact
        raise PluginError(f"no plugin of this desk answers {hook}; add it to the canton's plugin, see docs/hooks.md")

    def _enabled_invoice_types(self) -> Mapping[str, InvoiceType]:
        enabled: tuple[str, ...] = self._fact("guichet_enabled_invoice_types", tuple, str)
        for type_id in enabled:
            if type_id not in self.known_types:
                known = ", ".join(self.known_types) or "none"
                raise PluginError(
                    f"desk {self.tenant.id}: guichet_enabled_invoice_types names {type_id}, which no plugin brings; "
                    f"install the plugin that does, or choose among those there are: {known}"
                )
        return {type_id: self.known_types[type_id] for type_id in enabled}

    def _brought_invoice_types(self) -> dict[tuple[str, int], InvoiceType]:
        brought: dict[tuple[str, int], InvoiceType] = {}
        owners: dict[str, str] = {}
        for plugin, invoice_types in self._answers("guichet_invoice_types"):
            for invoice_type in invoice_types:
                type_id = getattr(invoice_type, "id", None)
                if not isinstance(type_id, str):
                    raise PluginError(f"plugin {plugin}: guichet_invoice_types holds {invoice_type!r}, no InvoiceType")
                key = (type_id, invoice_type.version)
                if key in brought or owners.get(type_id, plugin) != plugin:
                    both = " and ".join(sorted((plugin, owners[type_id])))
                    raise PluginError(f"plugins {both} both bring the invoice type {type_id}; remove one of them")
                brought[key], owners[type_id] = invoice_type, plugin
        return brought


def canton_ids(available: Mapping[str, object]) -> list[str]:
    """The ids of the cantons among the plugins, in alphabetical order."""
    found = {_canton(plugin, name) for name, plugin in available.items()}
    return sorted(canton for canton in found if canton)


def _plugins_of(tenant_id: str, available: Mapping[str, object]) -> list[str]:
    """Names of the canton's plugin and of those shared by all. Raises :class:`PluginError` unless one is the canton."""
    cantons = {name: _canton(plugin, name) for name, plugin in sorted(available.items())}
    own = [name for name, canton in cantons.items() if canton == tenant_id]
    if not own:
        raise PluginError(
            f"no installed plugin is the canton {tenant_id!r}; install it, or take {tenant_id} out of guichet.tenants"
        )
    if len(own) > 1:
        raise PluginError(f"plugins {' and '.join(own)} are both the canton {tenant_id!r}; remove one of them")
    return [name for name, canton in cantons.items() if canton in (None, tenant_id)]


def _canton(plugin: object, name: str) -> str | None:
    """The id of the canton a plugin stands for, or ``None`` for a plugin shared by all."""
    hook = getattr(plugin, "guichet_tenant", None)
    if hook is None:
        return None
    tenant = hook()
    if not isinstance(tenant, Tenant):
        raise PluginError(f"plugin {name}: guichet_tenant answered {tenant!r}; return Tenant, see docs/hooks.md")
    return tenant.id


def _catalogues_of(packages: Iterable[str]) -> Iterator[Path]:
    """The folders ``locales`` of the plugins' packages.

    Raises :class:`PluginError` for a catalogue of another domain than the package's name, which would change the
    texts of the core or of another plugin.
    """
    for package in sorted(packages):
        # The core's catalogues are loaded in any case; a plugin that is one module has no folder.
        places = [] if package == "guichet" else getattr(sys.modules.get(package), "__path__", [])
        for locales in (Path(place) / "locales" for place in places):
            for catalogue in locales.glob("*/LC_MESSAGES/*.[pm]o"):
                if catalogue.stem != package:
                    raise PluginError(f"plugin {package}: {catalogue} is no catalogue of its own; name it {package}.po")
            if locales.is_dir():
                yield locales


def _flat(answers: Iterable[Iterable[Any]]) -> list[Any]:
    """The answers of all plugins in one list, in the order the plugins were registered."""
    return [item for answer in reversed(list(answers)) for item in answer]
