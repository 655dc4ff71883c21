"""« Demander une correction »: marked rows and documents, each with a reason, and one message."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import colander
from translationstring import TranslationString

from guichet import clock
from guichet.declaration.kinds import free_text_problem
from guichet.i18n import _
from guichet.invoices import mails
from guichet.invoices.correction_dates import usual_deadline
from guichet.invoices.corrections import Mark
from guichet.invoices.frozen import Texts
from guichet.invoices.invoice_readings import INVOICE_READ
from guichet.invoices.models import Invoice
from guichet.messages.mail_templates import WrittenText
from guichet.office.cases.markable import MARKED, LineFields, line_fields, markable, markable_rows
from guichet.office.decisions import decision_actions
from guichet.office.decisions.deadline_page import deadline_node
from guichet.office.decisions.decision_pages import FORM, MessageView
from guichet.office.reasons.models import CORRECTIONS, Reasons, ReasonText
from guichet.office.reasons.offered_reasons import offered_reasons
from guichet.values import ParseError, free_text
from guichet.web.form_view import form_view
from guichet.web.forms.form import ProblemLink, draw_summary

REASON, WORDS = "reason-", "words-"
"""Before the path of a mark: names of the controls for the chosen reason, and for words of the officer's own."""
POINTS = _("Corrigez les points signalés.")
"""The message where the officer has written none, since each marked point says what is asked."""
LABELLED = _("${label} : ${text}")
UNREASONED = _("Choisissez un motif, ou écrivez-le en 500 signes au plus")
UNREASONED_MARK = _("${label} : choisissez un motif, ou écrivez-le en 500 signes au plus")
"""The same in the summary, where a label is before it."""
MAX_WORDS = 500
"""Characters of the officer's own words about one mark."""


class MarkProblem(NamedTuple):
    """What is wrong with the reason of a mark."""

    control: str
    """`REASON` or `WORDS`."""
    text: TranslationString
    labelled: TranslationString = LABELLED
    """For the summary, with ``label`` and ``text``."""


class MarkRow(NamedTuple):
    """One row of the page."""

    path: str
    label: str
    values: tuple[str, ...]
    marked: bool
    reason: str
    """Id of the chosen reason; empty for none."""
    words: str
    problem: MarkProblem | None
    inside: "tuple[MarkRow, ...]" = ()
    """Answers of the same line that are not marked; of the first mark of a line."""


