"""Blanks that do not break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.i18n.typography import NARROW, NBSP, french, typeset


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Qui êtes-vous ?", "Qui êtes-vous_?"),
        ("Attention!", "Attention_!"),
        ("Le total : ${total} ; le reste", "Le total_: ${total}_; le reste"),
        ("« Envoyer »", "«_Envoyer_»"),
        ("«Envoyer»", "«_Envoyer_»"),
        ("Vraiment ?!", "Vraiment_?!"),
        ("${name}: oui", "${name}_: oui"),
        (f"14{NARROW}h{NARROW}30", "14_h_30"),
        ("Par exemple 7:30", "Par exemple 7:30"),
        ("https://example.ch/?a=b et www.example.ch/!", "https://example.ch/?a=b et www.example.ch/!"),
        ("« https://example.ch »", "«_https://example.ch_»"),
        ("Oui &amp; non&nbsp;!", "Oui &amp; non&nbsp;!"),
        ("Écrivez à info@example.ch", "Écrivez à info@example.ch"),
        ("(?)", "(?)"),
    ],
)
def test_french_punctuation_keeps_its_word(typed, printed):
    assert french(typed) == printed.replace("_", NBSP)


def test_german_guillemets_close_up():
    assert typeset("de", "Wählen Sie « Senden »: jetzt!") == "Wählen Sie «Senden»: jetzt!"


SENTENCES = st.text(alphabet=st.sampled_from(list("ab1.(« »;:!?&/${}<>\n" + NBSP + NARROW)))


@given(SENTENCES)
def test_setting_french_twice_changes_nothing_more(text):
    assert french(french(text)) == french(text)


@given(SENTENCES)
def test_french_changes_blanks_only(text):
    def letters(s: str) -> str:
        return s.replace(NBSP, "").replace(NARROW, "").replace(" ", "")

    assert letters(french(text)) == letters(text)


@given(st.sampled_from(["fr", "de", "it", "en"]), SENTENCES)
def test_no_language_prints_the_narrow_blank(language, text):
    assert NARROW not in typeset(language, text)
