"""The automatic checks as the office sees them: run again on what was sent, as of the day it was sent."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from translationstring import TranslationString

from guichet import clock
from guichet.i18n import Localizer, _
from guichet.invoices.facts import Facts, read_facts
from guichet.invoices.header_checks import find_problems
from guichet.invoices.models import Invoice, Revision
from guichet.invoices.reading import Reading
from guichet.invoices.types import Claim, Computation, Problem, Row
from guichet.issuers.models import Company
from guichet.plugins import Plugins
from guichet.values import decision_number

REPEATED = "G7"
"""The rule that finds another claim for the same days."""
MAX_FORMULAS = 4
"""Formulas shown with the rates; the rows show all of them."""


@dataclass(frozen=True)
class Finding:
    """One line of « Contrôles automatiques »."""

    in_order: bool
    message: TranslationString
    where: str = ""
    """Label of the row it is about."""
    why: TranslationString | None = None
    other: str = ""
    """Reference of another invoice that the message names, by its placeholder ``${reference}``."""


def findings(plugins: Plugins, invoice: Invoice, rows: Sequence[Row], localize: Localizer) -> list[Finding]:
    """What is in order, then what somebody should look at. An error in a check is never a pass: it is raised."""
    revision, facts = invoice.latest, read_facts(invoice.latest.facts)
    claim, reading = _claim(plugins, invoice)
    company = isinstance(reading.issuer, Company)
    problems = find_problems(plugins, reading.invoice_type, claim, reading.context, facts, company)
    found = [
        *_rates(revision, claim.computation, localize),
        *_office(facts, plugins.tenant.office_code),
        *_repetition(problems),
        *(_to_look_at(problem, rows) for problem in problems),
    ]
    return sorted(found, key=lambda finding: not finding.in_order)


def _claim(plugins: Plugins, invoice: Invoice) -> tuple[Claim, Reading]:
    """The frozen data as the checks want them.

    Other claims are those of today, sent before or after this one: who decides wants to see both.
    """
    revision, facts = invoice.latest, read_facts(invoice.latest.facts)
    reading = Reading(plugins, invoice, clock.local(revision.sent).date())
    data = reading.details_schema.deserialize(json.loads(revision.answers))
    claim = Claim(
        type_id=invoice.type_id,
        beneficiary_birth_date=date.fromisoformat(facts.birth_date),
        decision_number=facts.decision_number,
        invoice_date=date.fromisoformat(facts.invoice_date),
        data=data,
        computation=reading.invoice_type.compute(data),
        # Not those of invoice.documents: the sender may be changing them for the next revision.
        attachment_kinds=frozenset(invoice.attachments[name].kind for name in revision.attachments),
    )
    return claim, reading


def _rates(revision: Revision, computation: Computation, localize: Localizer) -> Iterator[Finding]:
    if (computation.total, computation.rates) != (revision.total, revision.rates):
        message = _(
            "Les tarifs enregistrés ont changé depuis l’envoi : le calcul donne maintenant ${amount}",
            mapping={"amount": localize.money(computation.total)},
        )
        yield Finding(False, message)
    elif revision.rates:
        formulas = _formulas(computation, localize)
        message = _("Tarif au jour de la prestation : ${formulas}", mapping={"formulas": formulas})
        since = sorted({key.rpartition("@")[2] for key in revision.rates})
        days = localize.listing(localize.short_date(date.fromisoformat(day)) for day in since)
        yield Finding(True, message, why=_("en vigueur depuis : ${days}", mapping={"days": days}))


def _formulas(computation: Computation, localize: Localizer) -> str:
    """The first few distinct formulas that come to an amount."""
    parts = [part for line in computation.lines for part in line.parts if part.amount]
    distinct = list(dict.fromkeys(localize(part.formula) for part in parts))
    more = ["…"] if len(distinct) > MAX_FORMULAS else []
    return ", ".join(distinct[:MAX_FORMULAS] + more)


def _office(facts: Facts, own: str) -> Iterator[Finding]:
    """That it is somebody else's decision is among the problems already (G2)."""
    if facts.decision_number and decision_number.office_code(facts.decision_number) == own:
        yield Finding(True, _("Le numéro de décision est de cet office (${code})", mapping={"code": own}))


def _repetition(problems: Sequence[Problem]) -> Iterator[Finding]:
    if not any(problem.code == REPEATED for problem in problems):
        yield Finding(True, _("Aucune autre demande de cet expéditeur pour les mêmes prestations"))


def _to_look_at(problem: Problem, rows: Sequence[Row]) -> Finding:
    other = (problem.message.mapping or {}).get("reference", "")
    return Finding(False, problem.message, _label(problem.field, rows), other=other)


def _label(field: str, rows: Sequence[Row]) -> str:
    """« Trajet 2 » for ``details.lines.1.km``."""
    return next((row.label for row in rows if f"{field}.".startswith(f"{row.field}.")), "")
