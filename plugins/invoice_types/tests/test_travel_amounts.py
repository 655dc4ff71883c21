"""Amounts of journeys."""

import pytest

# Transport


def test_45_km_there_and_back_with_a_necessary_car(travel):
    assert travel.paid(km="45") == 4050


def test_single_trip_counts_once(travel):
    assert travel.paid(km="45", round_trip="") == 2025
    assert travel.formulas(travel.journey(round_trip="")) == [("22.5 km × CHF 0.45", 1013)]


def test_formula_is_that_of_the_form(travel):
    assert travel.formulas(travel.journey()) == [("22.5 km × 2 × CHF 0.45", 2025)]


def test_car_that_is_not_necessary_is_worth_the_ticket(travel):
    assert travel.paid(car_necessary="", ticket_price="18.60") == 1860


def test_train_journey_costs_its_ticket(travel):
    assert travel.paid_by_train() == 2340
    assert travel.formulas(travel.by_train()) == [("Billet 2e classe", 2340)]


def test_ticket_is_worth_nothing_with_a_voucher(travel):
    assert travel.paid_by_train(voucher_used="true") == 0


def test_voucher_left_ticked_has_no_effect_in_a_car(travel):
    assert travel.paid(voucher_used="true") == 2025
    assert travel.paid(voucher_used="true", car_necessary="", ticket_price="18.60") == 1860


@pytest.mark.parametrize("means", ["taxi", "transport_service"])
def test_taxi_costs_what_was_paid(travel, means):
    assert travel.paid(means=means, taxi_amount="64.80") == 6480


def test_answers_of_other_means_have_no_effect(travel):
    assert travel.paid_by_train(km="45", car_necessary="true", taxi_amount="99") == 2340
    assert travel.paid(means="taxi", taxi_amount="64.80", ticket_price="23.40", km="45") == 6480


def test_companion_ticket_is_paid_in_public_transport_only(travel):
    companion = {"companion": "true", "companion_name": "Jean", "companion_ticket": "23.40"}
    assert travel.paid_by_train(**companion) == 4680
    assert travel.paid(**companion) == 2025


def test_ticket_without_a_companion_is_not_paid(travel):
    assert travel.paid_by_train(companion_ticket="23.40") == 2340


def test_extra_costs_are_added(travel):
    assert travel.paid_by_train(extra_cost="5", extra_text="chien-guide") == 2840


# The car of the AI, in bands per day


def test_twenty_kilometres_a_day_are_paid_30_centimes(travel):
    assert travel.paid(car_ai_financed="true", km="10") == 600


def test_25_centimes_are_paid_beyond_twenty_kilometres_a_day(travel):
    assert travel.formulas(travel.journey(car_ai_financed="true")) == [
        ("20 km × CHF 0.30, jusqu’à 20 km par jour", 600),
        ("25 km × CHF 0.25, au-delà de 20 km par jour", 625),
    ]


def test_bands_are_filled_by_all_journeys_of_the_day(travel):
    journey = travel.journey(car_ai_financed="true", km="7.5")
    assert travel.amounts(journey, journey) == [450, 5 * 30 + 10 * 25]


def test_each_day_has_its_own_bands(travel):
    journey = travel.journey(car_ai_financed="true", km="10")
    assert travel.amounts(journey, journey | {"date": "15.10.2026"}) == [600, 600]


def test_own_car_fills_no_band(travel):
    own = travel.journey(km="100")
    of_the_ai = travel.journey(car_ai_financed="true", km="10")
    assert travel.amounts(own, of_the_ai) == [9000, 600]


# Rounding


def test_half_a_rappen_goes_to_the_insured_person(travel):
    assert travel.paid(km="22.3", round_trip="") == 1004


# Meals


@pytest.mark.parametrize(
    ("home", "allowance"),
    [("11:59", 0), ("12:00", 1150), ("12:01", 1150), ("15:00", 1150), ("15:01", 1900), ("23:00", 1900)],
)
def test_meals_go_strictly_by_minutes(travel, home, allowance):
    assert travel.paid_by_train(ticket_price="0", departure_time="7:00", return_time=home) == allowance


def test_companion_eats_too(travel):
    day = {"departure_time": "8:00", "return_time": "16:01"}
    assert travel.paid_by_train(ticket_price="0", companion="true", **day) == 3800


def test_formula_of_a_meal_tells_the_absence(travel):
    day = {"departure_time": "8:15", "return_time": "16:30"}
    assert ("Repas, absence 8 h 15", 1900) in travel.formulas(travel.journey(**day))
    assert ("Repas, absence 8 h 15, 2 personnes", 3800) in travel.formulas(travel.journey(companion="true", **day))


# Addendum 5: visits and leaves carry no night allowance either.
@pytest.mark.parametrize("answer", [{"purpose": "visit"}, {"purpose": "leave"}, {"meals_provided": "true"}])
def test_visits_leaves_and_provided_meals_carry_no_allowance(travel, answer):
    day = {"departure_time": "6:00", "return_time": "20:00", "nights": "2"}
    assert travel.paid_by_train(**day, **answer) == 2340


def test_meal_needs_both_times(travel):
    assert travel.paid_by_train(departure_time="8:00") == 2340
    assert travel.paid_by_train(return_time="18:00") == 2340


def test_return_before_the_departure_is_no_absence(travel):
    assert travel.paid_by_train(departure_time="18:00", return_time="8:00") == 2340


# Addendum 6: the allowance is paid per calendar day, so that two journeys of a day have one.
def test_day_has_one_allowance_for_the_longest_absence(travel):
    morning = travel.by_train(departure_time="6:00", return_time="11:30")
    evening = travel.by_train(departure_time="12:00", return_time="20:30")
    assert travel.amounts(morning, evening) == [2340, 2340 + 1900]
    assert ("Repas du 14 octobre 2026 déjà compté", 0) in travel.formulas(morning, evening)


# Nights


def test_night_is_paid_per_person(travel):
    assert travel.paid_by_train(nights="2") == 2340 + 7500
    assert travel.paid_by_train(nights="2", companion="true") == 2340 + 15000


# Addendum 6: a journey over several days carries the allowance of each.
def test_each_day_of_a_longer_absence_is_counted_by_itself(travel):
    journey = travel.by_train(departure_time="18:00", return_time="12:00", nights="2")
    assert travel.formulas(journey) == [
        ("Billet 2e classe", 2340),
        ("Repas du 14 octobre 2026, absence 6 h", 1150),
        ("Repas du 15 octobre 2026, absence 24 h", 1900),
        ("Repas du 16 octobre 2026, absence 12 h", 1900),
        ("Nuits : 2 × CHF 37.50", 7500),
    ]


# Rates


def test_rates_applied_are_named(travel):
    journey = travel.journey(departure_time="8:00", return_time="18:00", nights="1")
    rates = travel.evaluate(journey).amounts.rates
    assert [rate.key for rate in rates] == ["car-km@2020-01-01", "meal-over-8-hours@1992-01-01", "night@1992-01-01"]


def test_day_without_a_rate_is_reported_and_does_not_stop_the_rest(travel):
    amounts = travel.evaluate(travel.journey(date="31.12.2019"), travel.by_train()).amounts
    assert amounts.total == 2340
    assert [(gap.path, str(gap.day)) for gap in amounts.gaps] == [("lines.0.date", "2019-12-31")]


def test_invoice_in_order_has_no_gaps(travel):
    assert travel.evaluate(travel.journey()).amounts.gaps == ()


@pytest.mark.parametrize("lines", [(), ({},)])
def test_nothing_comes_to_nothing(travel, lines):
    assert travel.evaluate(*lines).amounts.total == 0
