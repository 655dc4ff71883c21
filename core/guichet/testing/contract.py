"""The contract of a plugin as tests: a class in the plugin's own tests, nothing more.

::

    from guichet.testing import PluginContract


    class TestContract(PluginContract):
        plugin = "canton_vd"

Each rule of :mod:`guichet.testing.quality` that is for the plugin is a test, named after it. ``guichet plugin check``
reports the same.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from guichet.testing.plugin_under_test import PluginUnderTest


class PluginContract:
    """The rules for an installed plugin, one test for each."""

    plugin: ClassVar[str]
    """Name of the plugin's entry point."""
    settings: ClassVar[Mapping[str, str]] = {}
    """Keys of the ini file that the plugin needs, without ``guichet.``: ``{"plugin.canton_vd.archive": "https://…"}``."""

    def pytest_generate_tests(self, metafunc: Any) -> None:
        """Makes a test of each rule that is for the plugin; of the first alone for one that cannot be imported."""
        # Imported here: pytest loads this module before the cache of templates has been set, and a server without
        # pytest imports this package.
        from guichet.plugins import installed
        from guichet.testing.quality.rule_table import RULES, rules_for

        plugin = installed().get(self.plugin)
        rules = RULES[:1] if plugin is None else tuple(rules_for(plugin))
        if "rule" in metafunc.fixturenames:
            metafunc.parametrize("rule", rules, ids=[rule.name for rule in rules])

    def test_plugin_keeps_to(self, rule: Any, plugin_under_test: "PluginUnderTest") -> None:
        """Fails with every fault, the reason of the rule, and where the documentation has the remedy."""
        found = rule.broken_by(plugin_under_test)
        lines = (rule.statement, *(f"- {fault}" for fault in found), f"Why: {rule.reason}", f"See: {rule.where}")
        assert not found, "\n".join(lines)