@form_view(context=Invoice, name="request-correction", permission="review", renderer=FORM, personal_data=INVOICE_READ)
class RequestCorrection(MessageView):
    """« Demander une correction »: what was marked on the review page, or is marked here."""

    title = _("Demander une correction")
    effect = _(
        "La demande retourne à son expéditeur avec votre message. Il ne peut modifier que les points signalés ; sans "
        "point signalé, tout le formulaire."
    )
    label = _("Demander la correction")
    notice = "correction-requested"
    mail = mails.CORRECTION_REQUESTED
    message_label = _("Message à l’expéditeur")
    hint = _("Ce qui doit être corrigé, et où le trouver, sans indication sur la santé.")
    missing = _("Saisissez ce qui doit être corrigé")

    def schema(self) -> colander.SchemaNode:
        """The message, optional where points are marked with reasons, and an own deadline for this case."""
        schema = super().schema()
        if self._marked:
            schema["message"].missing = ""
            schema["message"].optional = True
            # Reasons have their own languages: none is asked of an officer who writes nothing.
            if "language" in schema and not self._writes:
                schema["language"].missing = ""
        schema.add(deadline_node(optional=True, description=self._usual_deadline))
        return schema

    def message(self, answers: Mapping[str, Any]) -> WrittenText:
        """The message as typed, or the sentence that leads to the marked points, in the reader's language."""
        if answers["message"]:
            return super().message(answers)
        language = self.reader.language if self.reader else self.language(answers)
        return WrittenText(self.request.desk.localizer(language)(POINTS), language)

    def deadline(self, answers: Mapping[str, Any]) -> date | None:
        """The stated one, or the office's usual one."""
        stated: date | None = answers["deadline"]
        return stated or usual_deadline(clock.now(), self.request.desk.tenant.correction_days)

    def stated(self, answers: Mapping[str, Any]) -> Sequence[str]:
        """The deadline, which the mail names."""
        return [str(answers["deadline"] or "")]

    def decide(self, answers: dict[str, Any]) -> None:
        """Returns the invoice to its sender."""
        ctx, message, marks = self.request.action_context, self.message(answers), self.marks()
        decision_actions.request_correction(
            ctx,
            self.context,
            str(message),
            {mark.path: mark.reasons for mark in marks},
            chosen={mark.path: mark.reason_id for mark in marks},
            deadline=answers["deadline"],
            language=message.language,
            revision_number=self.revision_number,
        )

    @property
    def _usual_deadline(self) -> TranslationString:
        """What is so without an own deadline."""
        usual = usual_deadline(clock.now(), self.request.desk.tenant.correction_days)
        if usual is None:
            return _("Sans date, l’office ne fixe aucun délai.")
        return _("Sans date, le délai habituel : le ${day}.", mapping={"day": usual})

    def success(self, answers: dict[str, Any]) -> Any:
        """Asks for a reason of each mark before anything else; the page names those that lack one."""
        return self.show_again(422) if self._mark_problems else super().success(answers)

    @cached_property
    def _mark_problems(self) -> Mapping[str, MarkProblem]:
        """What is wrong with the reason of a mark, by path."""
        found = {mark.path: self._mark_problem(mark) for mark in self.marks()}
        return {path: problem for path, problem in found.items() if problem is not None}

    def _mark_problem(self, mark: Mark) -> MarkProblem | None:
        unwritten = free_text_problem(self._typed_at(WORDS, mark.path), MAX_WORDS, long=True)
        if unwritten is not None:
            return MarkProblem(WORDS, unwritten)
        return None if mark.reasons else MarkProblem(REASON, UNREASONED, UNREASONED_MARK)

    def marks(self) -> list[Mark]:
        """The marked rows with their labels and reasons, in the order of the form."""
        frozen, desk = self.context.latest.frozen, self.request.desk
        labels = markable(frozen, [desk.localizer(one) for one in frozen.languages], self._fields)
        return [
            Mark(path, texts, self._reason(path), reason_id=self._reason_id(path))
            for path, texts in labels.items()
            if path in self._marked
        ]

    def page(self) -> dict[str, Any]:
        """The rows beside what every decision shows."""
        rows, localize = list(self._rows()), self.request.localize
        links = [
            ProblemLink(
                f"#{row.problem.control}{row.path}",
                localize(row.problem.labelled, label=row.label, text=localize(row.problem.text)),
            )
            for row in rows
            if row.problem is not None
        ]
        problems = [*links, *self.form.problems]
        return super().page() | {
            "rows": rows,
            "problems": problems,
            "summary": draw_summary(self.form.context, problems),
            "marked_name": MARKED,
            "reason_name": REASON,
            "words_name": WORDS,
            "reasons": self._offered,
        }

    def _rows(self) -> Iterator[MarkRow]:
        """The rows of the revision; an answer inside a line by itself where it is marked, else beside a mark."""
        found = markable_rows(self.context.latest.frozen, self.request.localize, self._fields)
        # Of a page that was refused: one that only shows more rows, or the mail, asks for nothing yet.
        problems = self._mark_problems if self.request.response.status_int >= 400 else {}
        rows = [
            MarkRow(
                *row,
                row.path in self._marked,
                self._typed_at(REASON, row.path),
                self._typed_at(WORDS, row.path),
                problems.get(row.path),
            )
            for row in found
        ]
        quiet: dict[str, list[MarkRow]] = {}
        for row in rows:
            if self._line_of(row.path) and not row.marked:
                quiet.setdefault(self._line_of(row.path), []).append(row)
        for row in rows:
            if row.marked:
                yield row._replace(inside=tuple(quiet.pop(self._line_of(row.path) or row.path, ())))
            elif not self._line_of(row.path):
                yield row

    @cached_property
    def _marked(self) -> frozenset[str]:
        """Paths that were ticked here, or on the review page, whose form leads to this address.

        A line of which single answers are ticked is not marked as a whole.
        """
        posted = (value for name, value in self.controls if name == MARKED)
        ticked = frozenset(map(str, posted if self.controls else self.request.GET.getall(MARKED)))
        return ticked - {self._line_of(path) for path in ticked}

    @cached_property
    def _fields(self) -> LineFields:
        return line_fields(self.request.desk.plugins, self.context.latest.frozen)

    def _line_of(self, path: str) -> str:
        """The path of the line that an answer is in; empty for anything else."""
        line = path.rpartition(".")[0]
        return line if line in self._fields else ""

    def _typed_at(self, name: str, path: str) -> str:
        """What was typed about a mark, or else about its line."""
        own = self._texts.get(f"{name}{path}")
        return self._texts.get(f"{name}{self._line_of(path)}", "") if own is None else own

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return {name: str(value) for name, value in self.controls if name.startswith((REASON, WORDS))}

    @property
    def _writes(self) -> bool:
        """Whether the officer has written anything, here or about a mark."""
        texts = {"message": dict(self.controls).get("message", ""), **self._texts}
        return any(text.strip() for name, text in texts.items() if not name.startswith(REASON))

    @property
    def _reasons(self) -> Reasons:
        found: Reasons = self.request.root[CORRECTIONS]
        return found

    @cached_property
    def _offered(self) -> list[tuple[str, ReasonText]]:
        return offered_reasons(self.request.desk, self._reasons, self.context.type_id, self.request.localize.language)

    def _reason_id(self, path: str) -> str:
        """Of the chosen reason; empty for none, and for one that is no longer offered for this form."""
        chosen = self._typed_at(REASON, path)
        return chosen if chosen in dict(self._offered) else ""

    def _reason(self, path: str) -> Texts:
        """The texts of the chosen reason, each with the officer's own words behind it; none for a mark without any."""
        chosen = self._reasons.get(self._reason_id(path))
        try:
            words = free_text.parse(self._typed_at(WORDS, path), MAX_WORDS, long=True)
        except ParseError as problem:
            if problem.reason != "empty":
                return {}
            words = ""
        if chosen is None:
            return {self._words_language: words} if words else {}
        texts = (ReasonText(*one) for one in chosen.texts)
        return {one.language: f"{one.text} {words}".strip() for one in texts}

    @property
    def _words_language(self) -> str:
        stated = dict(self.controls).get("language", "")
        return stated if stated in self.request.desk.tenant.languages else self.request.localize.language
