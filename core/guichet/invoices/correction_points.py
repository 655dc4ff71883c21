"""The marks of a correction as the form shows them: each at its field, with reason, answer and state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chameleon.utils import Markup
from pyramid.renderers import render
from pyramid.request import Request
from translationstring import TranslationString

from guichet.invoices.correction_lock import UNANSWERED
from guichet.invoices.correction_replies import REPLY, typed_replies
from guichet.invoices.corrections import DOCUMENTS, Mark
from guichet.invoices.evaluation import Evaluation
from guichet.web.forms.dense_lists import Calendar
from guichet.web.forms.field import Field
from guichet.web.forms.form import Form, ProblemLink
from guichet.web.html_frames import Html

TEMPLATE = "guichet.invoices:templates/point.pt"


@dataclass(frozen=True)
class Point:
    """One mark on the page of the form."""

    number: int
    """From 1, in the order of the form."""
    path: str
    """On the page; that of the mark where the sender has removed the line."""
    label: str
    language: str
    """Of the reason."""
    reason: str
    reply: str
    answered: bool
    """Whether there is a change or an answer."""
    removed: bool
    """Whether it is a line that the sender has removed."""
    problem: str = ""

    @property
    def id(self) -> str:
        """Of its element on the page."""
        return f"point-{self.number}"

    @property
    def name(self) -> str:
        """Of its answer among the controls."""
        return f"{REPLY}{self.number}"


def points(request: Request, evaluation: Evaluation, *, checked: bool) -> list[Point]:
    """The marks of the correction; none outside of one. ``checked`` shows what is left to answer as a problem."""
    lock = evaluation.lock
    if lock is None:
        return []
    open_marks = {issue.path: issue.message for issue in evaluation.errors if issue.code == UNANSWERED}
    found = [
        _point(request, number, mark, lock.page_path(mark.path), open_marks.get(mark.path), checked)
        for number, mark in enumerate(lock.marks, start=1)
    ]
    typed, refused = typed_replies(request), request.typed_form.problems if request.typed_form else ()
    said = {name: texts[request.localize.language] for name, texts in refused}
    return [
        replace(one, reply=typed.get(one.name, one.reply), problem=said.get(one.name, one.problem)) for one in found
    ]


def _point(
    request: Request, number: int, mark: Mark, place: str | None, problem: TranslationString | str | None, checked: bool
) -> Point:
    localize = request.localize
    language, reason = mark.reason(localize.language)
    return Point(
        number=number,
        path=mark.path if place is None else place,
        label=mark.label(localize.language),
        language="" if language == localize.language else language,
        reason=reason,
        reply=mark.reply,
        answered=problem is None,
        removed=place is None,
        problem=localize(problem) if problem is not None and checked else "",
    )


def problems(found: Sequence[Point]) -> list[ProblemLink]:
    """A link to the answer of each mark that is still open."""
    return [ProblemLink(f"#{one.name}", f"{one.label}, {_small(one.problem)}") for one in found if one.problem]


def place(request: Request, form: Form, found: Sequence[Point]) -> dict[str, Markup]:
    """Draws each mark at its field in ``form``; returns what stands outside of it, by the part of the page.

    Parts are ``"beneficiary"``, ``"documents"`` and ``"removed"``, for a line that is gone.
    """
    inside: dict[str, str] = {}
    outside: dict[str, str] = {}
    for one in found:
        part = _outside(one)
        into, path = (outside, part) if part else (inside, _field(form, one.path).path)
        into[path] = into.get(path, "") + render(TEMPLATE, {"point": one}, request)
    form.context.beside = {path: Html(text) for path, text in inside.items()}
    return {path: Markup(text) for path, text in outside.items()}


def _outside(point: Point) -> str:
    if point.removed:
        return "removed"
    top = point.path.partition(".")[0]
    # Beneficiary and representative are no questions of the form.
    return {DOCUMENTS: DOCUMENTS, "beneficiary": "beneficiary", "representative": "beneficiary"}.get(top, "")


def _field(form: Form, path: str) -> Field:
    """The field of a path; the calendar around a day, whose cell has room for nothing but its input."""
    field: Field | None = form.find(path)
    around = field
    while around is not None:
        field = around if isinstance(around, Calendar) else field
        around = around.parent
    return field or form


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
