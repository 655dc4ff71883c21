"""The questions about one assistant in one month, and the hours that follow from them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

from translationstring import TranslationString

from guichet.sdk import Choice, Day, Fields, Lines, MonthValue, SummaryValue, Text, YesNo, name_key
from invoice_types import _
from invoice_types.assistance.work import Activity, DayHours, Nights, Prevented

RELATIONS: Mapping[str, TranslationString] = {
    "none": _("Aucun lien de parenté"),
    "relative": _("Autre parenté, par exemple frère ou sœur"),
    "spouse": _("Conjoint ou partenaire enregistré"),
    "cohabitee": _("Concubin"),
    "direct": _("Parent en ligne directe : père ou mère, enfant, grand-parent, petit-enfant"),
}
EXCLUDED = frozenset({"spouse", "cohabitee", "direct"})
"""Who cannot be employed (LAI art. 42quinquies)."""

ASSISTANT_HOURS = "assistant-hours"
"""Name of the maximum of a day: its length, for all insured persons together."""


class Assistant(Fields):
    """One assistant with hours, nights and times of continued pay."""

    name_ = Text(
        _("Prénom et nom"), name="name", max_length=70, required=True, row="who", width="w-m", autocomplete="off"
    )
    birth_date = Day(_("Date de naissance"), past=True, required=True, copied=True, row="who", autocomplete="off")
    relation = Choice(
        _("Lien avec la personne assurée"), RELATIONS, as_list=True, required=True, row="who", width="w-m"
    )
    contract_from = Day(_("Contrat depuis le"), optional=True, copied=True, row="contract", group="extras")
    contract_until = Day(
        _("Contrat de durée limitée, jusqu’au"), optional=True, copied=True, row="contract", group="extras"
    )
    # Shared hours are invoiced once (KSAB/CCA, change of 1 July 2023, single source).
    for_others = YesNo(_("A travaillé en même temps pour d’autres personnes assurées"), group="extras")
    # The lists are printed by `derived`, all in the row of the assistant: a row for each day would take two pages.
    days = Lines(
        _("Heures par jour, qualification standard"),
        DayHours,
        help_text=_("Heures et quarts d’heure, par exemple 3.5 ou 3:30. Laissez vide un jour sans travail."),
        min_items=31,
        max_items=31,
        layout="calendar",
        month="month",
        item_title=_("Jour ${n}"),
        copied=False,
        in_summary=False,
    )
    activities = Lines(
        _("Heures par activité"),
        Activity,
        help_text=_(
            "Pour les qualifications particulières, ou si votre office demande le détail. Ces heures s’ajoutent à"
            " celles du calendrier."
        ),
        min_items=0,
        max_items=62,
        layout="rows",
        item_title=_("Activité ${n}"),
        add_label=_("Ajouter une activité"),
        remove_label=_("l’activité ${n}"),
        carried=("start", "end", "hours", "area", "special"),
        copied=False,
        in_summary=False,
    )
    nights = Lines(
        _("Nuits"),
        Nights,
        min_items=0,
        max_items=10,
        layout="rows",
        item_title=_("Nuits ${n}"),
        add_label=_("Ajouter des nuits"),
        remove_label=_("les nuits ${n}"),
        carried=("level", "persons"),
        copied=False,
        in_summary=False,
    )
    prevented = Lines(
        _("Empêchement de travailler, salaire continué"),
        Prevented,
        min_items=0,
        max_items=10,
        layout="rows",
        item_title=_("Empêchement ${n}"),
        add_label=_("Ajouter un empêchement"),
        remove_label=_("l’empêchement ${n}"),
        copied=False,
        in_summary=False,
    )

    summary_rows = (("name_", "birth_date"), "relation")

    @cached_property
    def worked_days(self) -> dict[int, Decimal]:
        """Hours by the number of the day, of the days of the calendar on which there are some."""
        return {day.index + 1: day.hours for day in self.days if day.hours}

    @cached_property
    def standard_hours(self) -> Decimal:
        """Hours of standard qualification in the month."""
        return sum(self.worked_days.values(), Decimal(0)) + self._hours_of_activities(special=False)

    @cached_property
    def special_hours(self) -> Decimal:
        """Hours of special qualification in the month."""
        return self._hours_of_activities(special=True)

    @property
    def night_count(self) -> int:
        """Nights in the month."""
        return sum(len(nights.days or ()) for nights in self.nights)

    def _hours_of_activities(self, *, special: bool) -> Decimal:
        found = (activity for activity in self.activities if activity.special is special)
        return sum((activity.worked(day) for activity in found for day in self.dates(activity.days)), Decimal(0))

    @property
    def month(self) -> MonthValue | None:
        """The month of the invoice."""
        month: MonthValue | None = self.document.values.get("month")
        return month

    @property
    def identity(self) -> str:
        """See `identity_of`."""
        return identity_of(self.name_, self.birth_date)

    def dates(self, days: tuple[int, ...] | None) -> list[date]:
        """The days of the month with these numbers; without those that the month does not have."""
        month = self.month
        if month is None:
            return []
        return [month.first_day.replace(day=day) for day in days or () if day <= month.days]

    def numbered_days(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Path and days, in ascending order, of each activity and each row of nights."""
        for activity in self.activities:
            if activity.days:
                yield activity.field("days"), activity.days
        for nights in self.nights:
            if nights.days:
                yield nights.field("days"), nights.days

    def hours_by_day(self) -> Counter[int]:
        """Hours by the number of the day, as hundredths of an hour."""
        found: Counter[int] = Counter()
        for number, hours in self.worked_days.items():
            found[number] += _hundredths(hours)
        for activity in self.activities:
            for when in self.dates(activity.days):
                found[when.day] += _hundredths(activity.worked(when))
        return +found

    def derived(self) -> Iterator[SummaryValue]:
        """See `Fields.derived`: the sums, then every entry."""
        yield SummaryValue((*self._sums(),) or (_("aucune heure"),))
        worked = ", ".join(f"{number}: {hours:f}" for number, hours in self.worked_days.items())
        if worked:
            yield SummaryValue((worked,), _("Heures par jour"))
        yield from (SummaryValue((*one.texts(),), _("Activité")) for one in self.activities)
        yield from (SummaryValue((*one.texts(),), _("Nuits")) for one in self.nights)
        yield from (SummaryValue((*one.texts(),), _("Empêchement")) for one in self.prevented)

    def _sums(self) -> Iterator[TranslationString]:
        if self.standard_hours:
            yield _("${hours} h", mapping={"hours": self.standard_hours})
        if self.special_hours:
            yield _("${hours} h de qualification particulière", mapping={"hours": self.special_hours})
        if self.night_count:
            one, many = _("${n} nuit"), _("${n} nuits")
            yield (one if self.night_count == 1 else many) % {"n": str(self.night_count)}
        paid = sum((time_off.hours for time_off in self.prevented if time_off.hours), Decimal(0))
        if paid:
            yield _("${hours} h de salaire continué", mapping={"hours": paid})


def identity_of(name: str | None, birth_date: date | None) -> str:
    """The same for one assistant in all invoices, as far as name and birth date tell; empty without both."""
    # In any order and spelling: « Modele, Mara » is the same person.
    return f"{name_key(name)} {birth_date}" if name and birth_date is not None else ""


def _hundredths(hours: Decimal | None) -> int:
    return int((hours or 0) * 100)
