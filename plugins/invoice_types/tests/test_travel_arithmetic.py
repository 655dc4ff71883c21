"""What a travel claim comes to."""

from datetime import date
from decimal import Decimal

import pytest
from invoice_types.travel.arithmetic import compute, gaps

from guichet.i18n import Localizer


def formulas(*lines):
    return [
        (Localizer("fr")(part.formula).replace("\u00a0", " "), part.amount)
        for line in compute({"lines": list(lines)}).lines
        for part in line.parts
    ]


def amounts(*lines):
    return [line.amount for line in compute({"lines": list(lines)}).lines]


# Transport


def test_45_km_there_and_back_with_a_necessary_car(travel):
    assert travel.paid(km=Decimal(45)) == 4050


def test_a_single_trip_counts_once(travel):
    assert travel.paid(km=Decimal(45), round_trip=False) == 2025
    assert formulas(travel.journey(round_trip=False)) == [("22.5 km × CHF 0.45", 1013)]


def test_the_formula_is_that_of_the_form(travel):
    assert formulas(travel.journey()) == [("22.5 km × 2 × CHF 0.45", 2025)]


def test_a_car_that_is_not_necessary_is_worth_the_ticket(travel):
    assert travel.paid(car_necessary=False, ticket_price=1860) == 1860


def test_a_train_journey_costs_its_ticket(travel):
    assert travel.paid_by_train() == 2340
    assert formulas(travel.by_train()) == [("Billet 2e classe", 2340)]


def test_with_a_voucher_the_ticket_is_worth_nothing(travel):
    assert travel.paid_by_train(voucher_used=True) == 0


def test_a_voucher_left_ticked_has_no_effect_in_a_car(travel):
    assert travel.paid(voucher_used=True) == 2025
    assert travel.paid(voucher_used=True, car_necessary=False, ticket_price=1860) == 1860


@pytest.mark.parametrize("means", ["taxi", "transport_service"])
def test_a_taxi_costs_what_was_paid(travel, means):
    assert travel.paid(means=means, taxi_amount=6480) == 6480


def test_answers_that_do_not_apply_have_no_effect(travel):
    assert travel.paid_by_train(km=Decimal(45), car_necessary=True, taxi_amount=9900) == 2340
    assert travel.paid(means="taxi", taxi_amount=6480, ticket_price=2340, km=Decimal(45)) == 6480


def test_the_companions_ticket_is_paid_in_public_transport_only(travel):
    with_somebody = {"companion": True, "companion_name": "Jean", "companion_ticket": 2340}
    assert travel.paid_by_train(**with_somebody) == 4680
    assert travel.paid(**with_somebody) == 2025


def test_a_ticket_without_a_companion_is_not_paid(travel):
    assert travel.paid_by_train(companion_ticket=2340) == 2340


def test_extra_costs_are_added(travel):
    assert travel.paid_by_train(extra_cost=500, extra_text="chien-guide") == 2840


# The car of the AI, in bands per day


def test_twenty_kilometres_a_day_are_paid_30_centimes(travel):
    assert travel.paid(car_ai_financed=True, km=Decimal(10)) == 600


def test_beyond_twenty_kilometres_a_day_25_centimes_are_paid(travel):
    journey = travel.journey(car_ai_financed=True)
    assert formulas(journey) == [
        ("20 km × CHF 0.30, jusqu’à 20 km par jour", 600),
        ("25 km × CHF 0.25, au-delà de 20 km par jour", 625),
    ]


def test_the_bands_are_filled_by_all_journeys_of_the_day(travel):
    journey = travel.journey(car_ai_financed=True, km=Decimal("7.5"))
    assert amounts(journey, journey) == [450, 5 * 30 + 10 * 25]


def test_each_day_has_its_own_bands(travel):
    journey = travel.journey(car_ai_financed=True, km=Decimal(10))
    assert amounts(journey, journey | {"date": date(2026, 10, 15)}) == [600, 600]


def test_the_persons_own_car_fills_no_band(travel):
    own = travel.journey(km=Decimal(100))
    of_the_ai = travel.journey(car_ai_financed=True, km=Decimal(10))
    assert amounts(own, of_the_ai) == [9000, 600]


