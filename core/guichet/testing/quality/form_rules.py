"""Rules about invoice types: answers survive, drafts are drawn, nothing is left out, versions keep their form."""

import random
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from guichet.declaration import (
    CheckContext,
    Choice,
    Fields,
    InvoiceType,
    Lines,
    SummaryValue,
    YesNo,
    evaluate,
    initial_cstruct,
    serialize,
)
from guichet.declaration.fields import AnswerError, Field, Leaf
from guichet.declaration.form_tree import places
from guichet.declaration.samples import Given, full_cstruct, givens
from guichet.declaration.summary import readable
from guichet.i18n import Localizer
from guichet.invoices.summary import text_of
from guichet.testing.drafts import Draft
from guichet.testing.invoice_types import changed_forms
from guichet.testing.plugin_under_test import PluginUnderTest

DAY = date(2026, 11, 14)
GENERATED, TEXTS = 30, 200
"""Invoices with random answers, for each form; random answers, for each question."""
SIGNS = "0123456789.,:'’-+/ \u00a0abcäéßſIOvx<>&\"%${}()\t"
"""Of which random answers are made: numbers, times and names, rightly and wrongly written, and the signs of HTML."""
FINGERPRINTS = "fingerprints.json"
_NUMBER = re.compile(r"\.\d+(?=\.)")


def answers_survive(subject: PluginUnderTest) -> Iterator[str]:
    """Answers that are others once they were shown and read again; generated, the same ones each time."""
    for invoice_type in subject.invoice_types:
        chance = random.Random(invoice_type.id)  # noqa: S311  # no secret
        leaves = [place.field for place in places(invoice_type.form) if isinstance(place.field, Leaf)]
        for leaf in leaves:
            yield from (f"{invoice_type.id}: {leaf.name} {fault}" for fault in _other_when_read_again(leaf, chance))
        for _number in range(GENERATED):
            given: Given = {leaf: _generated(leaf, chance) for leaf in leaves}
            found = _evaluated(invoice_type, full_cstruct(invoice_type.form, DAY, given))
            if found.errors:
                # The draft keeps the text itself; what follows from it only has to be worked out.
                len(found.issues) + len(found.summary) + found.amounts.total
                continue
            again = _evaluated(invoice_type, serialize(invoice_type.form, found.appstruct))
            for name, value in found.appstruct.items():
                if again.appstruct.get(name) != value:
                    yield f"{invoice_type.id}: {name} is {value!r}, and {again.appstruct.get(name)!r} when read again"


def _other_when_read_again(leaf: Leaf[Any], chance: random.Random) -> Iterator[str]:
    for _number in range(TEXTS):
        raw = _generated(leaf, chance)
        with suppress(AnswerError):  # a text that is no answer of this kind
            value = leaf.read(raw, DAY)
            again = None if value is None else _read_again(leaf, value)
            if again != value:
                yield f"is {value!r} for {raw!r}, and {again!r} when it is shown and read again"
                return


def _read_again(leaf: Leaf[Any], value: Any) -> Any:
    try:
        return leaf.read(leaf.show(value), DAY)
    except AnswerError as unreadable:
        return unreadable


def _generated(leaf: Leaf[Any], chance: random.Random) -> str:
    """The sample of a question, nothing, another choice, or a text that may make no sense."""
    choices = list(leaf.choices) if isinstance(leaf, Choice) else ["true"] if isinstance(leaf, YesNo) else []
    text = "".join(chance.choices(SIGNS, k=chance.randrange(1, 9)))
    return chance.choice([leaf.sample(DAY), leaf.sample(DAY), "", text, *choices])


def drafts_drawn(subject: PluginUnderTest) -> Iterator[str]:
    """Drafts whose page cannot be shown in a language, or comes back with other answers than it showed."""
    for invoice_type in subject.invoice_types:
        for name, answers in _drafts(invoice_type):
            draft = subject.draft(invoice_type, answers)
            for language in subject.languages:
                yield from (f"{invoice_type.id}, {name}, {language}: {one}" for one in _shown(draft, language))


def _drafts(invoice_type: InvoiceType) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "empty draft", initial_cstruct(invoice_type.form)
    yield "full draft", full_cstruct(invoice_type.form, DAY, {})


