"""The page « Extensions »: every installed plugin with its version, whether this desk uses it, and why not."""

from typing import Any, NamedTuple

from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.i18n import _
from guichet.plugins.plugin_states import PluginState
from guichet.store.models import Portal
from guichet.web.personal_data import NotRecorded

NAME = "extensions"


class Use(NamedTuple):
    """Whether the desk uses a plugin, as a tag."""

    tag: TranslationString
    tint: str
    """CSS class of the tag."""


@view_config(
    context=Portal,
    name=NAME,
    request_method="GET",
    permission="administrators",
    personal_data=NotRecorded("plugins alone, no person"),
    renderer="templates/extensions.pt",
)
def extensions(request: Request) -> dict[str, Any]:
    """The plugins of the process, first those that cannot be used."""
    rows = [(state, _use(request, state), _hooks(request, state)) for state in request.desk.plugins.states]
    return {
        "title": _("Extensions"),
        "density": "dense",
        "rows": sorted(rows, key=lambda row: (not row[0].problem, row[0].name)),
    }


def _use(request: Request, state: PluginState) -> Use:
    if state.problem:
        return Use(_("Inutilisable"), "no")
    if state.name in request.desk.plugins.names:
        return Use(_("Active"), "ok")
    return Use(_("D’un autre guichet"), "rest")


def _hooks(request: Request, state: PluginState) -> str:
    """« 5 fonctions »."""
    text: str = request.localize.plural(len(state.hooks), _("${n} fonction"), _("${n} fonctions"))
    return text
