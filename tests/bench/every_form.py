"""The page of each form that the desk offers, empty and with 31 lines; the forms are those of the running plugins."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from browser import Browser
from companies import new_company, new_person
from figures import Figure, Target
from measuring import Work

from guichet import clock
from guichet.action_context import ActionContext
from guichet.declaration import Fields, Leaf, Lines, Section
from guichet.invoices import invoice_actions
from guichet.invoices.evaluation import DETAILS, evaluate_invoice
from guichet.invoices.models import Invoice
from guichet.users.models import User

LINES = 31
EMPTY_MOST, FULL_MOST = 15, 60
"""Multiples of the floor."""


@dataclass(frozen=True)
class FormDrafts:
    """Addresses of two drafts of a form."""

    type_id: str
    empty: str
    full: str
    lines: int
    """Lines of the full one."""


def drafts_of_every_form(ctx: ActionContext) -> tuple[User, tuple[FormDrafts, ...]]:
    """A company with two drafts of each form, and its account."""
    mine, user, issuer = new_company(ctx, "Formulaires Exemple SA", "forms@exemple.example", "7601000000026")
    person = new_person(mine, issuer, 2)
    made = []
    for type_id, invoice_type in ctx.desk.plugins.invoice_types.items():
        empty, full = (invoice_actions.start_draft(mine, issuer, person, invoice_type) for _which in range(2))
        answers = dict(full.cstruct) | {DETAILS: _full(invoice_type.form)}
        evaluation = evaluate_invoice(ctx.desk.plugins, full, clock.today(), answers)
        invoice_actions.save_answers(mine, full, evaluation, full.draft_version)
        made.append(FormDrafts(type_id, _edit(empty), _edit(full), sum(_counted(answers[DETAILS]))))
    return user, tuple(made)


def form_rows(browser: Browser, drafts: tuple[FormDrafts, ...], floor: str) -> Iterator[Work]:
    """Two rows for each form."""
    for form in drafts:
        full = f"form {form.type_id}, {form.lines} lines"
        yield _page(Figure(f"form {form.type_id}, empty", (Target(EMPTY_MOST, floor),)), browser, form.empty, 50)
        yield _page(Figure(full, (Target(FULL_MOST, floor),)), browser, form.full, 20)


def _page(figure: Figure, browser: Browser, path: str, times: int) -> Work:
    return Work(figure, browser, times, lambda one: one.get(path))


def _edit(invoice: Invoice) -> str:
    issuer = invoice.__parent__.__parent__
    return f"/issuers/{issuer.id}/invoices/{invoice.id}/edit"


def _full(form: type[Fields]) -> dict[str, Any]:
    """Every question answered, and as many lines in the first list as make :data:`LINES` with the lists inside."""
    first = next((name for name, question in form.fields.items() if isinstance(question, Lines)), "")
    return {name: _answered(question, LINES if name == first else 1) for name, question in form.fields.items()}


def _answered(question: Any, lines: int) -> Any:
    if isinstance(question, Leaf):
        return question.sample(clock.today())
    if isinstance(question, Section):
        return {name: _answered(one, 1) for name, one in question.content.fields.items()}
    line = {name: _answered(one, 1) for name, one in question.line.fields.items()}
    within = sum(_counted(line))
    wanted = max(1, lines // within) if within else lines
    return [line] * max(question.min_items, min(question.max_items, wanted))


def _counted(answers: Any) -> Iterator[int]:
    """One for each line of a list without lists inside, 31 for a calendar."""
    if isinstance(answers, dict):
        for value in answers.values():
            yield from _counted(value)
    elif isinstance(answers, list):
        for line in answers:
            inner = sum(_counted(line))
            yield inner or 1
