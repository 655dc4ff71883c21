"""Pages that ask about the latest event of a case, and do nothing where another one has happened since."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.invoices.models import Invoice
from guichet.web.form_view import FormView
from guichet.web.forms.nodes import Hidden

EVENT = "event"
"""Name of the hidden field with the number of the event that the page shows, counted from 1."""


class LatestEventView(FormView):
    """A form about the latest event of an invoice."""

    context: Invoice
    overtaken: str
    """Code of the notice on the review, where that event is no longer the latest."""

    def schema(self) -> colander.SchemaNode:
        """The event that the page shows."""
        return colander.Schema(children=[Hidden(name=EVENT, missing="")])

    def initial(self) -> dict[str, Any]:
        """The latest event."""
        return {EVENT: str(len(self.context.events))}

    def before_validation(self) -> HTTPSeeOther | None:
        """The case, where something has happened since the page was shown: the form would act on it unread."""
        shown = self.request.posted(EVENT) == str(len(self.context.events))
        return None if shown else self.done(self.overtaken, self.context, "review")
