"""The localizers of a desk: its languages, its plugins' texts, Pyramid's own request.localizer."""

from translationstring import TranslationString

ROUND_TRIP = TranslationString("Aller-retour", domain="invoice_types")


def test_a_desk_knows_the_texts_of_its_plugins(desks):
    assert desks["be"].localizer("de")(ROUND_TRIP) == "Hin- und Rückfahrt"


def test_a_language_the_desk_no_longer_offers_reads_its_first_one(desks):
    assert desks["ne"].tenant.languages == ("fr", "de")
    assert desks["ne"].localizer("it").language == "fr"


def test_pyramid_s_own_localizer_answers_the_same(visitor):
    with visitor("be").request(headers={"Accept-Language": "de"}) as request:
        assert request.locale_name == request.localize.language == "de"
        assert request.localizer.translate(ROUND_TRIP) == request.localize(ROUND_TRIP)
