"""Forms made for the tests: every kind of question, lists in lists, conditions at every level."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from guichet.declaration import (
    Amount,
    AmountTerm,
    AttachmentKind,
    CheckContext,
    Choice,
    ClockTime,
    Day,
    DetailsEvaluation,
    Fields,
    InvoiceType,
    Issue,
    Lines,
    LongText,
    Month,
    Quantity,
    RateLookup,
    Section,
    Text,
    YesNo,
    answer,
    deduction,
    document_answer,
    error,
    evaluate,
    parent_answer,
    product,
    term,
)
from guichet.i18n import _

TODAY = date(2026, 11, 28)
KINDS = {"care": _("Soins"), "housework": _("Ménage"), "other": _("Autre")}


class WorkDay(Fields):
    """A day of an assistant: a list in a list, with conditions on each level around it."""

    day = Day(_("Jour"), required=True, service_day=True)
    hours = Quantity(_("Heures"), decimals=2, maximum=24, unit="h", positive=True, required=True)
    category = Choice(_("Domaine"), KINDS, relevant=parent_answer("per_activity"), required=True)
    night = YesNo(_("De nuit"), relevant=document_answer("nights_granted"))


class Assistant(Fields):
    """One assistant of the month."""

    name_ = Text(_("Nom"), name="name", max_length=70, required=True)
    per_activity = YesNo(_("Par activité"))
    days = Lines(_("Jours"), WorkDay, item_title=_("Jour ${n}"), max_items=31, min_items=0)

    @property
    def hours(self) -> Any:
        """Hours of all days."""
        return sum(day.hours or 0 for day in self.days)


class SickLeave(Fields):
    """A second list beside the first."""

    reason = Choice(_("Motif"), {"ill": _("Maladie"), "accident": _("Accident")}, required=True)
    benefit = Amount(_("Prestations d’assurance"), relevant=answer("reason").in_("ill", "accident"), optional=True)


class Address(Fields):
    """A section."""

    street = Text(_("Rue"), required=True)
    other_owner = Text(_("Propriétaire"), relevant=parent_answer("is_rental"), required=True)


class Assistance(InvoiceType):
    """A made-up form in the shape of 318.536: nested lists, lists side by side, amounts of the document."""

    id, version, title = "318.536", 1, _("Contribution d’assistance")
    purpose = _("Heures d’assistance d’un mois")

    class form(Fields):
        """One month."""

        month = Month(_("Mois"), required=True, service_day=True)
        assistants = Lines(_("Assistants"), Assistant, item_title=_("Assistant ${n}"), max_items=20)
        sick = Lines(_("Empêchements"), SickLeave, min_items=0, relevant=~answer("no_sick_leave"))
        no_sick_leave = YesNo(_("Aucun empêchement"))
        nights_granted = YesNo(_("Nuits accordées"))
        starts = ClockTime(_("Début"), optional=True)
        is_rental = YesNo(_("Location"))
        home = Section(_("Logement"), Address, relevant=answer("is_rental") | answer("nights_granted"))
        remark = LongText(_("Remarque"), optional=True, group="extras")
        advance = Amount(_("Avance"), optional=True)

    attachments = (
        AttachmentKind("hours", _("Feuille d’heures"), required=True),
        AttachmentKind("lease", _("Bail"), when=answer("is_rental") & ~answer("nights_granted")),
        AttachmentKind("other", _("Autre document")),
    )

    def amounts(self, invoice: form, rates: RateLookup) -> Iterator[AmountTerm]:
        """Yield hours at CHF 35.30 less the benefits and the advance."""
        for assistant in invoice.assistants:
            for day in assistant.days:
                yield term(day, product(day.hours, 3530))
        for leave in invoice.sick:
            yield from deduction(leave.field("benefit"), leave.benefit)
        yield from deduction(invoice.field("advance"), invoice.advance)

    def check(self, invoice: form, context: CheckContext) -> Iterator[Issue]:
        """Yield more hours than a month has."""
        for assistant in invoice.assistants:
            if assistant.hours > 31 * 24:
                yield error(assistant.path, "hours", _("Vérifiez les heures"))


def answers(**changes: Any) -> dict[str, Any]:
    """Raw answers to the form above, in order."""
    return {
        "month": "10.2026",
        "assistants": [
            {"name": "Marie", "per_activity": "true", "days": [{"day": "14.10.2026", "hours": "8", "category": "care"}]}
        ],
        "sick": [],
        "no_sick_leave": "",
        "nights_granted": "",
        "starts": "8:15",
        "is_rental": "",
        "home": {"street": "", "other_owner": ""},
        "remark": "",
        "advance": "",
    } | changes


def context(**changes: Any) -> CheckContext:
    """The context of today; ``changes`` are its other facts."""
    return CheckContext(**{"today": TODAY, "filed_on": TODAY, "attached": frozenset({"hours"}), **changes})


class Sample:
    """What the tests need, since they cannot import from each other."""

    today = TODAY
    form = Assistance.form
    invoice_type = Assistance()
    answers = staticmethod(answers)
    context = staticmethod(context)

    @staticmethod
    def evaluate(cstruct: Any, invoice_type: InvoiceType | None = None, **around: Any) -> DetailsEvaluation:
        """Evaluate raw answers, of the form above unless another type is given."""
        return evaluate(invoice_type or Sample.invoice_type, cstruct, context(**around))

    @staticmethod
    def codes(issues: Any) -> list[tuple[str, str, str]]:
        """Level, path and code of each issue."""
        return [(issue.level, issue.path, issue.code) for issue in issues]


@pytest.fixture(scope="session")
def sample() -> type[Sample]:
    return Sample
