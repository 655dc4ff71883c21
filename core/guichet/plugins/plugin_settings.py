"""Settings of plugins: ``guichet.plugin.NAME.key`` of the ini file, declared as those of the core are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from guichet.plugins.errors import PluginError, wrong_return
from guichet.settings import Setting, Settings, read_plugin, refuse_unknown_plugins


def with_values(read: Settings, usable: Mapping[str, object], broken: Iterable[str]) -> Settings:
    """The settings with the values of the plugins' own.

    Lines of a plugin whose name is in ``broken`` are not read: the file may be right and the plugin broken. Raises
    :class:`~guichet.settings.SettingsError` for a plugin without settings, an unknown or missing key and an unreadable
    value.
    """
    declared = {name: declared_settings(name, plugin) for name, plugin in usable.items()}
    refuse_unknown_plugins(read, [*(name for name, settings in declared.items() if settings), *broken])
    values = {name: read_plugin(read, name, settings) for name, settings in declared.items()}
    return replace(read, plugin_values=values)


def settings_of(usable: Mapping[str, object]) -> dict[str, Sequence[Setting]]:
    """The settings that each plugin declares, of those that declare any."""
    declared = {name: declared_settings(name, plugin) for name, plugin in usable.items()}
    return {name: settings for name, settings in declared.items() if settings}


def declared_settings(name: str, plugin: object) -> Sequence[Setting]:
    """The settings that a plugin declares. Raises :class:`PluginError` when they are none, or a name is there twice."""
    # Called without a plugin manager: settings are read before there is a desk, and for all plugins once.
    hook = getattr(plugin, "guichet_settings", None)
    if hook is None:
        return ()
    try:
        declared = tuple(hook())
    except Exception as error:
        raise PluginError(f"plugin {name}: guichet_settings raised {error!r}; return a list of Setting") from error
    for setting in declared:
        if not isinstance(setting, Setting):
            raise wrong_return(name, "guichet_settings", setting, "return a list of Setting")
    names = [setting.name for setting in declared]
    for twice in {one for one in names if names.count(one) > 1}:
        raise wrong_return(name, "guichet_settings", twice, "name each setting once")
    return declared
