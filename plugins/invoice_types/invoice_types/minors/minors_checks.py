"""Checks of an invoice for minors: A1 to A3 and A5 to A11, each with its level and source.

A4, a supplement without allowance, cannot be entered: the degree is a required answer. A12, the days of a month in
several invoices, is a maximum that the form declares.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from operator import itemgetter
from typing import Any

from guichet.sdk import CheckContext, EarlierInvoice, Issue, error, warning
from invoice_types import _
from invoice_types.intervals import FULL_AGE
from invoice_types.minors.claimed_month import ATTESTED_DAYS, ClaimedMonth
from invoice_types.minors.minors_form import MinorsForm

USUAL_MONTHS = 3
"""Claimed months that A7 compares with."""


def minors_issues(invoice: MinorsForm, context: CheckContext) -> Iterator[Issue]:
    """Yield every issue."""
    for line in invoice.months:
        yield from right_within_month(line)
        yield from days_fill_the_month(line, context)
        yield from hospital_is_attested(line)
        yield from attestations_cover_the_month(line)
        yield from not_of_full_age(line, context.birth_date)
        yield from home_is_proved(line, context.attached)
    yield from months_differ(invoice.months)
    yield from as_decided(invoice, context)
    yield from usual_days(invoice.months, context.earlier)
    if invoice.abroad:
        text = _("Vérifiez le droit : l’allocation n’est pas versée à l’étranger (art. 42bis LAI)")
        yield warning(invoice.field("abroad"), "A10", text)
    if context.pays_company:
        # The parents' account; a third party only as a guarantee of proper use (LPGA art. 20).
        text = _("Vérifiez le compte à créditer : l’allocation revient à l’enfant, et non à une société (art. 20 LPGA)")
        yield warning("", "A11", text)


def right_within_month(line: ClaimedMonth) -> Iterator[Issue]:
    """An error for dates of the right that are not in the month."""
    if line.month is None:
        return
    for name, day in (("first_day", line.first_day), ("last_day", line.last_day)):
        if day and not line.month.first_day <= day <= line.month.last_day:
            yield error(line.field(name), "right", _("Saisissez un jour de ce mois"))


def days_fill_the_month(line: ClaimedMonth, context: CheckContext) -> Iterator[Issue]:
    """A1: more days than the right has in this month, or fewer though its dates are known. Errors.

    Fewer without such a date are a warning: the right may begin or end in the month, which only the sender knows.
    """
    limits: list[tuple[date | None, date | None]] = [(context.birth_date, None)]
    if context.decision:
        limits.append((context.decision.valid_from, context.decision.valid_to))
    # A decision of another time has a warning of its own.
    period = line.period(limits) or line.period()
    if line.month is None or line.at_home is None or period is None:
        return
    expected = (period[1] - period[0]).days + 1
    mapping = {"counted": line.counted, "expected": expected}
    if line.counted > expected:
        text = _("Vérifiez les jours : ${counted} au total, mais le droit porte sur ${expected}", mapping=mapping)
        yield error(line.field("at_home"), "A1", text)
    elif line.counted < expected < line.month.days:
        text = _("Complétez les jours : ${counted} au total, le droit porte sur ${expected}", mapping=mapping)
        yield error(line.field("at_home"), "A1", text)
    elif line.counted < expected:
        text = _(
            "Complétez les jours : ${counted} sur ${expected}. Si le droit commence ou finit ce mois-là, indiquez-en la"
            " date",
            mapping=mapping,
        )
        yield warning(line.field("at_home"), "A1", text)


def hospital_is_attested(line: ClaimedMonth) -> Iterator[Issue]:
    """A2: an error until a whole month in hospital is attested, or claimed as unpaid (LAI art. 42bis al. 4)."""
    if line.whole_month_in_hospital and line.attested is None:
        text = _(
            "Choisissez : joindre l’attestation de l’hôpital, ou ne rien demander pour ce mois entier à l’hôpital"
            " (art. 42bis al. 4 LAI)"
        )
        yield error(line.field("attested"), "A2", text)


def not_of_full_age(line: ClaimedMonth, born: date | None) -> Iterator[Issue]:
    """A3: an error for a month that begins after the 18th birthday (LAI art. 42bis); the office sees its month."""
    if line.month is None or born is None:
        return
    # Born on 29 February: 1 March, since the day before it may still be one of a minor.
    leap_day = (born.month, born.day) == (2, 29)
    birthday = date(born.year + FULL_AGE, 3, 1) if leap_day else born.replace(year=born.year + FULL_AGE)
    if line.month.first_day > birthday:
        text = _(
            "Retirez ce mois : dès ${years} ans, l’allocation est versée chaque mois sans facture (art. 42bis et 47a"
            " LAI)",
            mapping={"years": FULL_AGE},
        )
        yield error(line.field("month"), "A3", text)
    elif line.month.last_day >= birthday:
        mapping = {"years": FULL_AGE, "day": birthday}
        text = _("La personne a ${years} ans dans ce mois, le ${day} : décidez des jours payés", mapping=mapping)
        yield Issue("warning", line.field("month"), "A3", text, for_office_only=True)


def months_differ(months: Sequence[ClaimedMonth]) -> Iterator[Issue]:
    """A5: an error for days that two lines contain. Days of an earlier invoice are the shared check G7."""
    named: set[int] = set()
    for first, second in combinations(months, 2):
        one, other = first.period(), second.period()
        if one and other and second.index not in named and one[0] <= other[1] and other[0] <= one[1]:
            named.add(second.index)
            text = _("Corrigez le mois : les mêmes jours sont dans le mois ${line}", mapping={"line": first.index + 1})
            yield error(second.field("month"), "A5", text)


def as_decided(invoice: MinorsForm, context: CheckContext) -> Iterator[Issue]:
    """A6: a warning for a degree or supplement that differs from the decision or its last invoice."""
    degrees = [context.decision.degree] if context.decision else []
    supplements: list[str] = []
    if last := next(iter(_latest_first(_of_decision(context))), None):
        degrees.append(last.answers["degree"])
        supplements.append(last.answers["supplement"])
    text = _("Vérifiez : ce n’est pas ce que vous avez indiqué auparavant pour cette décision")
    for name, given, known in (
        ("degree", invoice.degree, degrees),
        ("supplement", invoice.supplement, supplements),
    ):
        if given and any(one and one != given for one in known):
            yield warning(invoice.field(name), "A6", text)


def usual_days(months: Sequence[ClaimedMonth], earlier: Sequence[EarlierInvoice]) -> Iterator[Issue]:
    """A7: the office sees a month whose claimed days differ by more than half from the last three months."""
    claimed = [
        _claimed_days(line)
        for invoice in _latest_first(earlier)
        for line in sorted(invoice.answers.lines("months"), key=lambda line: str(line["month"]), reverse=True)
    ][:USUAL_MONTHS]
    usual = sum(claimed) / len(claimed) if claimed else 0
    for line in months:
        if usual and abs(_claimed_days(line.values) - usual) > usual / 2:
            mapping = {"days": _claimed_days(line.values), "usual": round(usual)}
            text = _("${days} jours, contre ${usual} en moyenne les derniers mois", mapping=mapping)
            yield Issue("warning", line.field("month"), "A7", text, for_office_only=True)


def attestations_cover_the_month(line: ClaimedMonth) -> Iterator[Issue]:
    """A8: warnings for an attestation of more than 30 days, and for days of the month that none covers."""
    for path, first, last in line.attestations:
        if (last - first).days >= ATTESTED_DAYS:
            text = _(
                "Vérifiez l’attestation : l’hôpital atteste ${days} jours au plus à la fois (art. 42bis al. 4 LAI)",
                mapping={"days": ATTESTED_DAYS},
            )
            yield warning(path, "A8", text)
    if line.month and line.whole_month_in_hospital and line.attestations:
        day = line.month.first_day
        for _path, first, last in sorted(line.attestations, key=itemgetter(1)):
            if first <= day <= last:
                day = last + timedelta(days=1)
        if day <= line.month.last_day:
            text = _("Vérifiez les attestations : le ${day} n’est pas couvert", mapping={"day": day})
            yield warning(line.field("attested_from"), "A8", text)


def home_is_proved(line: ClaimedMonth, attached: frozenset[str]) -> Iterator[Issue]:
    """A9: a warning for days that the family pays in a home, while no bill of the home is attached."""
    # No error: that the office needs the bill is UNCONFIRMED.
    if line.paid_home and "home_bill" not in attached:
        text = _("Joignez la facture du home pour les jours payés par la famille (art. 42ter al. 2 LAI)")
        yield warning(line.field("paid_home"), "A9", text)


def _of_decision(context: CheckContext) -> list[EarlierInvoice]:
    return [one for one in context.earlier if one.decision_number == context.decision_number]


def _latest_first(earlier: Iterable[EarlierInvoice]) -> list[EarlierInvoice]:
    return sorted(earlier, key=lambda one: max((day.last for day in one.service_days), default=date.min), reverse=True)


def _claimed_days(answers: Mapping[str, Any]) -> int:
    """Days claimed of a month, from the answers of any version of the form."""
    return sum(int(answers.get(name) or 0) for name in ("at_home", "hospital", "paid_home"))
