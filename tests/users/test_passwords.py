"""How passwords are kept, and which are taken."""

import unicodedata

import argon2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.users import passwords

PEPPER = b"p" * 32
texts = st.text(st.characters(codec=None), max_size=40)


class TestKeeping:
    @given(texts)
    def test_whatever_was_chosen_fits(self, password):
        assert passwords.matches(password, passwords.hashed(password, PEPPER), PEPPER)

    @given(texts, texts)
    def test_nothing_else_fits(self, password, other):
        same = unicodedata.normalize("NFC", password) == unicodedata.normalize("NFC", other)
        assert passwords.matches(other, passwords.hashed(password, PEPPER), PEPPER) is same

    @given(texts)
    def test_keyboards_that_compose_accents_otherwise_type_the_same_password(self, password):
        kept = passwords.hashed(unicodedata.normalize("NFC", password), PEPPER)
        assert passwords.matches(unicodedata.normalize("NFD", password), kept, PEPPER)

    def test_blanks_and_capitals_are_part_of_a_password(self):
        kept = passwords.hashed("Lac train pomme", PEPPER)
        for other in ("lac train pomme", "Lac train pomme ", " Lac train pomme", "Lactrainpomme"):
            assert not passwords.matches(other, kept, PEPPER)

    def test_the_end_of_a_long_password_counts(self):
        kept = passwords.hashed("x" * 255 + "a", PEPPER)
        assert not passwords.matches("x" * 255 + "b", kept, PEPPER)

    def test_a_stolen_database_is_useless_without_the_key(self):
        assert not passwords.matches("lac-train-pomme", passwords.hashed("lac-train-pomme", PEPPER), b"q" * 32)

    def test_two_people_with_one_password_have_different_hashes(self):
        assert passwords.hashed("lac-train-pomme", PEPPER) != passwords.hashed("lac-train-pomme", PEPPER)


@pytest.mark.parametrize("kept", [None, "", "x", "$argon2id$v=19$m=47104,t=1,p=1$", "$2b$12$abcdefghijklmnopqrstuv"])
def test_where_there_is_no_usable_hash_nothing_fits(kept):
    assert not passwords.matches("nobody", kept, PEPPER)


def test_the_dummy_hash_costs_as_much_as_a_real_one(real_hashing, monkeypatch):
    hasher, dummy_hash = real_hashing
    monkeypatch.setattr(passwords, "_hasher", hasher)
    real = argon2.extract_parameters(passwords.hashed("lac-train-pomme", PEPPER))
    assert argon2.extract_parameters(dummy_hash) == real
    assert (real.type, real.memory_cost, real.time_cost) == (argon2.Type.ID, 47_104, 1)


def test_without_an_account_the_same_work_is_done(monkeypatch):
    verified = []

    class Hasher:
        def verify(self, kept, password):
            verified.append(kept)
            return True

    monkeypatch.setattr(passwords, "_hasher", Hasher())
    assert not passwords.matches("x", None, PEPPER)
    assert passwords.matches("x", "kept", PEPPER)
    assert verified == [passwords._dummy_hash, "kept"]


@pytest.mark.parametrize(
    ("password", "verdict"),
    [
        ("", "short"),
        ("tilleul-nei", "short"),
        ("tilleul-neig", None),
        ("lac-train-pomme-2026", None),
        ("x" * 257, "long"),
        ("aaaaaaaaaaaa", "guessable"),
        ("motdepasse123", "guessable"),
        ("123456789012", "guessable"),
        ("qwertzuiopasdf", "guessable"),
        ("guichetguichet", "guessable"),
        ("x" * 256, "guessable"),
    ],
)
def test_a_password_is_refused_for_one_reason(password, verdict):
    assert passwords.weakness(password) == verdict


@pytest.mark.parametrize("length", [71, 72, 73, 100, 101, 256])
def test_a_long_password_is_judged_by_its_beginning(length):
    words = "tilleul pont neige lac train pomme " * 8
    assert passwords.weakness(words[:length]) is None


def test_words_of_one_s_own_do_not_count():
    own = ["Lea", "Rochat", "Emmental", ""]
    for password in ("Rochat-Emmental-21", "LEAROCHAT1984", "emmental-guichet"):
        assert passwords.weakness(password, own) == "guessable"
    assert passwords.weakness("Rochat-tilleul-neige", own) is None
    assert passwords.weakness("Rochat-Emmental-21") is None


def test_a_short_word_of_one_s_own_may_be_part_of_another():
    assert passwords.weakness("tilleul-pont-neige-7", ["Le", "on", "e"]) is None


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=passwords.MINIMUM, max_size=passwords.MAXIMUM))
def test_no_text_is_too_odd_to_be_judged(password):
    assert passwords.weakness(password, ["Zoé"]) in (None, "guessable")
