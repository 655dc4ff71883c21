"""The journeys as they are read back: on the check page, in the PDF, in the office's review."""

from collections.abc import Iterator, Sequence

from guichet.i18n import Localizer
from guichet.invoices.types import Computation, Data, LineTotal, Part, Row
from guichet.values import time_of_day
from invoice_types import _
from invoice_types.travel.journey import Journey, journeys
from invoice_types.travel.words import MEANS, OTHER, PURPOSES


def rows(data: Data, computation: Computation, localize: Localizer) -> Sequence[Row]:
    """Return one row per journey: where and why, how, with whom, and what it comes to."""
    return tuple(_row(journey, line, localize) for journey, line in zip(journeys(data), computation.lines, strict=True))


def _row(journey: Journey, line: LineTotal, localize: Localizer) -> Row:
    label = localize(_("Trajet ${n}", mapping={"n": journey.index + 1}))
    values = (*_answers(journey, localize), *_amounts(line, localize))
    return Row(label, tuple(value for value in values if value), f"lines.{journey.index}")


def _answers(journey: Journey, localize: Localizer) -> Iterator[str]:
    yield _joined(localize.date(journey.day) if journey.day else "", _route(journey), journey.place)
    yield journey.purpose_text if journey.purpose == OTHER else _word(PURPOSES.get(journey.purpose), localize)
    yield _joined(_word(MEANS.get(journey.means), localize), _trip(journey, localize), _car(journey, localize))
    if journey.justification and (journey.by_necessary_car or journey.at_effective_cost):
        yield localize(_("Justification : ${text}", mapping={"text": journey.justification}))
    yield _times(journey, localize)
    if journey.companion:
        yield localize(_("Personne accompagnante : ${name}", mapping={"name": journey.companion_name}))
    if journey.extra_text:
        yield localize(_("Frais supplémentaires : ${text}", mapping={"text": journey.extra_text}))
    if journey.meals_provided:
        yield localize(_("Repas ou logement pris en charge par l’AI"))
    if journey.local_trip:
        yield localize(_("Trajet dans la localité"))


def _amounts(line: LineTotal, localize: Localizer) -> Iterator[str]:
    for part in line.parts:
        yield _term(part, localize)
    if len(line.parts) > 1:
        yield localize(_("Total du trajet : ${amount}", mapping={"amount": localize.money(line.amount)}))


def _term(part: Part, localize: Localizer) -> str:
    """A term that comes to nothing is an explanation and needs no amount."""
    if not part.amount:
        return localize(part.formula)
    return localize(
        _("${formula} : ${amount}", mapping={"formula": part.formula, "amount": localize.money(part.amount)})
    )


def _route(journey: Journey) -> str:
    return " – ".join(place for place in (journey.start, journey.end) if place)


def _trip(journey: Journey, localize: Localizer) -> str:
    if not journey.means:
        return ""
    return localize(_("aller-retour")) if journey.round_trip else localize(_("trajet simple"))


def _car(journey: Journey, localize: Localizer) -> str:
    if not journey.by_necessary_car:
        return ""
    necessary = localize(_("voiture nécessaire en raison de l’invalidité"))
    return _joined(necessary, localize(_("véhicule financé par l’AI")) if journey.car_ai_financed else "")


def _times(journey: Journey, localize: Localizer) -> str:
    if journey.departure is None and journey.back is None:
        return ""
    unknown = _("non renseigné")
    words = {
        "departure": unknown if journey.departure is None else time_of_day.show(journey.departure),
        "back": unknown if journey.back is None else time_of_day.show(journey.back),
        "nights": journey.nights,
    }
    if journey.nights:
        return localize(_("Départ ${departure}, retour ${back}, nuits : ${nights}", mapping=words))
    return localize(_("Départ ${departure}, retour ${back}", mapping=words))


def _word(word: str | None, localize: Localizer) -> str:
    return localize(word) if word else ""


def _joined(*texts: str) -> str:
    return ", ".join(text for text in texts if text)
