"""One rule that a plugin keeps to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from guichet.testing.plugin_under_test import PluginUnderTest

LEVELS = ("bronze", "silver", "gold", "platinum")
"""What a plugin may call itself: it keeps to every rule of that level and of those before it."""


@dataclass(frozen=True)
class Rule:
    """A rule with its level, and the function that looks for what breaks it."""

    name: str
    """Short and permanent, ``"pages-guarded"``: part of the names of tests."""
    level: str
    """One of `LEVELS`."""
    statement: str
    """What holds, as one sentence."""
    reason: str
    """What happens to people where it does not hold, as one sentence."""
    page: str
    """Page and heading of the documentation with the remedy, ``"hooks.md#what-a-plugin-imports"``."""
    faults: Callable[[PluginUnderTest], Iterator[str]]
    """Yields one line for each fault, with the place and, where it is not evident, the remedy."""
    hooks: frozenset[str] = frozenset()
    """The rule is for plugins with one of these hooks; empty for all plugins."""
    cannot_look: Callable[[], str] = str
    """What is missing on this machine before the rule can be looked at; empty where nothing is."""

    @property
    def audience(self) -> str:
        """The plugins that the rule is for, by their hooks."""
        return " or ".join(f"`{hook}`" for hook in sorted(self.hooks)) or "all"

    @property
    def where(self) -> str:
        """The command that prints the page with the remedy, and its heading."""
        page, _hash, heading = self.page.partition("#")
        return f"guichet docs {page.removesuffix('.md')}" + (f", #{heading}" if heading else "")

    def applies_to(self, plugin: Any) -> bool:
        """Whether the rule is for this plugin: its module, or an object with its hooks."""
        return not self.hooks or any(hasattr(plugin, hook) for hook in self.hooks)

    def broken_by(self, subject: PluginUnderTest) -> list[str]:
        """What breaks the rule; empty for a plugin that keeps to it. Never raises what the plugin raises."""
        try:
            return list(dict.fromkeys(self.faults(subject)))
        except Exception as problem:  # the code of a plugin may raise whatever it likes
            return [subject.fault(problem)]
