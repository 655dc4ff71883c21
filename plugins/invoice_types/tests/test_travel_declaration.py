"""The declaration of form 318.632.1: schema, summary, proofs, texts."""

import importlib.util
import re
from datetime import date
from decimal import Decimal

import pytest
from guichet.invoices.types import CheckContext, InvoiceType
from invoice_types.rates import rate

from guichet.i18n import Localizer
from invoice_types import plugin
from invoice_types.travel import TRAVEL

FIELDS = [
    "date", "from", "to", "place_name", "purpose", "purpose_text",
    "round_trip", "means", "voucher_used", "car_necessary", "car_ai_financed", "km",
    "ticket_price", "taxi_amount", "justification", "departure_time", "return_time", "nights",
    "companion", "companion_name", "companion_ticket", "extra_cost", "extra_text", "meals_provided",
    "local_trip",
]  # fmt: skip
"""In the order of filling in."""

FILLED = {
    "date": "14.10.2026", "from": "3400 Burgdorf", "to": "3008 Bern", "place_name": "Inselspital",
    "purpose": "medical_measure", "round_trip": "true", "means": "private_car", "car_necessary": "true", "km": "22,5",
    "justification": "Fauteuil roulant", "departure_time": "8:15", "return_time": "16h30", "nights": "",
}  # fmt: skip


def said(*values):
    return [value.replace("\u00a0", " ") for value in values]


def summary(*lines):
    data = {"lines": list(lines)}
    return TRAVEL.rows(data, TRAVEL.compute(data), Localizer("fr"))


def proofs(travel, *lines):
    context = CheckContext(travel.today, "302")
    return [str(proof.reason) for proof in TRAVEL.required_attachments(travel.claim(*lines), context)]


def test_the_plugin_brings_the_form():
    assert TRAVEL in plugin.guichet_invoice_types()
    assert all(isinstance(form, InvoiceType) for form in plugin.guichet_invoice_types())


# Schema


def line_schema():
    return TRAVEL.schema()["lines"].children[0]


def test_the_fields_are_those_of_the_form_in_the_order_of_filling_in():
    assert [node.name for node in line_schema()] == FIELDS


def test_every_field_has_a_title_and_a_group():
    assert all(node.title for node in line_schema())
    groups = list(dict.fromkeys(node.group for node in line_schema()))
    assert groups == ["journey", "means", "times", "companion", "extras"]


def test_a_condition_names_a_neighbour_and_answers_it_can_have():
    for node in line_schema():
        if node.relevant is not None:
            for answer in node.relevant.answers():
                assert FIELDS.index(answer.name) < FIELDS.index(node.name)
            for comparison in node.relevant.comparisons():
                offered = {choice.key for choice in line_schema()[comparison.answer.name].choices}
                assert set(comparison.texts) <= offered


def test_an_empty_line_is_a_draft_and_not_an_error():
    data = TRAVEL.schema().deserialize({"lines": [{}]})
    assert set(data["lines"][0]) == set(FIELDS)
    assert TRAVEL.compute(data).total == 0


def test_typed_answers_become_the_values_that_the_sums_need():
    data = TRAVEL.schema().deserialize({"lines": [FILLED]})
    line = data["lines"][0]
    assert line["date"] == date(2026, 10, 14)
    assert line["km"] == Decimal("22.5")
    assert (line["departure_time"], line["return_time"]) == (495, 990)
    assert line["nights"] is None
    assert TRAVEL.compute(data).total == 2025 + 1900


def test_answers_survive_the_way_to_the_page_and_back():
    schema = TRAVEL.schema()
    data = schema.deserialize({"lines": [FILLED]})
    assert schema.deserialize(schema.serialize(data)) == data


def test_a_new_line_is_a_return_trip():
    assert TRAVEL.schema().serialize({"lines": [{}]})["lines"][0]["round_trip"] == "true"


def test_every_schema_is_fresh():
    one, other = TRAVEL.schema(), TRAVEL.schema()
    assert one is not other
    assert one["lines"].children[0] is not other["lines"].children[0]


# Period


def test_the_period_runs_from_the_first_journey_to_the_last_return(travel):
    data = {"lines": [travel.journey(nights=Decimal(2)), travel.journey(date=date(2026, 10, 7)), {}]}
    assert TRAVEL.service_period(data) == (date(2026, 10, 7), date(2026, 10, 16))


def test_without_dates_the_period_is_empty():
    first, last = TRAVEL.service_period({"lines": [{}]})
    assert first > last


# Summary


