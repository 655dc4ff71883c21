"""The journeys as they are read back: on the check page, in the PDF, in the office's review."""

from collections.abc import Iterator, Sequence

from guichet.i18n import Speaker, _
from guichet.invoices.types import Computation, Data, LineTotal, Part, Row
from guichet.values import time_of_day
from invoice_types.travel.journey import Journey, journeys
from invoice_types.travel.words import MEANS, OTHER, PURPOSES


def rows(data: Data, computation: Computation, say: Speaker) -> Sequence[Row]:
    """Return one row per journey: where and why, how, with whom, and what it comes to."""
    return tuple(_row(journey, line, say) for journey, line in zip(journeys(data), computation.lines, strict=True))


def _row(journey: Journey, line: LineTotal, say: Speaker) -> Row:
    label = say(_("Trajet ${n}", mapping={"n": journey.index + 1}))
    values = (*_answers(journey, say), *_amounts(line, say))
    return Row(label, tuple(value for value in values if value), f"lines.{journey.index}")


def _answers(journey: Journey, say: Speaker) -> Iterator[str]:
    yield _joined(say.date(journey.day) if journey.day else "", _route(journey), journey.place)
    yield journey.purpose_text if journey.purpose == OTHER else _word(PURPOSES.get(journey.purpose), say)
    yield _joined(_word(MEANS.get(journey.means), say), _trip(journey, say), _car(journey, say))
    if journey.justification and (journey.by_necessary_car or journey.at_effective_cost):
        yield say(_("Justification : ${text}", mapping={"text": journey.justification}))
    yield _times(journey, say)
    if journey.companion:
        yield say(_("Personne accompagnante : ${name}", mapping={"name": journey.companion_name}))
    if journey.extra_text:
        yield say(_("Frais supplémentaires : ${text}", mapping={"text": journey.extra_text}))
    if journey.meals_provided:
        yield say(_("Repas ou logement pris en charge par l’AI"))
    if journey.local_trip:
        yield say(_("Trajet dans la localité"))


def _amounts(line: LineTotal, say: Speaker) -> Iterator[str]:
    for part in line.parts:
        yield _term(part, say)
    if len(line.parts) > 1:
        yield say(_("Total du trajet : ${amount}", mapping={"amount": say.money(line.amount)}))


def _term(part: Part, say: Speaker) -> str:
    """A term that comes to nothing is an explanation and needs no amount."""
    if not part.amount:
        return say(part.formula)
    return say(_("${formula} : ${amount}", mapping={"formula": part.formula, "amount": say.money(part.amount)}))


def _route(journey: Journey) -> str:
    return " – ".join(place for place in (journey.start, journey.end) if place)


def _trip(journey: Journey, say: Speaker) -> str:
    if not journey.means:
        return ""
    return say(_("aller-retour")) if journey.round_trip else say(_("trajet simple"))


def _car(journey: Journey, say: Speaker) -> str:
    if not journey.by_necessary_car:
        return ""
    necessary = say(_("voiture nécessaire en raison de l’invalidité"))
    return _joined(necessary, say(_("véhicule financé par l’AI")) if journey.car_ai_financed else "")


def _times(journey: Journey, say: Speaker) -> str:
    if journey.departure is None and journey.back is None:
        return ""
    unknown = _("non renseigné")
    words = {
        "departure": unknown if journey.departure is None else time_of_day.show(journey.departure),
        "back": unknown if journey.back is None else time_of_day.show(journey.back),
        "nights": journey.nights,
    }
    if journey.nights:
        return say(_("Départ ${departure}, retour ${back}, nuits : ${nights}", mapping=words))
    return say(_("Départ ${departure}, retour ${back}", mapping=words))


def _word(word: str | None, say: Speaker) -> str:
    return say(word) if word else ""


def _joined(*texts: str) -> str:
    return ", ".join(text for text in texts if text)
