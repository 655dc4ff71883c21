"""Two people, or two pages of one person, who change the same draft: what differs, and what is kept of each.

An older page never overwrites newer answers. Its answers are compared with the saved ones, question by question; a
line that only one of the two has is one choice. Where the answers are known that the older page showed when it was
opened, only what both have changed needs a choice.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from translationstring import TranslationString

from guichet.declaration import Choice, Fields, Leaf, Lines, Section, YesNo
from guichet.declaration.fields import join
from guichet.i18n import Localizer, _
from guichet.invoices.line_pairs import comparable, is_blank, line_pairs

Cstruct = Mapping[str, Any]
NOT_THERE = _("N’a pas cette ligne")
EMPTY_LINE = _("Ligne vide")
NOT_ANSWERED = _("Non renseigné")
ChangedBy = Literal["here", "there", "both"]
"""On which page an answer was changed: on the older one, on the one that has saved, or on both, or it is not known."""
Shown = tuple[str | TranslationString, ...]
"""What an answer is read as; of a line, one text for each answer."""


@dataclass(frozen=True)
class Version:
    """One of two sets of raw answers, or a part of one."""

    raw: Any
    path: str = ""
    irrelevant: Collection[str] = frozenset()
    """Paths of the questions, lists and sections that its own choices put away."""
    counts: bool = True
    """False inside of what is put away."""

    def inside(self, name: str | int, raw: Any) -> "Version":
        """The answer to one question, or one line."""
        path = join(self.path, name)
        return replace(self, raw=raw, path=path, counts=self.counts and path not in self.irrelevant)

    def answer(self, name: str) -> "Version":
        """The answer to a question of a form, section or line; of none where the raw answers are no mapping."""
        return self.inside(name, _mapping(self.raw).get(name))

    def lines(self) -> "list[Version]":
        """The lines of a list."""
        return [self.inside(number, raw) for number, raw in enumerate(_sequence(self.raw))]


@dataclass(frozen=True)
class Difference:
    """One question that has two answers, or one line that only one of the two has."""

    path: str
    """Of the question on the older page. A line that only the saved answers have is named for its place among them."""
    titles: tuple[TranslationString, ...]
    """« Trajet 2 », « Kilomètres »."""
    typed: Shown
    """As it was typed on the older page, readable."""
    saved: Shown
    typed_counts: bool = True
    """False for an answer that the other choices of its version put away."""
    saved_counts: bool = True
    suggests_typed: bool = False
    """Whether only the older page has an answer here: then that one is suggested, so that no answer is lost."""
    changed: ChangedBy = "both"


def differences(
    form: type[Fields], typed: Version, saved: Version, shown: Version | None = None
) -> Iterator[Difference]:
    """What differs between two sets of raw answers of a form and counts for one of them at least, in its order.

    :param shown: the answers that the older page showed when it was opened; None when they are not known.
    """
    yield from _differences(form, typed, saved, shown, ())


def _differences(
    form: type[Fields], typed: Version, saved: Version, shown: Version | None, titles: tuple[TranslationString, ...]
) -> Iterator[Difference]:
    for name, question in form.fields.items():
        ours, theirs = typed.answer(name), saved.answer(name)
        before = shown.answer(name) if shown else None
        if not (ours.counts or theirs.counts):
            continue
        if isinstance(question, Section):
            inside = (*titles, question.label) if question.label else titles
            yield from _differences(question.content, ours, theirs, before, inside)
        elif isinstance(question, Lines):
            found = _lines(question, ours, theirs, before, titles)
            # Lines are paired by likeness: where a page changed nothing in the list, no pair may say that it did.
            only = _changed_by(_sequence(ours.raw), _sequence(theirs.raw), _sequence(before.raw)) if before else "both"
            yield from found if only == "both" else (replace(one, changed=only) for one in found)
        elif isinstance(question, Leaf) and _raw(ours.raw) != _raw(theirs.raw):
            only_ours = bool(_raw(ours.raw)) and not _raw(theirs.raw) and not isinstance(question, YesNo)
            yield Difference(
                path=ours.path,
                titles=(*titles, question.label),
                typed=(_readable(question, ours.raw),),
                saved=(_readable(question, theirs.raw),),
                typed_counts=ours.counts,
                saved_counts=theirs.counts,
                suggests_typed=only_ours and ours.counts,
                changed=_changed_by(_raw(ours.raw), _raw(theirs.raw), _raw(before.raw)) if before else "both",
            )


def _changed_by(typed: object, saved: object, shown: object) -> ChangedBy:
    if shown == typed:
        return "there"
    return "here" if shown == saved else "both"


def _lines(
    question: Lines[Any],
    typed: Version,
    saved: Version,
    shown: Version | None,
    titles: tuple[TranslationString, ...],
) -> Iterator[Difference]:
    known = [_lines_shown(question, one, shown) for one in (typed, saved)]
    for ours, theirs, path in _paired(question, typed, saved):
        # The number is that of the saved answers, which the form shows afterwards.
        line = theirs or ours
        inside = (*titles, question.item_title % {"n": int(line.path.rpartition(".")[2]) + 1}) if line else titles
        blank = [one is None or is_blank(question.line, one.raw) for one in (ours, theirs)]
        before = [lines.get(one.path) if one else None for lines, one in zip(known, (ours, theirs), strict=True)]
        if ours and theirs and not any(blank):
            same = before[0] if before[0] == before[1] else None
            yield from _differences(question.line, ours, theirs, same, inside)
        elif ours is None or theirs is None or not all(blank):
            typed_line, saved_line = (_whole_line(question.line, one) for one in (ours, theirs))
            changed = "both" if shown is None else _line_changed_by(question.line, ours, theirs, before)
            yield Difference(
                path, inside, typed_line, saved_line, suggests_typed=blank == [False, True], changed=changed
            )


def _lines_shown(question: Lines[Any], lines: Version, shown: Version | None) -> dict[str, Version]:
    """Path of a line → the line that it was when the older page was opened."""
    pairs = () if shown is None else _paired(question, lines, shown)
    return {one.path: old for one, old, _path in pairs if one and old}


def _line_changed_by(
    line: type[Fields], typed: Version | None, saved: Version | None, shown: Sequence[Version | None]
) -> ChangedBy:
    """Of a line that only one of the two has, or that one of them has blank; ``shown`` is what each of them was."""
    if typed and saved and shown[0] != shown[1]:
        return "both"
    before = shown[0] or shown[1]
    # A blank line is the same as none, unless it is the only one of the two.
    alone = typed or saved if not (typed and saved) else None
    blanks_count = alone is not None and is_blank(line, alone.raw)
    return _changed_by(
        *(
            None if one is None or (is_blank(line, one.raw) and not blanks_count) else comparable(line, one.raw)
            for one in (typed, saved, before)
        )
    )


def _paired(
    question: Lines[Any], typed: Version, saved: Version
) -> Iterator[tuple[Version | None, Version | None, str]]:
    """The lines of both, and the path of the choice between them."""
    ours, theirs = typed.lines(), saved.lines()
    for i, j in line_pairs(question.line, [one.raw for one in ours], [one.raw for one in theirs]):
        path = join(typed.path, f"saved-{j}" if i is None else i)
        yield None if i is None else ours[i], None if j is None else theirs[j], path


def _whole_line(line: type[Fields], version: Version | None) -> Shown:
    """The answers of a line, one text each, without those that do not count."""
    if version is None:
        return (NOT_THERE,)
    return tuple(_line_texts(line, version)) or (EMPTY_LINE,)


def _line_texts(form: type[Fields], version: Version) -> Iterator[str | TranslationString]:
    for name, question in form.fields.items():
        part = version.answer(name)
        if not part.counts:
            continue
        if isinstance(question, Section):
            yield from _line_texts(question.content, part)
        elif isinstance(question, Lines):
            for one in part.lines():
                yield from _line_texts(question.line, one)
        elif isinstance(question, YesNo):
            yield from (question.label,) if part.raw == "true" else ()
        elif isinstance(question, Leaf) and _raw(part.raw):
            yield _readable(question, part.raw)


def _readable(question: Leaf[Any], raw: Any) -> str | TranslationString:
    text = _raw(raw)
    if isinstance(question, YesNo):
        return _("Oui") if text == "true" else _("Non")
    if isinstance(question, Choice) and text in question.choices:
        return question.choices[text]
    return text or NOT_ANSWERED


def merged(form: type[Fields], typed: Version, saved: Version, chosen: Collection[str]) -> dict[str, Any]:
    """The saved answers of a form with those typed ones whose paths were ``chosen``."""
    answers = dict(_mapping(saved.raw))
    for name, question in form.fields.items():
        ours, theirs = typed.answer(name), saved.answer(name)
        if isinstance(question, Section):
            answers[name] = merged(question.content, ours, theirs, chosen)
        elif isinstance(question, Lines):
            answers[name] = list(_merged_lines(question, ours, theirs, chosen))
        elif ours.path in chosen:
            answers[name] = _raw(ours.raw)
    return answers


def _merged_lines(question: Lines[Any], typed: Version, saved: Version, chosen: Collection[str]) -> Iterator[Any]:
    for ours, theirs, path in _paired(question, typed, saved):
        blank = any(one is None or is_blank(question.line, one.raw) for one in (ours, theirs))
        if ours and theirs and not blank:
            yield merged(question.line, ours, theirs, chosen)
        # A line that only one of the two has is in the result if the choice is for that one.
        elif path in chosen:
            yield from [ours.raw] if ours else []
        else:
            yield from [theirs.raw] if theirs else []


def titled(difference: Difference, localize: Localizer) -> str:
    """« Trajet 2, Kilomètres »."""
    return ", ".join(localize(title) for title in difference.titles)


def _mapping(raw: Any) -> Cstruct:
    return raw if isinstance(raw, Mapping) else {}


def _sequence(raw: Any) -> Sequence[Any]:
    return raw if isinstance(raw, list) else []


def _raw(raw: Any) -> str:
    return raw if isinstance(raw, str) else ""
