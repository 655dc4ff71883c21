"""The facts of a desk, read from its plugins and checked, once at start."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from guichet.plugins import fact_checks
from guichet.plugins.errors import PluginError, wrong_return
from guichet.plugins.hook_calls import HookCalls
from guichet.tenants import Branding, Contacts, InvoiceTypeGroup, Tenant, UserKind

Fact = TypeVar("Fact")


@dataclass(frozen=True)
class Facts:
    """The checked facts of a canton."""

    tenant: Tenant
    branding: Branding
    contacts: Contacts
    user_kinds: tuple[UserKind, ...]
    type_groups: tuple[InvoiceTypeGroup, ...]
    """The types the office accepts; one group without a heading where the canton states none."""


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
    return Facts(tenant, branding, contacts, kinds, _type_groups(calls, tenant.languages))


def _type_groups(calls: HookCalls, languages: tuple[str, ...]) -> tuple[InvoiceTypeGroup, ...]:
    hook = "guichet_enabled_invoice_types"
    enabled: tuple[Any, ...] = _fact(calls, hook, tuple, str, InvoiceTypeGroup)
    if all(isinstance(one, str) for one in enabled):
        return (InvoiceTypeGroup({}, enabled),)
    _refuse(calls, hook, fact_checks.type_group_problems(enabled, languages))
    return enabled


def _fact(calls: HookCalls, hook: str, kind: type[Fact], *of: type) -> Fact:
    """The result of the plugin called first, which has to be a ``kind``; a tuple has items ``of`` the types."""
    for plugin, fact in calls.each(hook):
        items: Any = fact
        if not isinstance(fact, kind) or (of and not all(isinstance(item, of) for item in items)):
            wanted = f"a tuple of {' or '.join(one.__name__ for one in of)}" if of else kind.__name__
            raise wrong_return(plugin, hook, fact, f"return {wanted}")
        return fact
    raise PluginError(f"no plugin of this desk answers {hook}; add it to the canton's plugin, see guichet docs hooks")


def _refuse(calls: HookCalls, hook: str, problems: Iterator[str]) -> None:
    found = list(problems)
    if found:
        plugin = next(name for name, _answer in calls.each(hook))
        raise PluginError("\n".join(f"plugin {plugin}: {hook} returned {problem}" for problem in found))
