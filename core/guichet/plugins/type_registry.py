"""Invoice types of one desk: those that its plugins bring, with amendments, and those that its office has enabled."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from guichet.declaration import AmendmentError, Fields, FormBuilder, InvoiceType, check_invoice_type
from guichet.plugins.errors import PluginError, wrong_return
from guichet.plugins.hook_calls import HookCalls

_in_order: WeakKeyDictionary[type[Fields], WeakSet[type[InvoiceType]]] = WeakKeyDictionary()
"""Types without mistakes by form. The desks of a process share them, and the samples of a long form take 50 ms."""


class TypeRegistry:
    """Every type that a plugin brings, with its form as this desk's plugins have amended it.

    A plugin whose types are wrong stops only the desks that enable a type which is then missing or disputed.
    """

    def __init__(self, calls: HookCalls) -> None:
        self._brought: dict[str, InvoiceType] = {}
        self._owners: dict[str, str] = {}
        self._disputed: dict[str, str] = {}
        self.left_out: list[str] = []
        """One sentence for each plugin whose types are left out, with the reason."""
        for plugin, function in calls.implementations("guichet_invoice_types"):
            try:
                found = types_of(plugin, function)
            except PluginError as error:
                self.left_out.append(str(error))
                continue
            for invoice_type in found:
                self._add(plugin, invoice_type)
        self.known: Mapping[str, InvoiceType] = {
            type_id: _amended(calls, self._brought[type_id]) for type_id in sorted(self._brought)
        }
        """Each type by id; also those the office has not enabled."""

    def enabled(self, type_ids: tuple[str, ...], tenant_id: str, left_out: list[str]) -> Mapping[str, InvoiceType]:
        """The types of an office in menu order. ``left_out`` are the reasons why plugins are not at this desk.

        Raises :class:`PluginError` for an id named twice, brought twice, or by no plugin that works.
        """
        hook = f"desk {tenant_id}: guichet_enabled_invoice_types"
        if len(set(type_ids)) < len(type_ids):
            raise PluginError(f"{hook} returned {type_ids!r}; name each type once")
        for type_id in type_ids:
            if type_id in self._disputed:
                raise PluginError(self._disputed[type_id])
            if type_id not in self.known:
                which = f"{hook} names {type_id}, which no plugin brings"
                there = (
                    f"install the plugin that does, or choose among those there are: {', '.join(self.known) or 'none'}"
                )
                # What is wrong with a plugin comes first: it is the cause as a rule.
                causes = [*self.left_out, *left_out]
                raise PluginError("; ".join([*causes, which] if causes else [which, there]))
        return {type_id: self.known[type_id] for type_id in type_ids}

    def _add(self, plugin: str, invoice_type: InvoiceType) -> None:
        type_id = invoice_type.id
        owner = self._owners.setdefault(type_id, plugin)
        if type_id in self._brought:
            both = "plugins " + " and ".join(sorted((plugin, owner))) if owner != plugin else f"plugin {plugin}"
            twice = "both bring" if owner != plugin else "brings twice"
            self._disputed[type_id] = f"{both} {twice} the invoice type {type_id}; remove one of them"
        self._brought[type_id] = invoice_type


def types_of(plugin: str, function: Callable[[], Iterable[Any]]) -> list[InvoiceType]:
    """The types that a plugin brings, from its hook. Raises :class:`PluginError` with all that is wrong in one."""
    hook = "guichet_invoice_types"
    try:
        returned = function() or ()
        answer = list(returned) if isinstance(returned, Iterable) else None
    except Exception as error:
        raise PluginError(f"plugin {plugin}: {hook} raised {error!r}; return InvoiceTypes") from error
    if answer is None:
        raise wrong_return(plugin, hook, returned, "return a list of InvoiceTypes")
    for invoice_type in answer:
        if not isinstance(invoice_type, InvoiceType):
            is_class = isinstance(invoice_type, type)
            remedy = f"return instances, [{invoice_type.__name__}()]" if is_class else "return InvoiceTypes"
            raise wrong_return(plugin, hook, invoice_type, remedy)
        _refuse(f"plugin {plugin}: {hook}", invoice_type)
    return answer


def _amended(calls: HookCalls, invoice_type: InvoiceType) -> InvoiceType:
    """The type with the form of this desk. Raises :class:`PluginError` for an amendment that makes no form."""
    hook = "guichet_amend_form"
    if not calls.has(hook):
        return invoice_type
    form = FormBuilder(invoice_type.form)
    for plugin, function in calls.implementations(hook):
        try:
            function(invoice_type=invoice_type, form=form)
        except Exception as error:
            raise PluginError(f"plugin {plugin}: {hook} raised {error!r}; see guichet docs hooks") from error
    try:
        amended = invoice_type.with_form(form.build())
    except AmendmentError as error:
        raise PluginError(f"{hook}: {error}") from error
    _refuse(hook, amended)
    return amended


def _refuse(source: str, invoice_type: InvoiceType) -> None:
    kind, form = type(invoice_type), getattr(invoice_type, "form", None)
    # A type with attributes of its own instance, or without a form, is checked for each desk.
    if vars(invoice_type).keys() <= {"form"} and isinstance(form, type):
        checked = _in_order.setdefault(form, WeakSet())
    else:
        checked = WeakSet()
    if kind in checked:
        return
    messages = check_invoice_type(invoice_type)
    if messages:
        raise PluginError(f"{source}: {'; '.join(messages)}")
    checked.add(kind)
