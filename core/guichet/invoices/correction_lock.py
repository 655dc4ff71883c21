"""What the sender may change in a correction: the answers and documents that the office marked, and what follows.

The rule, on raw answers and without a request, is applied to every set of answers that is evaluated or stored
(`guichet.invoices.evaluation.evaluate_invoice`), wherever it comes from. Open are

* what is marked, with all that is inside: a section, a line, a list; a line that is marked may be removed,
* what did not count in the answers as sent: it counts only if a marked answer makes it,
* what the present answers require and is empty, and what can no longer be read, e.g. since the form has changed.

Documents may be added in any case: the office asks for them at any mark. Everything else stays as it was sent, data of
the beneficiary and of a saved account included. A correction without marks opens the whole form.
Reasons: docs/decisions/0012-correction-marks.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from translationstring import TranslationString

from guichet.declaration import Fields, Issue, Leaf, Lines, Section, complete, error
from guichet.declaration.completeness import REQUIRED
from guichet.declaration.evaluation import UNREADABLE
from guichet.declaration.fields import Field, join
from guichet.declaration.form_tree import content_of
from guichet.declaration.header import InvoiceHeader
from guichet.declaration.kinds import free_text_problem
from guichet.declaration.summary import printed_together
from guichet.i18n import _
from guichet.invoices.corrections import DOCUMENTS, MAX_REPLY, Mark
from guichet.invoices.header import HEADER_PARTS
from guichet.invoices.models import Invoice

DETAILS = "details"
UNANSWERED = "correction"
"""Code of the error at a mark that has neither a change nor an answer, or one that cannot be taken."""
ANSWER = _("Modifiez ce point, ou écrivez votre réponse à l’office")
ANSWER_MISSING = _("Joignez-le, ou écrivez votre réponse à l’office")
"""At the mark « Document manquant »."""


@dataclass(frozen=True)
class CorrectionLock:
    """The rule for one correction. Paths are those of the whole form; lines have their numbers as sent."""

    header_form: type[Fields]
    form: type[Fields]
    header: InvoiceHeader
    """As sent."""
    sent: Mapping[str, Any]
    """The raw answers as sent, complete."""
    saved: Mapping[str, Any]
    """The raw answers as saved: sent ones with the changes so far."""
    marks: Sequence[Mark]
    kept_lines: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """See `~guichet.invoices.corrections.Correction.lines`."""
    sent_documents: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    """Ids of the attached documents, as sent and now."""
    uncounted: frozenset[str] = frozenset()
    """Paths of what did not count in the answers as sent."""
    needed: frozenset[str] = frozenset()
    """Paths of what the present answers require, or that can no longer be read."""

    @cached_property
    def marked(self) -> frozenset[str]:
        """Paths of all questions, lines, lists and sections that the marks name."""
        return frozenset(path for mark in self.marks for path in self._named(mark.path))

    def is_open(self, path: str) -> bool:
        """Whether the answer at a path, or what it is inside of, may be changed."""
        return any(part in self._open for part in _around(path))

    def is_open_within(self, path: str) -> bool:
        """Whether an answer at a path or inside of it may be changed, beside those that follow from another one."""
        inside = f"{path}."
        return self.is_open(path) or any(one.startswith(inside) for one in self.marked | self.needed)

    def part_is_open(self, part: str) -> bool:
        """Whether a part of the header is filled in from the answers and from what is saved with the person today."""
        return any(one.partition(".")[0] == part for one in self.marked | self.needed)

    def permitted(self, posted: Mapping[str, Any]) -> dict[str, Any]:
        """The saved answers with those ``posted`` ones that may change."""
        versions = _Versions(self.sent, self.saved, posted)
        header = self._form(self.header_form, versions, "")
        return {**header, DETAILS: self._form(self.form, versions.answer(DETAILS), DETAILS)}

    def as_sent(self, header: InvoiceHeader) -> InvoiceHeader:
        """The header of today with what is not open as it was sent."""
        kept = {name for name, part in HEADER_PARTS.items() if not self.part_is_open(part)}
        return replace(header, **{name: getattr(self.header, name) for name in kept})

    def required_by(self, issues: Iterable[Issue], cstruct: Mapping[str, Any]) -> frozenset[str]:
        """Paths of locked answers, with line numbers as sent, that the errors ask for: empty or unreadable ones."""
        found = set()
        for issue in issues:
            path = self.sent_path(issue.path)
            answer = _at(cstruct, issue.path)
            asked = issue.code == UNREADABLE or (issue.code == REQUIRED and answer == []) or answer == ""
            if asked and not self.is_open(path):
                found.add(path)
        return frozenset(found)

    def unanswered(self, cstruct: Mapping[str, Any], header: InvoiceHeader) -> Iterator[Issue]:
        """An error at each mark that has neither a change nor an answer, or an answer that cannot be taken as it is."""
        for mark in self.marks:
            problem = free_text_problem(mark.reply, MAX_REPLY)
            if problem is None and not (mark.reply or self.is_changed(mark.path, cstruct, header)):
                problem = to_answer(mark.path)
            if problem is not None:
                yield error(mark.path, UNANSWERED, problem)

    def changed(self, cstruct: Mapping[str, Any], header: InvoiceHeader) -> list[str]:
        """Paths of the marks that were changed."""
        return [mark.path for mark in self.marks if self.is_changed(mark.path, cstruct, header)]

    def is_changed(self, path: str, cstruct: Mapping[str, Any], header: InvoiceHeader) -> bool:
        """Whether what a mark names differs from what was sent."""
        if path == DOCUMENTS:
            return bool(self.documents - self.sent_documents)
        top, _dot, rest = path.partition(".")
        if top == DOCUMENTS:
            return rest not in self.documents
        if top != DETAILS:
            part = HEADER_PARTS.get(top, top)
            names = [name for name, one in HEADER_PARTS.items() if one == part]
            return any(getattr(header, name) != getattr(self.header, name) for name in names)
        now, sent = complete(self.form, cstruct.get(DETAILS)), {DETAILS: self.sent.get(DETAILS)}
        places = ((one, self.page_path(one)) for one in self._named(path))
        return any(place is None or _at({DETAILS: now}, place) != _at(sent, one) for one, place in places)

    def sent_path(self, path: str) -> str:
        """The path, with the numbers of lines as sent, of a path with those of the form now."""
        for place, numbers in self.kept_lines.items():
            number, rest = _number(path, place)
            if number is not None and number < len(numbers):
                return f"{place}.{numbers[number]}{rest}"
        return path

    def page_path(self, path: str) -> str | None:
        """The inverse of `sent_path`; None for a line that was removed."""
        for place, numbers in self.kept_lines.items():
            number, rest = _number(path, place)
            if number is not None:
                return f"{place}.{list(numbers).index(number)}{rest}" if number in numbers else None
        return path

    def may_remove_line(self, path: str) -> bool:
        """Whether a line of the form now, given by its path, may be taken out of a list that is not open as a whole."""
        around, _dot, number = path.rpartition(".")
        # Of the lists of the form itself, ``details.lines.3``: those inside a line are not compared line by line.
        return around.count(".") == 1 and number.isdecimal() and self.sent_path(path) in self.marked

    def may_remove_document(self, document_id: str) -> bool:
        """Whether a document may be removed or replaced: a marked one, or one that came with this correction."""
        return document_id not in self.sent_documents or join(DOCUMENTS, document_id) in self.marked

    @cached_property
    def _open(self) -> frozenset[str]:
        return self.marked | self.uncounted | self.needed

    def _named(self, path: str) -> Iterator[str]:
        """The questions of a row: those that are printed together, or the one part of the header."""
        top, _dot, inside = path.partition(".")
        if top != DETAILS:
            yield HEADER_PARTS.get(path, path)
            return
        around, _dot, name = inside.rpartition(".")
        # A line has one row for all its questions: one of them that is marked stands for itself.
        owner = None if around.rpartition(".")[2].isdecimal() else _owner(self.form, around)
        groups = printed_together(owner) if owner is not None else ()
        group = next((group for group in groups if group[0].name == name), ())
        yield path
        yield from (join(join(DETAILS, around), one.name) for one in group if isinstance(one, Leaf))

    def _form(self, owner: type[Fields], versions: "_Versions", path: str) -> dict[str, Any]:
        answers = dict(_mapping(versions.saved))
        for name, question in owner.fields.items():
            answers[name] = self._answer(question, versions.answer(name), join(path, name))
        return answers

    def _answer(self, question: Field[Any], versions: "_Versions", path: str) -> Any:
        if path in self._open:
            return versions.saved if versions.posted is None else versions.posted
        if isinstance(question, Section):
            return self._form(question.content, versions, path)
        if isinstance(question, Lines):
            return self._lines(question, versions, path)
        return versions.sent

    def _lines(self, question: Lines[Any], versions: "_Versions", path: str) -> list[Any]:
        """The lines that were sent and not removed; answers of a list of another length belong to none of them."""
        sent, saved, posted = map(_sequence, versions)
        numbers = [number for number in self.kept_lines.get(path, range(len(sent))) if number < len(sent)]
        lines = [sent[number] for number in numbers]
        now = saved if len(saved) == len(lines) else lines
        given = posted if len(posted) == len(lines) else now
        found = []
        for number, line in zip(numbers, map(_Versions, lines, now, given), strict=True):
            here = join(path, number)
            found.append(line.posted if here in self._open else self._form(question.line, line, here))
        return found


class _Versions(NamedTuple):
    """The raw answers at one place as sent, as saved and as posted."""

    sent: Any
    saved: Any
    posted: Any

    def answer(self, name: str) -> "_Versions":
        """Those to one question inside."""
        return _Versions(*(_mapping(raw).get(name) for raw in self))


def lock_of(invoice: Invoice, header_form: type[Fields], form: type[Fields]) -> CorrectionLock | None:
    """The rule for an invoice; None where everything may change: a draft, and a correction without marks.

    Without ``uncounted`` and ``needed``, which an evaluation fills in: see `guichet.invoices.evaluation`.
    """
    correction = invoice.correction
    if correction is None or not correction.marks:
        return None
    return CorrectionLock(
        header_form=header_form,
        form=form,
        header=invoice.latest.frozen.header,
        sent=_complete(header_form, form, correction.sent_answers),
        saved=_complete(header_form, form, invoice.cstruct),
        marks=correction.marks,
        kept_lines=correction.kept_lines,
        sent_documents=frozenset(invoice.latest.attachments),
        documents=frozenset(one.id for one in invoice.documents),
    )


def to_answer(path: str) -> TranslationString:
    """What the sender has to do about a mark."""
    return ANSWER_MISSING if path == DOCUMENTS else ANSWER


def _complete(header_form: type[Fields], form: type[Fields], cstruct: Mapping[str, Any]) -> dict[str, Any]:
    return complete(header_form, cstruct) | {DETAILS: complete(form, cstruct.get(DETAILS))}


def _around(path: str) -> list[str]:
    """The path and those around it, the outermost first."""
    names = path.split(".")
    return [".".join(names[: n + 1]) for n in range(len(names))]


def _number(path: str, place: str) -> tuple[int | None, str]:
    """Number of the line of the list ``place`` that a path is in, and the rest of the path with its dot."""
    if not path.startswith(f"{place}."):
        return None, ""
    number, dot, rest = path[len(place) + 1 :].partition(".")
    # Of a posted path: Python reads no number of more than 4300 digits.
    return (int(number), dot + rest) if number.isdecimal() and len(number) < 6 else (None, "")


def _owner(form: type[Fields], path: str) -> type[Fields] | None:
    """The class of the record at a path of a form; None for a path that leads to a list or nowhere."""
    owner: type[Fields] | None = form
    names = iter(path.split(".") if path else ())
    for name in names:
        question = owner.fields.get(name) if owner is not None else None
        owner = content_of(question) if question is not None else None
        if isinstance(question, Lines) and not next(names, "").isdecimal():
            return None
    return owner


def _at(cstruct: Any, path: str) -> Any:
    """The raw answer at a path; None where there is none."""
    found = cstruct
    for name in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(name)
        elif isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        else:
            return None
    return found


def _mapping(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _sequence(raw: Any) -> Sequence[Any]:
    return raw if isinstance(raw, list | tuple) else []
