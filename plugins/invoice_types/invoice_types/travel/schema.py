"""The fields of the travel form, in the order a person fills them in.

Only syntax is held here; what has to be answered depends on other answers and is asked for by the check, so that a
half-filled draft can be kept. ``shown_when`` only spares the eye: without script every field is on the page, and
:class:`~invoice_types.travel.journey.Journey` decides what counts.

The names are those of the field table of form 318.632.1, whose paper edition has not been seen.
"""

from decimal import Decimal

import colander

from guichet.web.forms.nodes import Amount, Choice, ClockTime, Day, Lines, LongText, Node, Quantity, Text, YesNo
from invoice_types import _
from invoice_types.travel.words import MEANS, PURPOSES

KM_LIMIT = Decimal("999.9")
"""Kilometres one way."""
NIGHTS_LIMIT = 99

WITH_TICKET = "means=public private_car"
BY_PUBLIC = "means=public"
BY_CAR = "means=private_car"
BY_TAXI = "means=taxi transport_service"
NOT_PUBLIC = "means=private_car taxi transport_service"


def schema() -> colander.SchemaNode:
    """Return a fresh schema: ``{"lines": [journey, …]}``."""
    form = colander.MappingSchema(name="travel")
    form.add(
        Lines(
            journey(),
            name="lines",
            title=_("Trajets"),
            item_title=_("Trajet ${n}"),
            add_label=_("Ajouter un trajet"),
            remove_label=_("le trajet ${n}"),
        )
    )
    return form


def journey() -> colander.SchemaNode:
    """Return a fresh schema of one journey; a return trip is one journey."""
    line = colander.MappingSchema(name="journey")
    line.extras_title = _("Frais supplémentaires et cas particuliers")
    for node in (*_where(), *_by_public_or_car(), *_not_by_public(), *_times(), *_companion(), *_extras()):
        line.add(node)
    return line


def _where() -> tuple[Node, ...]:
    return (
        Day(name="date", title=_("Date"), missing=None, group="journey", row="where"),
        Text(50, name="from", title=_("De"), missing=None, width="w-m", group="journey", row="where"),
        Text(50, name="to", title=_("À"), missing=None, width="w-m", group="journey", row="where"),
        Text(
            70,
            name="place_name",
            title=_("Lieu ou établissement"),
            description=_("Hôpital, cabinet, école, atelier ou fournisseur, par exemple Inselspital"),
            missing=None,
            group="journey",
        ),
        Choice(
            PURPOSES.items(), name="purpose", title=_("Motif du trajet"), as_list=True, missing=None, group="journey"
        ),
        Text(
            120,
            name="purpose_text",
            title=_("Autre motif"),
            missing=None,
            group="journey",
            shown_when="purpose=other",
        ),
        YesNo(name="round_trip", title=_("Aller-retour"), default=True, missing=False, group="journey"),
        Choice(MEANS.items(), name="means", title=_("Moyen de transport"), inline=True, missing=None, group="means"),
    )


def _by_public_or_car() -> tuple[Node, ...]:
    return (
        YesNo(
            name="voucher_used",
            title=_("Voyage avec un bon de l’AI"),
            missing=False,
            group="means",
            shown_when=BY_PUBLIC,
        ),
        YesNo(
            name="car_necessary",
            title=_("Voiture nécessaire en raison de l’invalidité"),
            description=_("Sinon, l’AI rembourse le prix du billet 2e classe."),
            missing=False,
            group="means",
            shown_when=BY_CAR,
        ),
        YesNo(
            name="car_ai_financed",
            title=_("Voiture remise ou amortie par l’AI"),
            missing=False,
            group="means",
            shown_when=BY_CAR,
        ),
        Quantity(
            1,
            KM_LIMIT,
            name="km",
            title=_("Kilomètres, trajet simple"),
            unit="km",
            missing=None,
            group="means",
            shown_when=BY_CAR,
        ),
        Amount(
            name="ticket_price",
            title=_("Prix du billet, 2e classe"),
            description=_("Pour tout le trajet, retour compris. Saisissez 0 si un abonnement le couvrait."),
            missing=None,
            group="means",
            shown_when=WITH_TICKET,
        ),
    )


def _not_by_public() -> tuple[Node, ...]:
    return (
        Amount(
            name="taxi_amount",
            title=_("Montant payé, taxi ou service de transport"),
            missing=None,
            group="means",
            shown_when=BY_TAXI,
        ),
        LongText(
            350,
            name="justification",
            title=_("Pourquoi ce moyen de transport"),
            description=_("En quoi l’invalidité empêche de prendre les transports publics."),
            missing=None,
            group="means",
            shown_when=NOT_PUBLIC,
        ),
    )


def _times() -> tuple[Node, ...]:
    return (
        ClockTime(name="departure_time", title=_("Départ du domicile"), missing=None, group="times", row="times"),
        ClockTime(name="return_time", title=_("Retour au domicile"), missing=None, group="times", row="times"),
        Quantity(
            0,
            NIGHTS_LIMIT,
            name="nights",
            title=_("Nuits hors du domicile"),
            description=_("Si la distance empêchait de rentrer le même jour."),
            optional=True,
            group="times",
        ),
    )


def _companion() -> tuple[Node, ...]:
    with_companion = "companion=true"
    return (
        YesNo(name="companion", title=_("Personne accompagnante indispensable"), missing=False, group="companion"),
        Text(
            70,
            name="companion_name",
            title=_("Nom de la personne accompagnante"),
            missing=None,
            group="companion",
            shown_when=with_companion,
        ),
        Amount(
            name="companion_ticket",
            title=_("Billet de la personne accompagnante"),
            description=_("Transports publics seulement."),
            missing=None,
            group="companion",
            shown_when=with_companion,
        ),
    )


def _extras() -> tuple[Node, ...]:
    return (
        Amount(name="extra_cost", title=_("Frais supplémentaires"), optional=True, group="extras"),
        Text(
            70,
            name="extra_text",
            title=_("Raison de ces frais"),
            description=_("Par exemple fauteuil roulant, bagages, chien-guide."),
            missing=None,
            group="extras",
        ),
        YesNo(
            name="meals_provided",
            title=_("Repas ou logement pris en charge par l’AI"),
            missing=False,
            group="extras",
        ),
        YesNo(name="local_trip", title=_("Trajet dans la localité"), missing=False, group="extras"),
    )
