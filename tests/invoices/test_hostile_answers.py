"""Any answers to any form of the desk: read or refused at a question, added up, frozen, and shown again.

The forms are those of the plugins, so that a new one is tried as well.
"""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

import pytest
from hostile_texts import DAYS, HOSTILE, NO_TEXT, NUMBERS
from hypothesis import given, settings
from hypothesis import strategies as st

import canton_be.plugin
import invoice_types.plugin
from guichet.declaration import Choice, Leaf, Lines, Section, YesNo
from guichet.declaration.checks import DOCUMENTS
from guichet.declaration.reading import walk
from guichet.i18n import LANGUAGES, Localizer
from guichet.invoices.evaluation import DETAILS, Evaluation
from guichet.invoices.freeze_revision import freeze
from guichet.invoices.frozen import thaw
from guichet.invoices.header_form import CompanyHeaderForm
from guichet.invoices.invoice_form import _schema, show_issues
from guichet.invoices.line_texts import limit_texts, line_texts, list_sums, other_amounts
from guichet.plugins import Plugins
from guichet.web.forms import dense_lists as dense_lists
from guichet.web.forms import shared_renderer
from guichet.web.forms.controls import clean
from guichet.web.forms.form import Form

PLUGINS = Plugins("be", {"canton_be": canton_be.plugin, "invoice_types": invoice_types.plugin})
LOCALIZERS = [Localizer(language, PLUGINS.locales) for language in LANGUAGES]
every_type = pytest.mark.parametrize("type_id", sorted(PLUGINS.known_types))
TODAY = date(2026, 11, 14)
BIRTHS = (date(1984, 3, 12), date(2008, 10, 21), date(2008, 2, 29), date(2026, 11, 1), None)
"""An adult, two who turn 18 near days that are drawn, a newborn, and a person without one."""
LINES_OF_A_YEAR = 366


@dataclass
class Desk:
    """Evaluations of a form for Anna Muster, who is in no database."""

    unsaved: Any

    def evaluate(self, type_id: str, answers: Any, **around: Any) -> Evaluation:
        return self.unsaved.evaluate(answers, type_id=type_id, **around)

    def raw(self, type_id: str, answer: Any, lines: int = 1) -> dict[str, Any]:
        """Raw answers to header and form, ``answer(question)`` at each question and ``lines`` in each list of it."""
        details = PLUGINS.known_types[type_id].form
        return filled(CompanyHeaderForm, answer, 1) | {DETAILS: filled(details, answer, lines)}


@pytest.fixture(scope="module")
def desk(make_unsaved):
    return Desk(make_unsaved(PLUGINS))


def filled(form, answer, lines):
    return {name: _filled(question, answer, lines) for name, question in form.fields.items()}


def _filled(question, answer, lines):
    if isinstance(question, Section):
        return filled(question.content, answer, lines)
    if isinstance(question, Lines):
        # Lists in lists keep to the least: a form holds 1000 lines in all.
        return [filled(question.line, answer, 1) for _number in range(max(lines, question.min_items))]
    return answer(question)


def in_order(question, turn=0):
    """An answer that can be read; the ``turn``-th of a choice, so that the turns reach each conditional question."""
    if isinstance(question, Choice):
        return list(question.choices)[turn % len(question.choices)]
    return ("", "true")[(turn + 1) % 2] if isinstance(question, YesNo) else question.sample(TODAY)


def asked_at(form, path):
    """Whether a form has a question, a line or a section at a path."""
    name, _dot, rest = path.partition(".")
    question = form.fields.get(name)
    if isinstance(question, Lines) and rest:
        number, _dot, rest = rest.partition(".")
        return number.isdecimal() and (not rest or asked_at(question.line, rest))
    return question is not None and (not rest or (isinstance(question, Section) and asked_at(question.content, rest)))


def judged(evaluation):
    """What page, sending and office take from an evaluation; each issue stands at a question."""
    for issue in evaluation.issues:
        part, _dot, path = issue.path.partition(".")
        at_details = part == DETAILS and (not path or asked_at(evaluation.invoice_type.form, path))
        assert issue.path == DOCUMENTS or at_details or asked_at(CompanyHeaderForm, issue.path), issue
        for localize in LOCALIZERS:
            assert localize(issue.message).strip()
            assert "${" not in localize(issue.message), issue
    amounts = evaluation.details.amounts
    assert {type(term.amount) for term in amounts.terms} <= {int}
    assert evaluation.total == sum(term.amount for term in amounts.terms)
    for record, question in walk(evaluation.details.invoice):
        value = record.values[question.name]
        if isinstance(question, Leaf) and value is not None:
            assert question.read(question.show(value), TODAY) == value
    assert thaw(freeze(evaluation, (), LOCALIZERS)).total == evaluation.total


