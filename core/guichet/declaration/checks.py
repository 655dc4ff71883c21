"""Checks that the official forms share: G4 to G7 and G10 to G13 of the rule list, and the period of the decision.

They read service days, amounts and the decision as recorded. The rules of the header (decision number, accounts) are in
`guichet.invoices.header_checks`. A type chooses by the options of `InvoiceType`; the evaluation calls the checks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from translationstring import TranslationString

from guichet.declaration.amounts import Amounts
from guichet.declaration.attachments import RequiredAttachment
from guichet.declaration.context import CheckContext
from guichet.declaration.counted import Counted, in_unit
from guichet.declaration.earlier import ServiceDay
from guichet.declaration.fields import Fields, once_per_class
from guichet.declaration.form_tree import places
from guichet.declaration.issues import Issue, Level, error, warning
from guichet.declaration.kinds import Day, Month
from guichet.declaration.rates import COMPUTED, UNCONFIRMED
from guichet.declaration.reading import walk
from guichet.declaration.texts import COMPARED
from guichet.i18n.domain import _

FIVE_YEARS = 60
"""Months after which a right to benefits lapses in general (LPGA art. 24 al. 1)."""
TWELVE_MONTHS = 12
"""Months after which a right to assistance lapses (LAI art. 42septies al. 2)."""

DOCUMENTS = "documents"
"""Path of an issue about documents, which are attached beside the answers."""
DECISION_PERIOD = "decision-period"
"""Code of the issue for a service outside the period of its decision."""

_LAPSED: Mapping[int, TranslationString] = {
    FIVE_YEARS: _(
        "Retirez cette prestation ou corrigez la date : le droit s’éteint cinq ans après la fin du mois de la"
        " prestation (art. 24 LPGA)"
    ),
    TWELVE_MONTHS: _(
        "Retirez cette prestation ou corrigez la date : le droit s’éteint douze mois après la prestation"
        " (art. 42septies LAI)"
    ),
}


@once_per_class
def _compares_days(form: type[Fields]) -> bool:
    """Whether a question of the form, or inside it, has ``not_before`` or ``past``."""
    days = (place.field for place in places(form) if isinstance(place.field, Day | Month))
    return any(day.not_before or (isinstance(day, Day) and day.past) for day in days)


def days_in_order(invoice: Fields, today: date) -> Iterator[Issue]:
    """Errors for a last day or month before the first (``not_before``), and for a day after today (``past``)."""
    for record, question in walk(invoice, Day, Month) if _compares_days(type(invoice)) else ():
        value = record.values[question.name]
        if not isinstance(question, Day | Month) or value is None:
            continue
        path, first = record.field(question.attribute), getattr(record, question.not_before or "", None)
        if first is not None and value < first:
            yield error(path, "period", COMPARED["last-day" if isinstance(question, Day) else "last-month"])
        elif isinstance(question, Day) and question.past and value > today:
            yield error(path, "future", COMPARED["future"])


def not_in_the_future(services: Iterable[ServiceDay], today: date) -> Iterator[Issue]:
    """G4: an error for each service that has not ended by today, since the insurance pays in arrears."""
    for service in services:
        # Of a month or another period that is yet to come, too, no day is to be mended: it is to be waited for.
        if service.first > today and service.first == service.last:
            text = _("Saisissez une date jusqu’au ${today} : l’AI rembourse après coup", mapping={"today": today})
            yield error(service.path, "G4", text)
        elif service.last > today:
            text = _(
                "La prestation n’est pas terminée : envoyez la demande après le ${day}, l’AI rembourse après coup",
                mapping={"day": service.last},
            )
            yield error(service.path if service.first > today else service.path_of_last, "G4", text)


_WAIVED = _("L’office contrôlera son accord : le droit à cette prestation était éteint le jour de la demande")


def not_lapsed(services: Iterable[ServiceDay], filed_on: date, months: int, *, waived: bool = False) -> Iterator[Issue]:
    """G5 and G6: an error for each service whose right has lapsed, one warning for the oldest of over twelve months.

    Five years count from the end of the month of the service, twelve months from the service itself. ``filed_on`` is
    the day of the first sending (LPGA art. 29 al. 3). ``waived`` makes a warning of each error.
    """
    old: list[ServiceDay] = []
    for service in services:
        if lapsed(service.last, filed_on, months):
            yield warning(service.path, "G5", _WAIVED) if waived else error(service.path, "G5", _LAPSED[months])
        # A period that began too early and ended in time: only the sender can tell which of its days are left.
        elif months == TWELVE_MONTHS and lapsed(service.first, filed_on, months):
            text = _("Indiquez les jours : une partie de cette prestation remonte à plus de douze mois")
            yield warning(service.path, "G6", text)
        elif over_months(service.first, filed_on, TWELVE_MONTHS):
            old.append(service)
    if old:
        oldest = min(old, key=lambda service: service.first)
        text = _("Vérifiez la date : le ${day} remonte à plus de douze mois", mapping={"day": oldest.first})
        yield warning(oldest.path, "G6", text)


def lapsed(day: date, filed_on: date, months: int) -> bool:
    """Whether the right to a service of ``day`` had ended when the invoice was first filed."""
    if months == FIVE_YEARS:
        # Art. 24 LPGA counts from the end of the month, so only months are compared.
        return (day.year + 5, day.month) < (filed_on.year, filed_on.month)
    return over_months(day, filed_on, months)


def over_months(day: date, then: date, months: int) -> bool:
    """Whether more than so many months have passed from ``day`` to ``then``."""
    # Compared as numbers: a date would need a rule for the 31st of a shorter month and for 29 February.
    years, month = divmod(day.month - 1 + months, 12)
    return (day.year + years, month + 1, day.day) < (then.year, then.month, then.day)


def not_claimed_twice(services: Sequence[ServiceDay], context: CheckContext, level: Level) -> Iterator[Issue]:
    """G7: an earlier invoice for the same decision contains some of the same days. One issue for each service.

    Modelled on tariff 904, which allows one invoice for each decision number and calendar month.
    """
    earlier = [
        (invoice.reference, other)
        for invoice in context.earlier
        if invoice.decision_number == context.decision_number
        for other in invoice.service_days
    ]
    for service in services if earlier else ():
        for reference, other in earlier:
            first, last = max(service.first, other.first), min(service.last, other.last)
            if first <= last:
                mapping = {"reference": reference, "day": first}
                text = _("Vérifiez la date : la demande ${reference} contient déjà le ${day}", mapping=mapping)
                yield Issue(level, service.path, "G7", text)
                break


def within_decision(services: Iterable[ServiceDay], context: CheckContext) -> Iterator[Issue]:
    """A service lies outside the period that the office recorded for the decision, if any. One warning at the first."""
    decision = context.decision
    outside = [service for service in services if decision and not decision.covers(service.first, service.last)]
    if decision is None or not outside:
        return
    mapping = {"start": decision.valid_from, "end": decision.valid_to}
    if decision.valid_from is None:
        text = _("Vérifiez la date : la décision porte sur la période jusqu’au ${end}", mapping=mapping)
    elif decision.valid_to is None:
        text = _("Vérifiez la date : la décision porte sur la période dès le ${start}", mapping=mapping)
    else:
        text = _("Vérifiez la date : la décision porte sur la période du ${start} au ${end}", mapping=mapping)
    yield warning(outside[0].path, DECISION_PERIOD, text)


def total_is_positive(amounts: Amounts, path: str) -> Iterator[Issue]:
    """G10: an error for a total of 0 or less, at ``path`` or, below 0, at the last deduction.

    Called last, since missing answers explain most zeros.
    A total of 0 passes where an amount is not known yet (G11): the office completes it.
    """
    if amounts.total < 0:
        # The last deduction is the one of the whole form, behind those of its lines.
        deducted = [term.path for term in amounts.terms if term.amount < 0]
        text = _("Vérifiez les montants : les déductions dépassent ce que vous demandez")
        yield error(deducted[-1] if deducted else path, "G10", text)
    elif not amounts.total and not any(gap.upcoming for gap in amounts.gaps):
        yield error(path, "G10", _("Complétez les montants : le total est de CHF 0.00"))


def rates_are_known(amounts: Amounts) -> Iterator[Issue]:
    """G11 for each day without a rate, G13 for each line across a change of rate.

    For the office only: a warning for each applied rate that was not seen published.
    """
    # Once per answer and day: an AI car needs three rates of the same day.
    for path, day, upcoming in dict.fromkeys((gap.path, gap.day, gap.upcoming) for gap in amounts.gaps):
        # Pensions, and the rates that follow them, change as a rule every two years (LAVS art. 33ter). A service may be
        # claimed before the new rate is published: the form is sent, and never with the rate of the year before.
        if upcoming:
            text = _("Le montant pour le ${day} n’est pas encore connu : l’office le complétera", mapping={"day": day})
            yield warning(path, "G11", text)
        else:
            text = _(
                "Vérifiez la date : aucun tarif n’est enregistré pour le ${day}. Si elle est juste, écrivez à l’office",
                mapping={"day": day},
            )
            yield error(path, "G11", text)
    for path, day in dict.fromkeys((change.path, change.day) for change in amounts.changes):
        text = _("Séparez cette ligne en deux : le tarif change le ${day}", mapping={"day": day})
        yield error(path, "G13", text)
    for rate in amounts.rates:
        if rate.status in (COMPUTED, UNCONFIRMED):
            text = _("Le tarif ${rate} n’est pas confirmé", mapping={"rate": rate.key})
            yield Issue("warning", "", "G11", text, for_office_only=True)


def within_maxima(counted: Iterable[Counted], context: CheckContext) -> Iterator[Issue]:
    """A warning, with the code of each, for more than the sender's other invoices leave of a maximum.

    Those of other senders do not count here: what they have claimed is for the office alone.
    """
    for one in counted:
        if not one.code or one.most is None:
            continue
        before = context.counted_before(one.maximum, one.period, item=one.item, person=one.person)
        # An invoice that exceeds it by itself has an issue of its form at the answer in question.
        if before and before + one.amount > one.most:
            left = in_unit(max(one.most - before, 0), one.unit)
            mapping = {"what": one.label, "left": left, "most": in_unit(one.most, one.unit)}
            text = _("${what} : il reste ${left} sur ${most}. L’office décidera", mapping=mapping)
            yield warning(one.path, one.code, text)


def documents_are_attached(required: Iterable[RequiredAttachment], attached: frozenset[str]) -> Iterator[Issue]:
    """G12: an error for each required document of whose kind none is attached."""
    for document in required:
        if document.kind not in attached:
            yield error(DOCUMENTS, "G12", document.reason)
