"""Keys of one desk are useless at another, and for another purpose."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from guichet.keys import Keys

SECRET = b"s" * 32
names = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)


def test_a_key_has_32_bytes():
    assert len(Keys(SECRET, "be")("session")) == 32


def test_same_secret_desk_and_purpose_give_the_same_key_after_a_restart():
    assert Keys(SECRET, "be")("session") == Keys(SECRET, "be")("session")


def test_another_secret_gives_another_key():
    assert Keys(SECRET, "be")("session") != Keys(b"t" * 32, "be")("session")


@given(st.tuples(names, names), st.tuples(names, names))
def test_desks_and_purposes_never_share_a_key(one, other):
    same = Keys(SECRET, one[0])(one[1]) == Keys(SECRET, other[0])(other[1])
    assert same == (one == other)


def test_the_key_is_derived_as_rfc_5869_says():
    # HKDF-SHA-256 without salt, 32 bytes: one round of extract and one of expand.
    extracted = hmac.digest(b"\0" * 32, SECRET, hashlib.sha256)
    assert Keys(SECRET, "be")("session") == hmac.digest(extracted, b"guichet/be/session\x01", hashlib.sha256)


def test_keys_say_nothing_of_themselves_in_a_log():
    keys = Keys(SECRET, "be")
    keys("session")
    assert repr(keys) == "<Keys of be>"
