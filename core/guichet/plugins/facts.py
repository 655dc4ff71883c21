"""The facts of a desk, read from its plugins and checked, once at start."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from guichet.plugins import fact_checks
from guichet.plugins.errors import PluginError, wrong_return
from guichet.plugins.hook_calls import HookCalls
from guichet.tenants import Branding, Contacts, Tenant, UserKind

Fact = TypeVar("Fact")


@dataclass(frozen=True)
class Facts:
    """The checked facts of a canton."""

    tenant: Tenant
    branding: Branding
    contacts: Contacts
    user_kinds: tuple[UserKind, ...]
    enabled_types: tuple[str, ...]


def read_facts(calls: HookCalls) -> Facts:
    """Reads every fact. Raises :class:`PluginError` with all errors of the first fact that has any."""
    tenant = _fact(calls, "guichet_tenant", Tenant)
    _refuse(calls, "guichet_tenant", fact_checks.tenant_problems(tenant))
    branding = _fact(calls, "guichet_branding", Branding)
    _refuse(calls, "guichet_branding", fact_checks.branding_problems(branding, tenant.languages))
    contacts = _fact(calls, "guichet_contacts", Contacts)
    _refuse(calls, "guichet_contacts", fact_checks.contacts_problems(contacts, tenant.languages))
    kinds: tuple[UserKind, ...] = _fact(calls, "guichet_user_kinds", tuple, UserKind)
    _refuse(calls, "guichet_user_kinds", fact_checks.user_kind_problems(kinds))
    enabled: tuple[str, ...] = _fact(calls, "guichet_enabled_invoice_types", tuple, str)
    return Facts(tenant, branding, contacts, kinds, enabled)


def _fact(calls: HookCalls, hook: str, kind: type[Fact], of: type | None = None) -> Fact:
    """The result of the plugin called first, which has to be a ``kind``; a tuple has items ``of`` a type."""
    for plugin, fact in calls.each(hook):
        items: Any = fact
        if not isinstance(fact, kind) or (of and not all(isinstance(item, of) for item in items)):
            raise wrong_return(plugin, hook, fact, f"return {f'a tuple of {of.__name__}' if of else kind.__name__}")
        return fact
    raise PluginError(f"no plugin of this desk answers {hook}; add it to the canton's plugin, see docs/hooks.md")


def _refuse(calls: HookCalls, hook: str, problems: Iterator[str]) -> None:
    found = list(problems)
    if found:
        plugin = next(name for name, _answer in calls.each(hook))
        raise PluginError("\n".join(f"plugin {plugin}: {hook} returned {problem}" for problem in found))
