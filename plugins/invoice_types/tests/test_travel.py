"""Form 318.632.1 as a whole: examples of the field table, days of service, rows, documents, texts."""

import inspect
import re
from datetime import date

import pytest

from guichet.sdk import InvoiceType, Localizer
from guichet.testing.invoice_types import texts_of
from invoice_types import plugin
from invoice_types.travel import Travel, journey, travel_amounts, travel_checks

FRENCH = Localizer("fr")
DAY = {"departure_time": "8:00", "return_time": "15:15"}


def test_plugin_brings_the_form():
    brought = plugin.guichet_invoice_types()
    assert all(isinstance(one, InvoiceType) for one in brought)
    assert [one.id for one in brought if isinstance(one, Travel)] == ["318.632.1"]


# The examples TR1 to TR6 of the field table (addendum 5.2); TR7 is refused by the office.


def test_example_tr1_three_days_by_train(travel):
    days = [travel.by_train(ticket_price="18.60", date=f"{day}.10.2026", **DAY) for day in (12, 13, 14)]
    assert travel.evaluate(*days).amounts.total == 9030


def test_example_tr2_necessary_car_with_a_companion(travel):
    times = {"departure_time": "8:00", "return_time": "17:30"}
    assert travel.paid(km="34.5", companion="true", companion_name="Ida", **times) == 6905


def test_example_tr3_taxi_with_a_night(travel):
    times = {"departure_time": "13:00", "return_time": "16:30", "nights": "1"}
    taxi = travel.journey(means="taxi", taxi_amount="64", date="12.10.2026", **times)
    assert [amount for _text, amount in travel.formulas(taxi)] == [6400, 1900, 1900, 3750]


def test_example_tr4_leave_carries_neither_meal_nor_night(travel):
    times = {"departure_time": "10:00", "return_time": "10:00", "nights": "1"}
    assert travel.paid_by_train(purpose="leave", ticket_price="42", **times) == 4200


def test_example_tr5_car_of_the_ai(travel):
    assert travel.paid(car_ai_financed="true", km="12") == 700


def test_example_tr6_one_allowance_for_two_journeys_of_a_day(travel):
    tram = travel.by_train(ticket_price="18.40", departure_time="8:00", return_time="14:00")
    bus = travel.by_train(ticket_price="12.80", departure_time="15:00", return_time="18:00")
    assert travel.evaluate(tram, bus).amounts.total == 4270


# Days of service


def test_service_lasts_from_the_journey_to_the_return(travel):
    lines = travel.journey(nights="2"), travel.journey(date="7.10.2026"), {}
    days = travel.evaluate(*lines).service_days
    assert [(day.first, day.last) for day in days] == [
        (date(2026, 10, 14), date(2026, 10, 16)),
        (date(2026, 10, 7), date(2026, 10, 7)),
    ]
    assert [(day.path, day.path_of_last) for day in days][0] == ("lines.0.date", "lines.0.nights")


def test_journey_without_a_date_is_on_no_day(travel):
    assert travel.evaluate({}).service_days == ()


# Rows


def rows(travel, *lines):
    return texts_of(travel.evaluate(*lines), FRENCH)


def test_journey_is_read_back_in_one_row_with_its_sums(travel):
    (row,) = rows(travel, travel.journey(departure_time="8:15", return_time="16:30"))
    assert row == (
        "Trajet 1",
        [
            "14 octobre 2026",
            "3400 Burgdorf – 3008 Bern, Inselspital",
            "Voiture privée, Aller-retour, 22.5 km, 08:15 – 16:30",
            "Motif du trajet : Mesure médicale",
            "Voiture nécessaire en raison de l’invalidité",
            "Pourquoi ce moyen de transport : Fauteuil roulant, pas de train accessible",
            "22.5 km × 2 × CHF 0.45 = CHF 20.25",
            "Repas, absence 8 h 15 : CHF 19.00",
        ],
    )


