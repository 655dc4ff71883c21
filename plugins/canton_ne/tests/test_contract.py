"""The rules that every plugin keeps to, see docs/plugin-quality.md."""

from guichet.testing import PluginContract


class TestContract(PluginContract):
    plugin = "canton_ne"
