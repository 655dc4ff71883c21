"""The rules of one plugin as a report: what it breaks, why that matters, where the remedy is, and its level."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from guichet.hookspecs import API_VERSION
from guichet.testing.desks import DeskFactory
from guichet.testing.plugin_under_test import plugin_under_test
from guichet.testing.quality.rule import LEVELS, Rule
from guichet.testing.quality.rule_table import RULES, broken_rules


@dataclass(frozen=True)
class Report:
    """What was found about a plugin."""

    plugin: str
    found: Sequence[tuple[Rule, Sequence[str]]]
    """Each rule that was looked at, and the faults."""
    left_out: Mapping[Rule, str]
    """Rules that this machine cannot look at, with what is missing."""

    @property
    def level(self) -> str:
        """The highest level whose rules hold, with those of the levels before it; empty below the first."""
        reached = ""
        for level in LEVELS:
            if any(rule.level == level and faults for rule, faults in self.found):
                return reached
            reached = level
        return reached

    @property
    def is_at_top(self) -> bool:
        """Whether every rule holds."""
        return self.level == LEVELS[-1]

    def lines(self) -> Iterator[str]:
        """The report, for a terminal."""
        broken = [(rule, faults) for rule, faults in self.found if faults]
        for rule, faults in broken:
            yield f"{rule.name} ({rule.level}): {rule.statement}"
            yield from (f"  - {fault}" for fault in faults)
            yield f"  Why: {rule.reason}"
            yield f"  See: {rule.where}"
            yield ""
        kept = ", ".join(rule.name for rule, faults in self.found if not faults)
        yield f"Kept: {kept or 'none'}"
        yield from (f"Not looked at: {rule.name}, since {reason}" for rule, reason in self.left_out.items())
        without = "".join(f", without {rule.name}" for rule in self.left_out)
        yield f"{self.plugin}: {self.level or 'below bronze'}{without} (guichet plugin check, API {API_VERSION})"


def report_on(plugin: str, settings: Mapping[str, str]) -> Report:
    """Looks at every rule for an installed plugin, at a desk in memory.

    :param settings: keys of the ini file that the plugin needs, without ``guichet.``.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        plugin_under_test(plugin, DeskFactory(Path(folder)), settings) as subject,
    ):
        found = list(broken_rules(subject))
        whole = len(found) > 1
        left_out = {rule: reason for rule in RULES if whole and rule.applies_to(subject.plugin)
                    and (reason := rule.cannot_look())}  # fmt: skip
        return Report(plugin, found, left_out)


def rule_list() -> str:
    """Every rule as Markdown, by level: the list of ``docs/plugin-quality.md``, which a test compares."""
    lines = []
    for level in LEVELS:
        lines += [f"## {level.capitalize()}", "", "| rule | for | what holds | why | remedy |", "|---|---|---|---|---|"]
        for rule in (one for one in RULES if one.level == level):
            page, _hash, _heading = rule.page.partition("#")
            remedy = f"[{page.removesuffix('.md')}]({rule.page})"
            lines.append(f"| `{rule.name}` | {rule.audience} | {rule.statement} | {rule.reason} | {remedy} |")
        lines.append("")
    return "\n".join(lines)