def test_a_journey_is_read_back_with_its_sums(travel, at):
    (row,) = summary(travel.journey(departure_time=at("8:15"), return_time=at("16:30")))
    assert (row.label, row.field) == ("Trajet 1", "lines.0")
    assert said(*row.values) == [
        "14 octobre 2026, 3400 Burgdorf – 3008 Bern, Inselspital",
        "Mesure médicale",
        "Voiture privée, aller-retour, voiture nécessaire en raison de l’invalidité",
        "Justification : Fauteuil roulant, pas de train accessible",
        "Départ 08:15, retour 16:30",
        "22.5 km × 2 × CHF 0.45 : CHF 20.25",
        "Repas, absence 8 h 15 : CHF 19.00",
        "Total du trajet : CHF 39.25",
    ]


def test_a_train_journey_is_short(travel):
    (row,) = summary(travel.by_train())
    assert said(*row.values)[2:] == ["Transports publics, aller-retour", "Billet 2e classe : CHF 23.40"]


def test_everything_that_counts_is_read_back(travel, at):
    (row,) = summary(
        travel.by_train(
            purpose="other",
            purpose_text="Remise du fauteuil",
            round_trip=False,
            voucher_used=True,
            companion=True,
            companion_name="Jean Muster",
            extra_cost=500,
            extra_text="bagages",
            meals_provided=True,
            local_trip=True,
            departure_time=at("8:15"),
            nights=Decimal(1),
        )
    )
    assert said(*row.values)[1:] == [
        "Remise du fauteuil",
        "Transports publics, trajet simple",
        "Départ 08:15, retour non renseigné, nuits : 1",
        "Personne accompagnante : Jean Muster",
        "Frais supplémentaires : bagages",
        "Repas ou logement pris en charge par l’AI",
        "Trajet dans la localité",
        "Billet remplacé par le bon de l’AI",
        "Frais supplémentaires : CHF 5.00",
        "Nuits non remboursées : visite, congé ou logement pris en charge par l’AI",
        "Total du trajet : CHF 5.00",
    ]


def test_a_line_without_answers_has_a_row_without_values(travel):
    first, second = summary({}, travel.journey())
    assert (first.label, first.values) == ("Trajet 1", ())
    assert second.label == "Trajet 2"


# Proofs


def test_tickets_and_receipts_are_asked_for_once_each(travel):
    taxi = travel.journey(means="taxi", taxi_amount=6000)
    lines = [travel.by_train(), travel.by_train(), taxi, travel.journey(extra_cost=500, extra_text="bagages")]
    assert proofs(travel, *lines) == [
        "Billet ou quittance des transports publics",
        "Quittance du taxi ou du service de transport",
        "Quittance des frais supplémentaires",
    ]


def test_a_car_needs_no_proof(travel):
    assert proofs(travel, travel.journey(), travel.journey(car_necessary=False, ticket_price=1860)) == []


def test_neither_a_voucher_nor_a_season_ticket_leaves_a_ticket(travel):
    assert proofs(travel, travel.by_train(voucher_used=True), travel.by_train(ticket_price=0)) == []


def test_a_companions_ticket_is_shown_even_with_a_voucher(travel):
    with_somebody = {"companion": True, "companion_name": "Jean", "companion_ticket": 2340}
    assert len(proofs(travel, travel.by_train(voucher_used=True, **with_somebody))) == 1


def test_the_proofs_are_of_kinds_that_the_form_knows(travel):
    context = CheckContext(travel.today, "302")
    required = TRAVEL.required_attachments(travel.claim(travel.by_train()), context)
    assert {proof.kind for proof in required} <= set(TRAVEL.attachment_kinds)


# Texts


def test_the_advice_names_the_allowances_in_force(travel):
    advice = " ".join(str(text) for text in TRAVEL.advice)
    for code in ("meal-5-to-8-hours", "meal-over-8-hours"):
        assert f"CHF {rate(code, travel.today).value}" in advice
    assert re.search(r"art\. 51 LAI, art\. 90 RAI", advice)


@pytest.mark.parametrize(
    "module", ["arithmetic", "checks", "completeness", "journey", "plausibility", "proofs", "summary"]
)
def test_the_type_is_pure(module):
    """Nothing that decides about money looks at the clock, the request or the database."""
    spec = importlib.util.find_spec(f"invoice_types.travel.{module}")
    source = spec.loader.get_source(spec.name)
    assert not re.search(r"guichet\.(clock|store|web|identity)|\btoday\(\)|\bnow\(\)", source)
