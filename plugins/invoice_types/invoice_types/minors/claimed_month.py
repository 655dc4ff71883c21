"""One line of the form for minors: a calendar month, its days by where the child spent the night, and what is paid.

A day counts by its night (pages of the AK Obwalden and the SVA Aargau, HILO). The paper edition was not seen.
"""

from collections.abc import Iterable
from datetime import date

from guichet.sdk import Choice, Day, Fields, Month, Quantity, YesNo, answer
from invoice_types import _

ATTESTED_DAYS = 30
"""Longest period that one attestation confirms (LAI art. 42bis al. 4)."""
DAYS = _("jours")
IN_HOSPITAL = answer("hospital") & answer("hospital_insured")
ATTESTED = IN_HOSPITAL & (answer("attested") == "yes")


class ClaimedMonth(Fields):
    """A month; days are counted as whole numbers and together make up the days of the right in this month."""

    month = Month(
        _("Mois"),
        required=True,
        missing=_("Saisissez le mois, par exemple 03.2026"),
        service_day=True,
        width="w-date",
        row="nights",
    )
    at_home = Quantity(
        _("À la maison"),
        maximum=31,
        unit=DAYS,
        copied=False,
        required=True,
        missing=_("Saisissez le nombre de jours à la maison, ou 0"),
        row="nights",
    )
    hospital = Quantity(_("À l’hôpital"), maximum=31, unit=DAYS, copied=False, optional=True, row="nights")
    # A quarter of the allowance and the whole supplement (LAI art. 42ter al. 2, RAI art. 35bis al. 2ter and 36 al. 2).
    paid_home = Quantity(
        _("En home, payés par la famille"), maximum=31, unit=DAYS, copied=False, optional=True, row="elsewhere"
    )
    other_home = Quantity(_("En home, autres"), maximum=31, unit=DAYS, copied=False, optional=True, row="elsewhere")
    # RAI art. 35bis al. 2 and 3 speak of the days for which the AI pays the residential stay, of no others.
    institution = Quantity(
        _("En institution, séjour payé par l’AI"), maximum=31, unit=DAYS, copied=False, optional=True, row="elsewhere"
    )
    # The exclusion of LAI art. 42bis al. 4 speaks of stays at the cost of a social insurance.
    hospital_insured = YesNo(
        _("Hôpital payé par une assurance sociale"),
        help_text=_("Assurance-maladie, assurance-accidents, assurance militaire ou AI."),
        initial=True,
        unticked=_("hôpital non payé par une assurance sociale"),
        relevant=answer("hospital"),
        row="insured",
    )
    attested = Choice(
        _("Attestation de l’hôpital"),
        {"yes": _("Elle est jointe"), "no": _("Sans attestation : je ne demande rien pour ce mois")},
        help_text=_(
            "Seulement pour un mois civil entier à l’hôpital, qui n’est payé que si l’hôpital atteste tous les ${days}"
            " jours que la présence régulière d’un parent était nécessaire et a eu lieu.",
            mapping={"days": ATTESTED_DAYS},
        ),
        copied=False,
        optional=True,
        relevant=IN_HOSPITAL,
    )
    # Two cover every month, also one of 31 days that another attestation begins before.
    attested_from = Day(
        _("1re attestation du"),
        required=True,
        relevant=ATTESTED,
        missing=_("Saisissez le premier jour de l’attestation"),
        row="first",
    )
    attested_to = Day(
        _("1re attestation au"),
        required=True,
        relevant=ATTESTED,
        missing=_("Saisissez le dernier jour de l’attestation"),
        not_before="attested_from",
        row="first",
    )
    again_from = Day(_("2e attestation du"), optional=True, relevant=ATTESTED, row="second")
    again_to = Day(_("2e attestation au"), optional=True, relevant=ATTESTED, not_before="again_from", row="second")
    first_day = Day(_("Droit dès le"), optional=True, group="extras", row="right")
    last_day = Day(_("Droit jusqu’au"), optional=True, not_before="first_day", group="extras", row="right")

    summary_rows = (
        "month",
        "at_home",
        "hospital",
        "hospital_insured",
        "attested",
        (("attested_from", "attested_to"), ("again_from", "again_to")),
        "paid_home",
        "other_home",
        "institution",
        (("first_day", "last_day"),),
    )
    plain_texts = 1

    @property
    def counted(self) -> int:
        """The days of all counters."""
        return sum(
            map(int, filter(None, (self.at_home, self.hospital, self.paid_home, self.other_home, self.institution)))
        )

    @property
    def whole_month_in_hospital(self) -> bool:
        """Whether each day of the calendar month was spent in hospital at the cost of a social insurance."""
        return self.month is not None and self.hospital_insured and self.hospital == self.month.days

    @property
    def unattested(self) -> bool:
        """Whether nothing is due for the month: wholly in hospital without attestation (LAI art. 42bis al. 4)."""
        return self.whole_month_in_hospital and self.attested != "yes"

    @property
    def attestations(self) -> list[tuple[str, date, date]]:
        """Path of the last day, first day and last day of each attestation with both."""
        given = (
            ("attested_to", self.attested_from, self.attested_to),
            ("again_to", self.again_from, self.again_to),
        )
        return [(self.field(name), first, last) for name, first, last in given if first and last]

    def full_days(self, special_case: bool) -> int:
        """Days with the whole allowance. With ``special_case`` (RAI art. 37 al. 3 let. d) also those in an institution.

        Any shorter stay in hospital is paid (LPGA art. 67 al. 2).
        """
        hospital = 0 if self.unattested else int(self.hospital or 0)
        return int(self.at_home or 0) + hospital + (int(self.institution or 0) if special_case else 0)

    def period(self, limits: Iterable[tuple[date | None, date | None]] = ()) -> tuple[date, date] | None:
        """First and last day of the right in this month; None without a month, or when no day is left.

        Each of ``limits`` is a first and a last day, None for an open end; the dates of the line count as well.
        """
        if self.month is None:
            return None
        bounds = [(self.first_day, self.last_day), *limits]
        first = max([self.month.first_day, *(first for first, _last in bounds if first)])
        last = min([self.month.last_day, *(last for _first, last in bounds if last)])
        return (first, last) if first <= last else None