def test_train_journey_is_short(travel):
    ((_label, texts),) = rows(travel, travel.by_train())
    assert texts[2:] == [
        "Transports publics, Aller-retour",
        "Motif du trajet : Mesure médicale",
        "Prix du billet, 2e classe : CHF 23.40",
        "Billet 2e classe : CHF 23.40",
    ]


def test_everything_that_counts_is_read_back(travel):
    ((_label, texts),) = rows(
        travel,
        travel.by_train(
            purpose="other",
            purpose_text="Remise du fauteuil",
            round_trip="",
            voucher_used="true",
            companion="true",
            companion_name="Jean Muster",
            extra_cost="5",
            extra_text="bagages",
            meals_provided="true",
            local_trip="true",
            departure_time="8:15",
            nights="1",
        ),
    )
    assert texts[1:] == [
        "3400 Burgdorf – 3008 Bern, Inselspital",
        "Transports publics, trajet simple, 08:15",
        "Autre motif, Remise du fauteuil",
        "Voyage avec un bon de l’AI",
        "Nuits hors du domicile : 1",
        "Personne accompagnante indispensable",
        "Nom de la personne accompagnante : Jean Muster",
        "Frais supplémentaires : CHF 5.00",
        "Raison de ces frais : bagages",
        "Repas ou logement pris en charge par l’AI",
        "Trajet dans la localité",
        "Billet remplacé par le bon de l’AI",
        "Frais supplémentaires : CHF 5.00",
        "Nuits non remboursées : visite, congé ou logement pris en charge par l’AI",
    ]


def test_line_without_answers_has_a_row_that_says_nothing(travel):
    first, second = rows(travel, {}, travel.journey())
    assert first == ("Trajet 1", ["trajet simple"])
    assert second[0] == "Trajet 2"


# Documents


def reasons(travel, *lines):
    return [str(document.reason) for document in travel.evaluate(*lines).required_attachments]


def test_tickets_and_receipts_are_asked_for_once_each(travel):
    taxi = travel.journey(means="taxi", taxi_amount="60")
    extra = travel.journey(extra_cost="5", extra_text="bagages")
    assert reasons(travel, travel.by_train(), travel.by_train(), taxi, extra) == [
        "Joignez le billet ou la quittance des transports publics",
        "Joignez la quittance du taxi ou du service de transport",
        "Joignez la quittance des frais supplémentaires",
    ]


def test_car_needs_no_receipt(travel):
    assert reasons(travel, travel.journey(), travel.journey(car_necessary="", ticket_price="18.60")) == []


def test_neither_a_voucher_nor_a_season_ticket_leaves_a_ticket(travel):
    assert reasons(travel, travel.by_train(voucher_used="true"), travel.by_train(ticket_price="0")) == []


def test_companion_ticket_is_shown_even_with_a_voucher(travel):
    companion = {"companion": "true", "companion_name": "Jean", "companion_ticket": "23.40"}
    assert len(reasons(travel, travel.by_train(voucher_used="true", **companion))) == 1


def test_receipt_that_is_not_attached_is_an_error(travel):
    assert travel.found(travel.by_train(), attached=frozenset()) == {("error", "documents", "G12")}
    assert travel.found(travel.journey(), attached=frozenset()) == set()


# Texts


def test_advice_names_the_hours_and_no_amount_that_may_change(travel):
    advice = " ".join(text.interpolate() for text in travel.invoice_type.advice)
    assert "dès 5 heures d’absence, et davantage au-delà de 8 heures" in advice
    assert "CHF" not in advice
    assert re.search(r"art\. 51 LAI, art\. 90 RAI", advice)


@pytest.mark.parametrize("module", [journey, travel_amounts, travel_checks])
def test_type_reads_neither_clock_nor_request_nor_database(module):
    assert not re.search(r"\b(clock|store|web|request)\b|\btoday\(\)|\bnow\(\)", inspect.getsource(module))
