"""One line of the travel form: the questions of a journey and the values derived from one journey alone.

The wire names follow RAI/IVV art. 90, the voucher data of the SVA ZH and the travel form of the Zurich special schools,
since the paper edition of 318.632.1 has not been seen.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

from translationstring import TranslationString

from guichet.sdk import Amount, Choice, ClockTime, Day, Fields, LongText, Quantity, Text, YesNo, answer, name_key
from invoice_types import _

PUBLIC, CAR, TAXI, SERVICE = "public", "private_car", "taxi", "transport_service"
MEANS: Mapping[str, TranslationString] = {
    PUBLIC: _("Transports publics"),
    CAR: _("Voiture privée"),
    TAXI: _("Taxi"),
    SERVICE: _("Service de transport"),
}
"""Means of transport. The last two are paid at effective cost, if disability requires them (RAI art. 90 al. 2)."""

VISIT, LEAVE, FITTING, OTHER = "visit", "leave", "aid_fitting", "other"
PURPOSES: Mapping[str, TranslationString] = {
    "assessment": _("Expertise ou examen demandé par l’AI"),
    "medical_measure": _("Mesure médicale"),
    "vocational_measure": _("Mesure professionnelle"),
    FITTING: _("Essai ou adaptation d’un moyen auxiliaire"),
    VISIT: _("Visite d’un proche"),
    LEAVE: _("Congé, retour à la maison"),
    OTHER: _("Autre motif"),
}
"""Purposes of a journey; visits and leaves carry no meal or night allowance (RAI art. 90 al. 3 and 4)."""

BY_PUBLIC, BY_CAR = answer("means") == PUBLIC, answer("means") == CAR
AT_COST = answer("means").in_(TAXI, SERVICE)
# A car that the AI hands out or amortises is granted because it is necessary: its kilometres are paid either way.
PER_KM = BY_CAR & (answer("car_necessary") | answer("car_ai_financed"))
# A car that was not necessary is paid like a ticket of 2nd class (leaflet 4.05, edition 2015).
BY_TICKET = (BY_PUBLIC & ~answer("voucher_used")) | (BY_CAR & ~PER_KM)

MINUTES_OF_A_DAY = 24 * 60


class Journey(Fields):
    """A journey; there and back is one. Times are in minutes since midnight, amounts in Rappen."""

    day = Day(_("Date"), name="date", required=True, missing=_("Saisissez la date du trajet"), row="where")
    start = Text(
        _("De"),
        name="from",
        max_length=50,
        required=True,
        missing=_("Saisissez le NPA et la localité du départ"),
        width="w-m",
        row="where",
    )
    end = Text(
        _("À"),
        name="to",
        max_length=50,
        required=True,
        missing=_("Saisissez le NPA et la localité de l’arrivée"),
        width="w-m",
        row="where",
    )
    place_name = Text(
        _("Lieu ou établissement"),
        help_text=_("Hôpital, cabinet, école, atelier ou fournisseur"),
        max_length=70,
        required=True,
        missing=_("Saisissez le nom du lieu ou de l’établissement"),
    )
    purpose = Choice(
        _("Motif du trajet"), PURPOSES, as_list=True, required=True, missing=_("Choisissez le motif du trajet")
    )
    purpose_text = Text(
        _("Autre motif"),
        max_length=120,
        relevant=answer("purpose") == OTHER,
        required=True,
        missing=_("Écrivez le motif du trajet"),
    )
    round_trip = YesNo(_("Aller-retour"), initial=True, unticked=_("trajet simple"))
    means = Choice(
        _("Moyen de transport"), MEANS, inline=True, required=True, missing=_("Choisissez le moyen de transport")
    )
    # Vouchers are handed out by the office: the ticket then costs the person nothing.
    voucher_used = YesNo(_("Voyage avec un bon de l’AI"), relevant=BY_PUBLIC)
    car_necessary = YesNo(
        _("Voiture nécessaire en raison de l’invalidité"),
        help_text=_("Sinon, l’AI rembourse le prix du billet 2e classe."),
        relevant=BY_CAR,
    )
    # Another rate per kilometre, of a single source: see rates.toml.
    car_ai_financed = YesNo(_("Voiture remise ou amortie par l’AI"), relevant=BY_CAR)
    km = Quantity(
        _("Kilomètres, trajet simple"),
        decimals=1,
        maximum=Decimal("999.9"),
        positive=True,
        unit="km",
        relevant=PER_KM,
        required=True,
        missing=_("Saisissez le nombre de kilomètres"),
    )
    ticket_price = Amount(
        _("Prix du billet, 2e classe"),
        help_text=_("Pour tout le trajet, retour compris. Saisissez 0 si un abonnement le couvrait."),
        relevant=BY_TICKET,
        # With a car it depends on another answer, which `car_is_explained` asks for along with it.
        required=BY_PUBLIC,
        missing=_("Saisissez le prix du billet 2e classe, ou 0 si un abonnement couvrait le trajet"),
    )
    taxi_amount = Amount(
        _("Montant payé, taxi ou service de transport"),
        positive=True,
        copied=False,
        relevant=AT_COST,
        required=True,
        missing=_("Saisissez le montant payé"),
    )
    justification = LongText(
        _("Pourquoi ce moyen de transport"),
        help_text=_("En quoi l’invalidité empêche de prendre les transports publics."),
        relevant=AT_COST | answer("car_necessary"),
        required=True,
        missing=_("Expliquez pourquoi l’invalidité rend ce moyen de transport nécessaire"),
    )
    # Both times or neither: without them the transport is paid, but no meal.
    departure = ClockTime(
        _("Départ du domicile"),
        name="departure_time",
        required=answer("return_time"),
        optional=True,
        missing=_("Saisissez l’heure de départ du domicile, par exemple 8:15"),
        row="times",
    )
    back = ClockTime(
        _("Retour au domicile"),
        name="return_time",
        required=answer("departure_time"),
        optional=True,
        missing=_("Saisissez l’heure de retour au domicile, par exemple 17:30"),
        row="times",
    )
    # Paid only where the distance made a return on the same day impossible (page of the SVA SG).
    nights = Quantity(
        _("Nuits hors du domicile"),
        help_text=_("Si la distance empêchait de rentrer le même jour."),
        maximum=99,
        optional=True,
        copied=False,
    )
    companion = YesNo(_("Personne accompagnante indispensable"))
    companion_name = Text(
        _("Nom de la personne accompagnante"),
        max_length=70,
        relevant=answer("companion"),
        required=True,
        missing=_("Saisissez le nom de la personne accompagnante"),
    )
    # In a car or a taxi a companion costs nothing more.
    companion_ticket = Amount(
        _("Billet de la personne accompagnante"), relevant=answer("companion") & BY_PUBLIC, optional=True
    )
    extra_cost = Amount(_("Frais supplémentaires"), optional=True, copied=False, group="extras")
    extra_text = Text(
        _("Raison de ces frais"),
        help_text=_("Par exemple fauteuil roulant, bagages, chien-guide."),
        max_length=70,
        required=answer("extra_cost"),
        copied=False,
        missing=_("Écrivez à quoi correspondent les frais supplémentaires, par exemple fauteuil roulant"),
        group="extras",
    )
    # No allowance during a stay that the AI pays (page of the SVA SG).
    meals_provided = YesNo(_("Repas ou logement pris en charge par l’AI"), copied=False, group="extras")
    # For the office: no rule depends on it since RAI art. 90 al. 2 lost its sentence on local trips (1 January 2022).
    local_trip = YesNo(_("Trajet dans la localité"), group="extras")

    summary_rows = (
        "day",
        (("start", "end"), "place_name"),
        ("means", "round_trip", "km", ("departure", "back")),
        ("purpose", "purpose_text"),
        ("car_necessary", "car_ai_financed", "voucher_used"),
    )

    @property
    def per_km(self) -> bool:
        """Whether kilometres are paid: the car was necessary, or is one of the AI."""
        return self.car_necessary or self.car_ai_financed

    @property
    def paid_km(self) -> Decimal | None:
        """Kilometres that are paid, both ways of a round trip."""
        if not self.per_km or self.km is None:
            return None
        return self.km * (2 if self.round_trip else 1)

    @property
    def persons(self) -> int:
        """Persons entitled to meals and nights: the insured person and a necessary companion (RAI art. 90 al. 3)."""
        return 2 if self.companion else 1

    @property
    def without_allowance(self) -> bool:
        """Whether neither meals nor nights are paid: visits and leaves (RAI art. 90 al. 3), or at the AI's cost."""
        return self.purpose in (VISIT, LEAVE) or self.meals_provided

    @property
    def night_count(self) -> int:
        """Nights away from home."""
        return int(self.nights or 0)

    @property
    def last_day(self) -> date | None:
        """The day of the return home."""
        return None if self.day is None else later(self.day, self.night_count)

    @property
    def days_away(self) -> range:
        """Each day from departure to return, as its ordinal; empty without a day."""
        first = self.day.toordinal() if self.day else 0
        return range(first, first + self.night_count + 1) if first else range(0)

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """Departure and return in minutes on one scale for all days; None when unknown or not after each other."""
        if self.day is None or self.departure is None or self.back is None:
            return None
        # Whole minutes, not datetime, which has no 24:00.
        midnight = self.day.toordinal() * MINUTES_OF_A_DAY
        out, home = midnight + self.departure, midnight + self.night_count * MINUTES_OF_A_DAY + self.back
        return (out, home) if home > out else None

    def absences(self) -> Iterator[tuple[date, int]]:
        """Yield each calendar day away from home and the minutes away on it; nothing without both times.

        The allowance is due per day (RAI art. 90 al. 4). That this is the calendar day is UNCONFIRMED.
        """
        span, first = self.span, self.day
        if span is None or first is None:
            return
        for night in range(self.night_count + 1):
            midnight = (first.toordinal() + night) * MINUTES_OF_A_DAY
            yield later(first, night), min(span[1], midnight + MINUTES_OF_A_DAY) - max(span[0], midnight)


def later(day: date, days: int) -> date:
    """The day so many days later, at most ``date.max``: 99 nights from 9999 must not raise."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def place_key(text: str | None) -> str:
    """A place in any spelling, for comparing."""
    return name_key(text or "")
