"""Panels: the sections that plugins add to pages of the core."""

from dataclasses import dataclass

import structlog
from chameleon.utils import Markup
from pyramid.renderers import render
from pyramid.request import Request
from transaction.interfaces import TransientError
from translationstring import TranslationString

from guichet.interfaces import Slot

log = structlog.get_logger()


@dataclass(frozen=True)
class DrawnPanel:
    """A panel as a page shows it."""

    heading: TranslationString
    body: Markup


def draw_panels(request: Request, slot: Slot, context: object) -> list[DrawnPanel]:
    """The plugins' panels for a slot; one that cannot be drawn is logged and left out."""
    drawn = []
    for plugin, panel in request.desk.plugins.panels(slot, request, context):
        try:
            body = render(panel.renderer, dict(panel.values), request)
        except TransientError:  # a conflict in the database: pyramid_retry repeats the whole request
            raise
        except Exception as error:  # a template may raise whatever its expressions raise
            log.error("plugin_panel_failed", plugin=plugin, slot=slot, exc_info=error)
        else:
            drawn.append(DrawnPanel(panel.heading, Markup(body)))
    return drawn
