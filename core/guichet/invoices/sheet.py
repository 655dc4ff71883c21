"""The form of one invoice in one request: what was typed, what it comes to, what stands against sending it."""

from collections.abc import Mapping, Sequence
from typing import Any

from chameleon.utils import Markup
from deform import ValidationFailure
from pyramid.request import Request

from guichet import clock
from guichet.i18n import _
from guichet.invoices.lifecycle import EDITABLE
from guichet.invoices.models import Invoice
from guichet.invoices.reading import Reading
from guichet.invoices.types import Computation, Problem
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, ProblemLink

# The first button is the hidden one that the Enter key presses; the page draws the visible ones itself.
SEND = (Button("send", _("Envoyer ma demande")),)


def reading_of(request: Request, invoice: Invoice) -> Reading:
    """The invoice as it stands today."""
    return Reading(request.desk.plugins, invoice, clock.today())


def open_sheet(request: Request, invoice: Invoice) -> "Sheet | None":
    """The form of an invoice that its sender may still change; ``None`` once it is with the office."""
    return Sheet(request, reading_of(request, invoice)) if invoice.state in EDITABLE else None


class Sheet:
    """The form with the raw answers it shows; those kept with the invoice, until others are given."""

    def __init__(self, request: Request, reading: Reading) -> None:
        self.localize = request.localize
        self.reading = reading
        self.invoice = reading.invoice
        path = request.resource_path(reading.invoice, "edit")
        self.form = new_form(request, reading.schema, action=path, multipart=True, submit=SEND, line_amounts={})
        self.show(reading.raw)

    def show(self, raw: dict[str, Any]) -> None:
        """Takes other raw answers in place of those before."""
        self.raw = raw
        self.understood = self.reading.understood(raw)
        self.form.show(raw)

    @property
    def computation(self) -> Computation:
        """The amounts, as far as what is typed tells."""
        return self.reading.compute(self.understood)

    def line_amounts(self, computation: Computation) -> Mapping[str, tuple[str, str]]:
        """Formula and amount to print under each line, by the line's path."""
        return {
            f"details.lines.{number}": (
                " · ".join(self.localize(part.formula) for part in line.parts),
                self.localize.money(line.amount),
            )
            for number, line in enumerate(computation.lines)
            if line.parts
        }

    def answers(self) -> dict[str, Any] | None:
        """The answers when nothing blocks them; otherwise ``None``, and the form says at each field what to mend."""
        try:
            answers = self.form.check(self.raw)
        except ValidationFailure:
            return None
        blocking = [problem for problem in self.reading.problems(answers) if problem.level == "block"]
        for problem in blocking:
            if problem.field != "documents":
                self.form.add_problem(problem.field, problem.message)
        return None if blocking else answers

    def warnings(self, answers: Mapping[str, Any]) -> list[Problem]:
        """What the sender should look at once more."""
        problems = self.reading.problems(answers)
        return [problem for problem in problems if problem.level == "warn" and not problem.for_office_only]

    def missing_documents(self) -> list[ProblemLink]:
        """The documents that are missing, as links to where they are attached."""
        kinds = {document.kind for document in self.invoice.documents}
        reasons = [
            self.localize(proof.reason) for proof in self.reading.proofs(self.understood) if proof.kind not in kinds
        ]
        return [ProblemLink("#file", reason) for reason in dict.fromkeys(reasons)]

    def summary(self, problems: Sequence[ProblemLink]) -> Markup | str:
        """The box above the heading that lists what to mend."""
        return self.form.context.draw("problem", problems=problems) if problems else ""
