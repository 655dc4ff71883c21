"""The codes on paper: how many, how long, and that each works once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ZODB.POSException import ConflictError

from guichet.mfa import recovery
from guichet.mfa.mfa_actions import make_recovery_codes
from guichet.store.database import write_transaction
from guichet.testing.people import user_of
from guichet.values import recovery_code

MANAGER = "manager@be.example"
UNLIKELY = 61.1
"""Chi-square with 31 degrees of freedom exceeds it once in a thousand."""


@pytest.fixture
def lea(desks):
    """Lea Rochat, who has just made her codes: account, codes and key."""
    with desks.acting("be") as ctx:
        user = user_of(ctx, MANAGER)
        yield user, make_recovery_codes(ctx, user), desks["be"].keys("recovery")


def test_there_are_ten_codes_of_sixty_bits_each(lea):
    _user, made, _key = lea
    assert len(set(made)) == recovery.COUNT == 10
    assert {len(code) for code in made} == {12}
    assert 12 * (len(recovery_code.ALPHABET).bit_length() - 1) == 60
    assert len(set(recovery_code.ALPHABET)) == 32


def test_no_letter_is_likelier_than_another_at_any_place():
    made = [code for number in range(400) for code in recovery.codes_of(number.to_bytes(16, "big"), b"k" * 32)]
    for place in range(recovery_code.LENGTH):
        seen = Counter(code[place] for code in made)
        expected = len(made) / len(recovery_code.ALPHABET)
        assert sum((seen[letter] - expected) ** 2 / expected for letter in recovery_code.ALPHABET) < UNLIKELY, place


def test_each_code_works_once(lea):
    user, made, key = lea
    for number, code in enumerate(made, 1):
        assert recovery.use(user, code, key) == "right"
        assert recovery.use(user, code, key) == "expired"
        assert len(user.recovery_left) == 10 - number


def test_of_two_browsers_that_send_the_same_code_at_once_one_wins(desks):
    with desks.acting("be") as ctx:
        (code, *_others) = make_recovery_codes(ctx, user_of(ctx, MANAGER))
    db, key, taken = desks["be"].db, desks["be"].keys("recovery"), []
    with pytest.raises(ConflictError), write_transaction(db) as one, write_transaction(db) as other:
        for portal in (one, other):
            taken.append(recovery.use(portal["users"].with_email(MANAGER), code, key))
    assert taken == ["right", "right"]
    with write_transaction(db) as again:
        assert recovery.use(again["users"].with_email(MANAGER), code, key) == "expired"


def test_new_codes_replace_the_old_ones(desks):
    key = desks["be"].keys("recovery")
    with desks.acting("be") as ctx:
        user = user_of(ctx, MANAGER)
        old, new = make_recovery_codes(ctx, user), make_recovery_codes(ctx, user)
        assert not set(old) & set(new)
        assert {recovery.use(user, code, key) for code in old} == {"wrong"}
        assert recovery.use(user, new[0], key) == "right"


def test_a_code_is_taken_however_it_is_typed(lea):
    user, made, key = lea
    for code, typed in zip(
        made,
        (
            recovery_code.show,
            "Code de secours : {}.".format,
            str.lower,
            lambda code: f"  {code[:4]} {code[4:8]} {code[8:]}\n",
            lambda code: code.replace("0", "O").replace("1", "l"),
            lambda code: code.replace("0", "o").replace("1", "I"),
            lambda code: "–".join(code),
        ),
        strict=False,
    ):
        assert recovery.use(user, recovery_code.parse(typed(code)), key) == "right"


def test_a_code_is_printed_in_groups_of_four():
    assert recovery_code.show("7K3MQ2XW9FTA") == "7K3M-Q2XW-9FTA"


@given(st.text(max_size=20))
def test_nothing_but_a_code_is_right(typed):
    made = recovery.codes_of(b"a nonce", b"k" * 32)
    user = WithCodes()
    assert (recovery.use(user, typed, b"k" * 32) == "right") is (typed in made)


def test_the_codes_of_one_desk_are_worth_nothing_at_another(lea, desks):
    user, made, _key = lea
    assert recovery.use(user, made[0], desks["ne"].keys("recovery")) == "wrong"


def test_an_account_without_codes_takes_none(lea):
    user, _made, key = lea
    user.recovery_nonce = b""
    assert recovery.use(user, recovery.codes_of(b"", key)[0], key) == "wrong"


def test_what_is_stored_of_the_codes_does_not_tell_them(lea):
    user, made, _key = lea
    kept = [str(value) for value in vars(user).values()]
    assert not [code for code in made for value in kept if code in value or recovery_code.show(code) in value]


def test_each_nonce_is_different():
    assert len({recovery.new_nonce() for _number in range(1000)}) == 1000


class WithCodes:
    """What is asked of an account here."""

    recovery_nonce = b"a nonce"
    recovery_left = tuple(range(recovery.COUNT))
