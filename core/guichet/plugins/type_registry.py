"""The invoice types of one desk: all that its plugins bring, and those its office has enabled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from guichet.plugins.errors import PluginError, wrong_return
from guichet.plugins.hook_calls import HookCalls

if TYPE_CHECKING:
    from guichet.invoices.types import InvoiceType


class TypeRegistry:
    """Every version of every type that a plugin brings.

    A plugin whose types are wrong stops only the desks that enable a type which is then missing or disputed.
    """

    def __init__(self, calls: HookCalls) -> None:
        self._brought: dict[tuple[str, int], InvoiceType] = {}
        self._owners: dict[str, str] = {}
        self._disputed: dict[str, str] = {}
        self.left_out: list[str] = []
        """Why the types of a plugin are not there, one sentence per plugin."""
        for plugin, function in calls.implementations("guichet_invoice_types"):
            try:
                found = _checked(plugin, function)
            except PluginError as error:
                self.left_out.append(str(error))
                continue
            for invoice_type in found:
                self._add(plugin, invoice_type)

    @property
    def latest(self) -> Mapping[str, InvoiceType]:
        """Each type in its latest version, by id; also those the office has not enabled."""
        return {key[0]: self._brought[key] for key in sorted(self._brought)}

    def version(self, type_id: str, version: int) -> InvoiceType | None:
        """One version of a type; ``None`` when no plugin brings it."""
        return self._brought.get((type_id, version))

    def enabled(self, type_ids: tuple[str, ...], tenant_id: str, left_out: list[str]) -> Mapping[str, InvoiceType]:
        """The types of an office in menu order. ``left_out`` are the reasons why plugins are not at this desk.

        Raises :class:`PluginError` for an id named twice, brought by two plugins, or by none that works.
        """
        hook = f"desk {tenant_id}: guichet_enabled_invoice_types"
        if len(set(type_ids)) < len(type_ids):
            raise PluginError(f"{hook} returned {type_ids!r}; name each type once")
        latest = self.latest
        for type_id in type_ids:
            if type_id in self._disputed:
                raise PluginError(self._disputed[type_id])
            if type_id not in latest:
                there = ", ".join(latest) or "none"
                reasons = [*self.left_out, *left_out] or [
                    f"install the plugin that does, or choose among those there are: {there}"
                ]
                which = f"{hook} names {type_id}, which no plugin brings"
                raise PluginError("; ".join([which, *reasons]))
        return {type_id: latest[type_id] for type_id in type_ids}

    def _add(self, plugin: str, invoice_type: InvoiceType) -> None:
        type_id, key = invoice_type.id, (invoice_type.id, invoice_type.version)
        owner = self._owners.setdefault(type_id, plugin)
        if owner != plugin or key in self._brought:
            both = " and ".join(sorted((plugin, owner)))
            self._disputed[type_id] = f"plugins {both} both bring the invoice type {type_id}; remove one of them"
        self._brought[key] = invoice_type


def _checked(plugin: str, function: Callable[[], Iterable[Any]]) -> list[InvoiceType]:
    try:
        answer = list(function() or ())
    except Exception as error:
        raise PluginError(f"plugin {plugin}: guichet_invoice_types raised {error!r}; return InvoiceTypes") from error
    for invoice_type in answer:
        if not isinstance(getattr(invoice_type, "id", None), str):
            raise wrong_return(plugin, "guichet_invoice_types", invoice_type, "return a list of InvoiceType")
    return answer
