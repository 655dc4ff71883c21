"""What a journey must say before it can be sent, depending on how it was made (forms list 318.632.1, T3)."""

from collections.abc import Callable, Iterator, Mapping

from translationstring import TranslationString

from guichet.invoices.types import Problem
from guichet.values import time_of_day
from invoice_types import _
from invoice_types.shared_checks import block, warn
from invoice_types.travel.journey import Journey, same_place
from invoice_types.travel.words import CAR, OTHER, PUBLIC, SERVICE, TAXI

NEEDED = "needed"
"""Code of an answer that is not there; which one, the field says."""

_ALWAYS: tuple[tuple[str, Callable[[Journey], object], TranslationString], ...] = (
    ("date", lambda journey: journey.day, _("Saisissez la date du trajet")),
    ("from", lambda journey: journey.start, _("Saisissez le lieu de départ, par exemple 3400 Burgdorf")),
    ("to", lambda journey: journey.end, _("Saisissez le lieu d’arrivée, par exemple 3008 Bern")),
    ("place_name", lambda journey: journey.place, _("Saisissez le lieu ou l’établissement, par exemple Inselspital")),
    ("purpose", lambda journey: journey.purpose, _("Choisissez le motif du trajet")),
    ("means", lambda journey: journey.means, _("Choisissez le moyen de transport")),
)

_JUSTIFICATION: Mapping[str, TranslationString] = {
    CAR: _("Expliquez pourquoi l’invalidité rend la voiture nécessaire"),
    TAXI: _("Expliquez pourquoi l’invalidité rend le taxi nécessaire"),
    SERVICE: _("Expliquez pourquoi l’invalidité rend le service de transport nécessaire"),
}


def incomplete(journey: Journey) -> Iterator[Problem]:
    """Yield what is missing from one journey or contradicts itself, in the order of the form."""
    yield from _basics(journey)
    yield from _car(journey)
    yield from _price(journey)
    yield from _justification(journey)
    yield from _times(journey)
    yield from _companion(journey)
    yield from _extras(journey)


def _basics(journey: Journey) -> Iterator[Problem]:
    for name, answer, message in _ALWAYS:
        if not answer(journey):
            yield block(journey.field(name), NEEDED, message)
    if journey.start and same_place(journey.start, journey.end):
        message = _("Saisissez un lieu d’arrivée différent du lieu de départ")
        yield block(journey.field("to"), "same-place", message)
    if journey.purpose == OTHER and not journey.purpose_text:
        yield block(journey.field("purpose_text"), NEEDED, _("Écrivez le motif du trajet"))


def _car(journey: Journey) -> Iterator[Problem]:
    if not journey.by_necessary_car:
        return
    if journey.km is None:
        yield block(journey.field("km"), NEEDED, _("Saisissez le nombre de kilomètres"))
    elif journey.km <= 0:
        yield block(journey.field("km"), NEEDED, _("Saisissez un nombre de kilomètres plus grand que 0"))
    elif journey.km >= 1000:
        yield block(journey.field("km"), "km", _("Saisissez moins de 1000 kilomètres par trajet simple"))
    elif journey.km > 300:
        yield warn(journey.field("km"), "km", _("Vérifiez les kilomètres : plus de 300 pour un trajet simple"))


def _price(journey: Journey) -> Iterator[Problem]:
    field = journey.field("ticket_price")
    if journey.needs_ticket_price and journey.ticket_price is None:
        if journey.means == PUBLIC:
            yield block(field, NEEDED, _("Saisissez le prix du billet, ou 0 si un abonnement couvrait le trajet"))
        else:
            message = _(
                "Saisissez le prix du billet 2e classe pour ce trajet, ou cochez que l’invalidité rend la voiture"
                " nécessaire"
            )
            yield block(field, NEEDED, message)
    if journey.at_effective_cost and not journey.taxi_amount:
        yield block(journey.field("taxi_amount"), NEEDED, _("Saisissez le montant payé"))


def _justification(journey: Journey) -> Iterator[Problem]:
    """T3; nothing to justify where the car is paid like the train."""
    if (journey.by_necessary_car or journey.at_effective_cost) and not journey.justification:
        yield block(journey.field("justification"), "T3", _JUSTIFICATION[journey.means])


def _times(journey: Journey) -> Iterator[Problem]:
    """Both times or neither: without them the transport is paid, but no meal."""
    if journey.departure is not None and journey.back is None:
        message = _("Saisissez l’heure de retour au domicile, par exemple 17:30")
        yield block(journey.field("return_time"), NEEDED, message)
    if journey.back is not None and journey.departure is None:
        message = _("Saisissez l’heure de départ du domicile, par exemple 8:15")
        yield block(journey.field("departure_time"), NEEDED, message)
    if journey.departure is None or journey.back is None or journey.nights or journey.back > journey.departure:
        return
    message = _(
        "Saisissez une heure de retour après le départ (${departure}), ou le nombre de nuits si le retour était un"
        " autre jour",
        mapping={"departure": time_of_day.show(journey.departure)},
    )
    yield block(journey.field("return_time"), "times", message)


def _companion(journey: Journey) -> Iterator[Problem]:
    if journey.companion and not journey.companion_name:
        yield block(journey.field("companion_name"), NEEDED, _("Saisissez le nom de la personne accompagnante"))


def _extras(journey: Journey) -> Iterator[Problem]:
    if journey.extra_cost and not journey.extra_text:
        message = _("Écrivez à quoi correspondent les frais supplémentaires, par exemple fauteuil roulant")
        yield block(journey.field("extra_text"), NEEDED, message)
    if journey.extra_text and not journey.extra_cost:
        message = _("Saisissez le montant des frais supplémentaires si vous en demandez le remboursement")
        yield warn(journey.field("extra_cost"), "extra-cost", message)
    if journey.nights and journey.without_allowance:
        message = _(
            "Vérifiez les nuits : elles ne sont pas remboursées pour une visite, un congé ou un logement pris en"
            " charge par l’AI"
        )
        yield warn(journey.field("nights"), "nights", message)
