"""Which language a visitor gets."""

from guichet.i18n import LANGUAGES, negotiate
from guichet.i18n.locale_formats import LOCALE_FORMATS

OFFERED = ["fr", "de"]


def test_the_visitor_s_own_choice_comes_first():
    assert negotiate("fr-CH, fr;q=0.9", "de", OFFERED) == "de"


def test_without_a_choice_the_browser_is_asked():
    assert negotiate("en, de-CH;q=0.8, fr;q=0.5", None, OFFERED) == "de"


def test_a_language_that_the_tenant_does_not_offer_is_not_given():
    assert negotiate("it", "en", OFFERED) == "fr"


def test_the_tenant_s_first_language_answers_when_nothing_helps():
    for header in (None, "", "*", "!!;;q=x"):
        assert negotiate(header, None, ["de", "fr"]) == "de"


def test_a_refused_language_is_not_given():
    assert negotiate("fr;q=0, de", None, OFFERED) == "de"


def test_every_language_has_its_house_formats():
    assert list(LOCALE_FORMATS) == list(LANGUAGES)
