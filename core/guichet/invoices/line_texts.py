"""Texts of the lines of a form beside their questions: what a folded line says, its amounts, and what it lacks."""

from collections.abc import Iterator
from dataclasses import dataclass

from guichet.declaration import AmountTerm, Limit
from guichet.i18n import Localizer, _
from guichet.invoices.evaluation import DETAILS, Evaluation
from guichet.invoices.summary import brief_texts
from guichet.values.money import Money
from guichet.web.forms.form_context import LineTexts

COMPLETE = _("Complet")
INCOMPLETE = _("À compléter")


def line_texts(evaluation: Evaluation, localize: Localizer) -> dict[str, LineTexts]:
    """The texts of each line that counts, by its path in the whole form."""
    incomplete = {line for issue in evaluation.errors for line in _lines_around(issue.path)}
    complete_text, incomplete_text = localize(COMPLETE), localize(INCOMPLETE)
    found = {}
    for row in evaluation.details.folded_summary:
        if row.line_of is not None:
            path = f"{DETAILS}.{row.path}"
            found[path] = LineTexts(
                brief=brief_texts(row, localize),
                amounts=tuple(map(localize.amount, row.amounts)),
                terms=tuple(_term(term, localize) for term in row.terms),
                state=incomplete_text if path in incomplete else complete_text,
                complete=path not in incomplete,
            )
    return found


def list_sums(evaluation: Evaluation, localize: Localizer) -> dict[str, tuple[str, ...]]:
    """The sums of each column of each list, by its path in the whole form."""
    sums: dict[str, tuple[int, ...]] = {}
    for row in evaluation.details.folded_summary:
        if row.line_of is not None:
            path = f"{DETAILS}.{row.line_of.path}"
            before = sums.get(path, (0,) * len(row.amounts))
            sums[path] = tuple(map(sum, zip(before, row.amounts, strict=True)))
    return {path: tuple(map(localize.amount, amounts)) for path, amounts in sums.items()}


def other_amounts(evaluation: Evaluation, localize: Localizer) -> tuple[tuple[str, str], ...]:
    """Formula and amount of each term that no line shows, after the sums of the lists that do; empty without any."""
    rows, terms = evaluation.details.folded_summary, []
    sums: dict[str, int] = {}
    for row in rows:
        if row.line_of is not None and row.line_of.has_amounts:
            title = localize(row.line_of.label)
            sums[title] = sums.get(title, 0) + row.amount
        else:
            terms += [_term(term, localize) for term in row.terms]
    return (*((title, localize.amount(amount)) for title, amount in sums.items()), *terms) if terms else ()


@dataclass(frozen=True)
class LimitTexts:
    """What is printed of a limit; the two numbers are for the bar, in Rappen."""

    label: str
    amounts: str
    note: str
    used: int
    most: int


def limit_texts(evaluation: Evaluation, localize: Localizer) -> tuple[LimitTexts, ...]:
    """The limits that the type of the invoice states."""
    return tuple(_limit(limit, localize) for limit in evaluation.details.limits)


def _limit(limit: Limit, localize: Localizer) -> LimitTexts:
    mapping = {"used": localize.amount(limit.used), "most": localize.amount(limit.most)}
    left = _("Il reste ${amount}.", mapping={"amount": Money(max(limit.left, 0))})
    over = _("Dépassé de ${amount} : l’office décidera.", mapping={"amount": Money(max(-limit.left, 0))})
    note = f"{localize(left if limit.left >= 0 else over)} {localize(limit.note)}"
    amounts = localize(_("${used} sur ${most}", mapping=mapping))
    return LimitTexts(localize(limit.label), amounts, note, limit.used, limit.most)


def _lines_around(path: str) -> Iterator[str]:
    """The lines around a path, of « details.assistants.0.days.3.hours » the assistant and the day."""
    names = path.split(".")
    return (".".join(names[: place + 1]) for place, name in enumerate(names) if name.isdigit())


def _term(term: AmountTerm, localize: Localizer) -> tuple[str, str]:
    # A term that comes to nothing is an explanation.
    amount = localize.amount(term.amount) if term.amount or term.formula is None else ""
    return (localize(term.formula) if term.formula is not None else localize(_("Montant")), amount)
