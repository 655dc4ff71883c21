"""How a term of the sum is written, in every language: a product comes to its amount, a label is followed by it."""

import pytest
from translationstring import TranslationString

from guichet.declaration.amounts import AmountTerm
from guichet.i18n import Localizer
from guichet.invoices.summary import amount_text

FORMULAS = {
    "45 km × CHF 0.45": "45 km × CHF 0.45 = CHF 20.25",
    "API : 30 × CHF 42.00": "API : 30 × CHF 42.00 = CHF 20.25",
    "Nuits, degré 3 : 2 × CHF 122.80 × 0.9": "Nuits, degré 3 : 2 × CHF 122.80 × 0.9 = CHF 20.25",
    "1 × CHF 90.00, au maximum CHF 20.25 pour 2026": "1 × CHF 90.00, au maximum CHF 20.25 pour 2026 : CHF 20.25",
    "Repas, absence 8 h 15": "Repas, absence 8 h 15 : CHF 20.25",
}


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_product_comes_to_its_amount_and_other_words_are_followed_by_it(language, formula):
    localize = Localizer(language)
    said = amount_text(AmountTerm("", 2025, TranslationString(formula)), localize).replace("\u00a0", " ")
    colon = " : CHF 20.25" if language == "fr" else ": CHF 20.25"
    assert said == FORMULAS[formula].removesuffix(" : CHF 20.25") + (
        colon if " : CHF 20.25" in FORMULAS[formula] else ""
    )