def _shown(draft: Draft, language: str) -> Iterator[str]:
    before = draft.appstruct()
    try:
        draft.open(language)
    except AssertionError as faulty:
        yield str(faulty)
        return
    draft.save_as_shown()
    after = draft.appstruct()
    yield from (
        f"{name} was {value!r} and is {after.get(name)!r} after the page was saved as it is"
        for name, value in before.items()
        if after.get(name) != value
    )


def summary_complete(subject: PluginUnderTest) -> Iterator[str]:
    """Questions in no row of the summary, from which check page, PDF and office page are made; lists that show 0.00."""
    localize = subject.desk.localizer(subject.languages[0])
    for invoice_type in subject.invoice_types:
        left_out = set(_missing_in_summary(invoice_type, localize))
        yield from (
            f"{invoice_type.id}: {place.pattern} is in no row of the summary; name it in summary_rows, or say "
            "in_summary=False where no one has to read it"
            for place in places(invoice_type.form)
            if place.field in left_out
        )
        yield from (f"{invoice_type.id}: {fault}" for fault in lists_without_amounts(invoice_type))


def lists_without_amounts(invoice_type: InvoiceType) -> Iterator[str]:
    """Lists of which no line ever has an amount of its own in a form that is paid: each line shows 0.00."""
    form = invoice_type.form
    evaluated = (_evaluated(invoice_type, full_cstruct(form, DAY, given)) for _description, given in givens(form))
    paid = {_NUMBER.sub(".*", f"{term.path}.") for whole in evaluated for term in whole.amounts.terms}
    lists = {place.pattern: place.field for place in places(form) if isinstance(place.field, Lines)}
    for outer in (pattern for pattern, field in lists.items() if field.amounts and field.in_summary and paid):
        inner = tuple(f"{one}.*." for one in lists if one.startswith(f"{outer}.*."))
        if not any(path.startswith(f"{outer}.*.") and not path.startswith(inner) for path in paid):
            yield f"{outer}: no line has an amount of its own, and each shows 0.00; write amounts=False"


def _missing_in_summary(invoice_type: InvoiceType, localize: Localizer) -> Iterator[Field[Any]]:
    """The questions that no sample shows, among those that some sample answers and that are to be shown."""
    form, seen, answered = invoice_type.form, set(), set()
    for _description, given in givens(form):
        whole = _evaluated(invoice_type, full_cstruct(form, DAY, given))
        texts = _texts(whole, localize)
        for leaf, value in dict(_answers(whole.invoice)).items():
            if leaf in seen or not leaf.in_summary:
                continue
            answered.add(leaf)
            if isinstance(leaf, Choice | YesNo):
                text = leaf.label if isinstance(leaf, YesNo) else readable(leaf, value)
                shown = text_of(text, localize) in "\n".join(texts)
            else:
                # Two questions may have the same answer: it is shown if the summary is another one without it.
                shown = texts != _texts(
                    _evaluated(invoice_type, full_cstruct(form, DAY, {**given, leaf: ""})), localize
                )
            if shown:
                seen.add(leaf)
    yield from answered - seen


def _answers(record: Fields) -> Iterator[tuple[Leaf[Any], Any]]:
    """Question and typed answer of everything that was answered, in lines and sections too."""
    for field in record.fields.values():
        if field.name not in record.values:
            continue
        value = record.values[field.name]
        if isinstance(field, Leaf):
            if value not in (None, False, ()):
                yield field, value
        elif field.in_summary:
            for inner in value if isinstance(value, tuple | list) else (value,):
                yield from _answers(inner)


def _texts(evaluated: Any, localize: Localizer) -> list[str]:
    """The values of the summary without amounts, which show an answer only in what it comes to."""
    return [
        " ".join([localize(row.label), *(_value_text(value, localize) for value in row.values)])
        for row in evaluated.summary
        if row.values
    ]


def _value_text(value: SummaryValue, localize: Localizer) -> str:
    label = localize(value.label) if value.label else ""
    return " ".join([label, *(text_of(part, localize) for part in value.parts)])


def versions_keep_forms(subject: PluginUnderTest) -> Iterator[str]:
    """Forms that differ from the fingerprint stored for their version; see ``guichet store-version``."""
    # The types as the plugin brings them: what an office amends has a fingerprint of its own.
    package = Path(str(sys.modules[subject.package].__file__)).parent
    yield from changed_forms(subject.plugin.guichet_invoice_types(), package / FINGERPRINTS)


def _evaluated(invoice_type: InvoiceType, answers: Any) -> Any:
    return evaluate(invoice_type, answers, CheckContext(DAY, DAY))