# Rounding


def test_half_a_rappen_goes_to_the_insured_person(travel):
    assert travel.paid(km=Decimal("22.3"), round_trip=False) == 1004


# Meals


@pytest.mark.parametrize(
    ("minutes", "allowance"),
    [(299, 0), (300, 1150), (301, 1150), (480, 1150), (481, 1900), (960, 1900)],
)
def test_meals_go_strictly_by_minutes(travel, minutes, allowance):
    assert travel.paid_by_train(ticket_price=0, departure_time=420, return_time=420 + minutes) == allowance


def test_a_companion_eats_too(travel, at):
    day = {"departure_time": at("8:00"), "return_time": at("16:01")}
    assert travel.paid_by_train(ticket_price=0, companion=True, **day) == 3800


def test_the_formula_of_a_meal_tells_the_absence(travel, at):
    day = {"departure_time": at("8:15"), "return_time": at("16:30")}
    assert ("Repas, absence 8 h 15", 1900) in formulas(travel.journey(**day))
    assert ("Repas, absence 8 h 15, 2 personnes", 3800) in formulas(travel.journey(companion=True, **day))


@pytest.mark.parametrize("answer", [{"purpose": "visit"}, {"purpose": "leave"}, {"meals_provided": True}])
def test_visits_leaves_and_provided_meals_carry_no_allowance(travel, at, answer):
    day = {"departure_time": at("6:00"), "return_time": at("20:00"), "nights": Decimal(2)}
    assert travel.paid_by_train(**day, **answer) == 2340


def test_without_both_times_there_is_no_meal(travel, at):
    assert travel.paid_by_train(departure_time=at("8:00")) == 2340
    assert travel.paid_by_train(return_time=at("18:00")) == 2340


def test_a_return_before_the_departure_is_no_absence(travel, at):
    assert travel.paid_by_train(departure_time=at("18:00"), return_time=at("8:00")) == 2340


def test_a_day_has_one_allowance_for_the_longest_absence(travel, at):
    morning = travel.by_train(departure_time=at("6:00"), return_time=at("11:30"))
    evening = travel.by_train(departure_time=at("12:00"), return_time=at("20:30"))
    assert amounts(morning, evening) == [2340, 2340 + 1900]
    assert ("Repas du 14.10.2026 déjà compté", 0) in formulas(morning, evening)


# Nights


def test_a_night_is_paid_per_person(travel):
    assert travel.paid_by_train(nights=Decimal(2)) == 2340 + 7500
    assert travel.paid_by_train(nights=Decimal(2), companion=True) == 2340 + 15000


def test_each_day_of_a_longer_absence_is_counted_by_itself(travel, at):
    journey = travel.by_train(departure_time=at("18:00"), return_time=at("12:00"), nights=Decimal(2))
    assert formulas(journey) == [
        ("Billet 2e classe", 2340),
        ("Repas du 14.10.2026, absence 6 h", 1150),
        ("Repas du 15.10.2026, absence 24 h", 1900),
        ("Repas du 16.10.2026, absence 12 h", 1900),
        ("Nuits : 2 × CHF 37.50", 7500),
    ]


# Rates


def test_the_rates_applied_are_kept(travel, at):
    journey = travel.journey(departure_time=at("8:00"), return_time=at("18:00"), nights=Decimal(1))
    kept = compute({"lines": [journey]}).rates
    assert kept == ("car-km@2020-01-01", "meal-over-8-hours@1992-01-01", "night@1992-01-01")


def test_a_day_without_a_rate_is_reported_and_does_not_stop_the_rest(travel):
    data = {"lines": [travel.journey(date=date(2019, 12, 31)), travel.by_train()]}
    assert compute(data).total == 2340
    assert [(gap.line, gap.day) for gap in gaps(data)] == [(0, date(2019, 12, 31))]


def test_a_claim_in_order_has_no_gaps(travel):
    assert gaps({"lines": [travel.journey()]}) == ()


def test_nothing_comes_to_nothing():
    assert compute({}).total == compute({"lines": []}).total == compute({"lines": [{}]}).total == 0
