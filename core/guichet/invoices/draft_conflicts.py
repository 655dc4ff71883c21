"""Two people, or two pages of one person, who change the same draft: what differs, and what is kept of each.

An older page never overwrites newer answers. Its answers are compared with the saved ones, question by question; a
line that only one of the two has is one choice.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from translationstring import TranslationString

from guichet.declaration import Choice, Fields, Leaf, Lines, Section, YesNo
from guichet.declaration.fields import join
from guichet.i18n import Localizer, _

Cstruct = Mapping[str, Any]
NOT_THERE = _("Cette ligne n’existe pas")
THERE = _("Cette ligne existe")
NOT_ANSWERED = _("Non renseigné")


@dataclass(frozen=True)
class Difference:
    """One question that has two answers, or one line that only one of the two has."""

    path: str
    titles: tuple[TranslationString, ...]
    """« Trajet 2 », « Kilomètres »."""
    typed: str | TranslationString
    """As it was typed on the older page, readable."""
    saved: str | TranslationString


def differences(form: type[Fields], typed: Any, saved: Any, path: str = "") -> Iterator[Difference]:
    """What differs between two sets of raw answers of a form, in its order."""
    yield from _differences(form, _mapping(typed), _mapping(saved), path, ())


def _differences(
    form: type[Fields], typed: Cstruct, saved: Cstruct, path: str, titles: tuple[TranslationString, ...]
) -> Iterator[Difference]:
    for name, question in form.fields.items():
        here, ours, theirs = join(path, name), typed.get(name), saved.get(name)
        if isinstance(question, Section):
            inside = (*titles, question.label) if question.label else titles
            yield from _differences(question.content, _mapping(ours), _mapping(theirs), here, inside)
        elif isinstance(question, Lines):
            yield from _lines(question, _sequence(ours), _sequence(theirs), here, titles)
        elif isinstance(question, Leaf) and _raw(ours) != _raw(theirs):
            shown = (_readable(question, _raw(ours)), _readable(question, _raw(theirs)))
            yield Difference(here, (*titles, question.label), *shown)


def _lines(
    question: Lines[Any], typed: Sequence[Any], saved: Sequence[Any], path: str, titles: tuple[TranslationString, ...]
) -> Iterator[Difference]:
    for number in range(max(len(typed), len(saved))):
        inside, here = (*titles, question.item_title % {"n": number + 1}), join(path, number)
        if number < len(typed) and number < len(saved):
            yield from _differences(question.line, _mapping(typed[number]), _mapping(saved[number]), here, inside)
        elif number < len(typed):
            yield Difference(here, inside, THERE, NOT_THERE)
        else:
            yield Difference(here, inside, NOT_THERE, THERE)


def _readable(question: Leaf[Any], raw: str) -> str | TranslationString:
    if isinstance(question, YesNo):
        return _("Oui") if raw == "true" else _("Non")
    if isinstance(question, Choice) and raw in question.choices:
        return question.choices[raw]
    return raw or NOT_ANSWERED


def merged(form: type[Fields], typed: Any, saved: Any, chosen: Collection[str], path: str = "") -> dict[str, Any]:
    """The saved answers of a form with those typed ones whose paths were ``chosen``."""
    ours, theirs = _mapping(typed), _mapping(saved)
    answers = dict(theirs)
    for name, question in form.fields.items():
        here = join(path, name)
        if isinstance(question, Section):
            answers[name] = merged(question.content, ours.get(name), theirs.get(name), chosen, here)
        elif isinstance(question, Lines):
            answers[name] = _merged_lines(
                question, _sequence(ours.get(name)), _sequence(theirs.get(name)), chosen, here
            )
        elif here in chosen:
            answers[name] = _raw(ours.get(name))
    return answers


def _merged_lines(
    question: Lines[Any], typed: Sequence[Any], saved: Sequence[Any], chosen: Collection[str], path: str
) -> list[Any]:
    both = min(len(typed), len(saved))
    lines = [merged(question.line, typed[n], saved[n], chosen, join(path, n)) for n in range(both)]
    # A line that only one of the two has is in the result if the choice is for that one.
    return [
        *lines,
        *(typed[n] for n in range(both, len(typed)) if join(path, n) in chosen),
        *(saved[n] for n in range(both, len(saved)) if join(path, n) not in chosen),
    ]


def titled(difference: Difference, localize: Localizer) -> str:
    """« Trajet 2, Kilomètres »."""
    return ", ".join(localize(title) for title in difference.titles)


def _mapping(raw: Any) -> Cstruct:
    return raw if isinstance(raw, Mapping) else {}


def _sequence(raw: Any) -> Sequence[Any]:
    return raw if isinstance(raw, list) else []


def _raw(raw: Any) -> str:
    return raw if isinstance(raw, str) else ""