def drawn(evaluation):
    """The page with the issues of an evaluation, as the sender sees it."""
    localize = LOCALIZERS[0]
    form = Form(
        _schema(evaluation),
        renderer=shared_renderer(False),
        localize=localize,
        cstruct=evaluation.cstruct,
        line_texts=line_texts(evaluation, localize),
        sums=list_sums(evaluation, localize),
    )
    show_issues(form, evaluation.issues, localize)
    page = form.render()
    page.encode()
    assert all(f'id="{problem.href[1:]}"' in page for problem in form.problems)
    assert bool(form.problems) == any(issue.path != DOCUMENTS for issue in evaluation.issues)
    return other_amounts(evaluation, localize), limit_texts(evaluation, localize)


@every_type
def test_every_question_reads_or_refuses_what_is_hard_to_read(desk, type_id):
    turns = count()
    for hostile in (*HOSTILE, *NO_TEXT):
        turn = next(turns)

        def answer(question, hostile=hostile, turn=turn):
            return in_order(question, turn) if isinstance(question, Choice | YesNo) and turn % 4 else hostile

        judged(desk.evaluate(type_id, desk.raw(type_id, answer), birth_date=BIRTHS[turn % len(BIRTHS)]))


ANYTHING = st.sampled_from([*HOSTILE, *DAYS, *NUMBERS]) | st.text(max_size=8) | st.sampled_from(NO_TEXT)


def answers_to(form):
    """Each question in order, hostile, or left out; each list short, empty, or something else."""
    return st.fixed_dictionaries({}, optional={name: _answers_to(question) for name, question in form.fields.items()})


def _answers_to(question):
    if isinstance(question, Lines):
        return st.lists(answers_to(question.line) | st.sampled_from(NO_TEXT), max_size=3) | st.sampled_from(NO_TEXT)
    if isinstance(question, Section):
        return answers_to(question.content) | st.sampled_from(NO_TEXT)
    good = [question.sample(TODAY), *getattr(question, "choices", ("true", ""))]
    return st.sampled_from([*good, *DAYS, *NUMBERS]) | ANYTHING


@every_type
@settings(max_examples=25)
@given(data=st.data())
def test_any_answers_are_judged_and_shown_on_the_page(desk, type_id, data):
    details = PLUGINS.known_types[type_id].form
    answers = data.draw(answers_to(CompanyHeaderForm))
    answers[DETAILS] = data.draw(answers_to(details))
    evaluation = desk.evaluate(type_id, as_posted(answers), birth_date=data.draw(st.sampled_from(BIRTHS)))
    judged(evaluation)
    drawn(evaluation)


def without_lines(form):
    """Answers in which the innermost lists have nothing where a line belongs."""
    lists = {name: question for name, question in form.fields.items() if isinstance(question, Lines)}
    return {name: [without_lines(question.line) or None] for name, question in lists.items()}


@every_type
def test_the_link_of_a_line_that_cannot_be_read_leads_to_its_place(desk, type_id):
    drawn(desk.evaluate(type_id, {DETAILS: without_lines(PLUGINS.known_types[type_id].form)}))


def as_posted(raw):
    """Answers as they reach a draft: a page has no half character."""
    if isinstance(raw, dict):
        return {name: as_posted(value) for name, value in raw.items()}
    if isinstance(raw, list):
        return [as_posted(value) for value in raw]
    return clean(raw) if isinstance(raw, str) else raw


@every_type
def test_a_year_of_lines_is_kept_and_read_or_refused_at_its_list(desk, type_id):
    answers = desk.raw(type_id, in_order, LINES_OF_A_YEAR)
    evaluation = desk.evaluate(type_id, answers)
    judged(evaluation)
    form = PLUGINS.known_types[type_id].form
    lists = {name: question for name, question in form.fields.items() if isinstance(question, Lines)}
    for name, question in lists.items():
        read = len(evaluation.details.invoice.values[name])
        assert read == min(LINES_OF_A_YEAR, question.max_items)
        assert (name in evaluation.details.errors) == (question.max_items < LINES_OF_A_YEAR)
