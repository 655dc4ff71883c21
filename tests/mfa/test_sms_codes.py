"""The six digits of a text message."""

import string
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet import clock as house_clock
from guichet.messages.enqueue import CODE, outbox_of
from guichet.mfa import sms_codes
from guichet.mfa.sms_codes import (
    CODES,
    LIFE,
    TRIES,
    _with_host,
    check,
    code_for,
    new_nonce,
    seconds_until_resend,
    send_code,
)
from guichet.testing.moving_clock import START
from guichet.testing.people import PASSWORD, user_of
from guichet.users.models import Challenge, Session

KEY = b"k" * 32
UNLIKELY = 27.9
"""Chi-square with nine degrees of freedom exceeds it once in a thousand."""


def a_challenge(*nonces, sent=START):
    challenge = Challenge()
    for nonce in nonces:
        challenge.add(nonce, sent)
    return challenge


def wrong_for(challenge):
    """Six digits that fit none of a challenge's codes."""
    taken = {code_for(nonce, KEY) for nonce, _sent in challenge.sent}
    return next(code for code in (f"{number:06}" for number in range(10)) if code not in taken)


@given(st.binary(max_size=40))
def test_a_code_has_six_digits(nonce):
    code = code_for(nonce, KEY)
    assert len(code) == 6
    assert code.isascii()
    assert code.isdecimal()


def test_every_digit_is_as_frequent_as_any_other_at_each_place():
    codes = [code_for(number.to_bytes(16, "big"), KEY) for number in range(4000)]
    for place in range(6):
        seen = Counter(code[place] for code in codes)
        expected = len(codes) / 10
        assert sum((seen[digit] - expected) ** 2 / expected for digit in "0123456789") < UNLIKELY, place
    assert len(set(codes)) > 3950, "4000 of a million meet about eight times"


def test_every_code_is_made_of_a_number_of_its_own():
    assert len({new_nonce() for _number in range(1000)}) == 1000
    assert len(new_nonce()) == 16


def test_the_code_of_one_attempt_is_worth_nothing_in_another():
    mine, other = a_challenge(b"mine"), a_challenge(b"other")
    assert check(mine, code_for(b"mine", KEY), KEY, START) == "right"
    assert check(other, code_for(b"mine", KEY), KEY, START) == "wrong"


def test_the_code_of_another_desk_is_worth_nothing():
    assert check(a_challenge(b"mine"), code_for(b"mine", b"q" * 32), KEY, START) == "wrong"


@pytest.mark.parametrize(
    ("age", "outcome"),
    [
        (timedelta(0), "right"),
        (timedelta(minutes=9, seconds=59), "right"),
        (LIFE, "right"),
        (timedelta(minutes=10, seconds=1), "expired"),
    ],
)
def test_a_code_lives_ten_minutes(age, outcome):
    assert check(a_challenge(b"mine"), code_for(b"mine", KEY), KEY, START + age) == outcome


def test_the_code_before_stays_valid_until_its_own_time_is_over():
    challenge = a_challenge(b"first")
    challenge.add(b"second", START + timedelta(minutes=5))
    assert check(challenge, code_for(b"first", KEY), KEY, START + timedelta(minutes=9)) == "right"
    late = START + timedelta(minutes=11)
    assert check(challenge, code_for(b"first", KEY), KEY, late) == "wrong"
    assert check(challenge, code_for(b"second", KEY), KEY, late) == "right"


def test_after_five_wrong_codes_the_right_one_comes_too_late():
    challenge = a_challenge(b"mine")
    outcomes = [check(challenge, wrong_for(challenge), KEY, START) for _number in range(TRIES)]
    assert outcomes == ["wrong"] * 4 + ["exhausted"]
    assert check(challenge, code_for(b"mine", KEY), KEY, START) == "exhausted"


def test_a_new_code_brings_no_new_tries():
    challenge = a_challenge(b"first")
    for _number in range(TRIES - 1):
        check(challenge, wrong_for(challenge), KEY, START)
    challenge.add(b"second", START)
    assert check(challenge, wrong_for(challenge), KEY, START) == "exhausted"


def test_a_code_that_is_too_old_costs_no_try():
    challenge = a_challenge(b"mine")
    for _number in range(TRIES + 1):
        assert check(challenge, code_for(b"mine", KEY), KEY, START + timedelta(hours=1)) == "expired"
    assert challenge.wrong == 0


@given(st.text(max_size=12))
def test_nothing_but_the_digits_is_right(typed):
    challenge, code = a_challenge(b"mine"), code_for(b"mine", KEY)
    digits = "".join(character for character in typed if character.isdigit())
    assert (check(challenge, typed, KEY, START) == "right") is (digits == code)


@pytest.mark.parametrize(
    "change", [lambda code: code[:5], lambda code: code + "0", lambda code: "", lambda code: "0" + code]
)
def test_all_six_digits_are_wanted_and_no_more(change):
    assert check(a_challenge(b"mine"), change(code_for(b"mine", KEY)), KEY, START) == "wrong"


@pytest.mark.parametrize(("passed", "left"), [(0, 60), (1, 59), (59, 1), (60, 0), (3600, 0)])
def test_a_further_code_has_to_be_waited_for(passed, left):
    assert seconds_until_resend(a_challenge(b"mine"), 60, START + timedelta(seconds=passed)) == left


def test_the_first_code_is_not_waited_for():
    assert seconds_until_resend(Challenge(), 60, START) == 0


def test_each_code_restarts_the_wait():
    challenge = a_challenge(b"first")
    challenge.add(b"second", START + timedelta(seconds=60))
    assert seconds_until_resend(challenge, 30, START + timedelta(seconds=60)) == 30


def test_three_codes_an_attempt_are_enough():
    assert CODES == 3


def test_what_is_stored_of_a_code_does_not_tell_it(desks):
    with desks.acting("be") as ctx:
        user = user_of(ctx, "manager@be.example")
        session = Session(user.id, "code", house_clock.now())
        send_code(ctx, session, user)
        (message,) = outbox_of(ctx.portal).values()
        ((nonce, _sent),) = session.challenge.sent
        code = code_for(nonce, desks["be"].keys("code"))
        assert message.text.startswith(CODE)
        assert message.expires == ctx.now + LIFE
        assert message.recipient == user.phone
        for kept in (*vars(message).values(), *vars(session.challenge).values()):
            assert code not in str(kept)


def test_what_is_stored_of_a_code_is_the_same_for_every_key(desks, monkeypatch):
    """So neither the code nor a hash of it is stored: both would differ with the key."""
    monkeypatch.setattr(sms_codes, "new_nonce", lambda: b"n" * 16)
    stored = []
    for key in (b"a" * 32, b"b" * 32):
        monkeypatch.setitem(desks["be"].keys._derived, "code", key)
        with desks.acting("be") as ctx:
            session = Session(user_of(ctx, "manager@be.example").id, "code", ctx.now)
            before = set(outbox_of(ctx.portal))
            send_code(ctx, session, user_of(ctx, "manager@be.example"))
            (name,) = set(outbox_of(ctx.portal)) - before
            message, own = (
                vars(outbox_of(ctx.portal)[name]),
                {"id", "__name__", "__parent__", "created", "expires", "first_due", "not_before"},
            )
            challenge = {name: str(value) for name, value in vars(session.challenge).items() if name != "sent"}
            nonces = [nonce for nonce, _sent in session.challenge.sent]
            kept = {name: str(value) for name, value in message.items() if name not in own}
            stored.append((kept, challenge, nonces, sorted(vars(session).keys()), session.device))
    assert stored[0] == stored[1]


GSM = {*string.ascii_letters, *string.digits, *" \n@#.,;:!?()+-/'éèàùòìäöüÄÖÜß"}
"""What fits into one text message of 160 signs; a single other one leaves it 70 (3GPP TS 23.038, 6.2.1)."""


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("tenant_id", ["be", "ne"])
def test_last_line_of_the_message_fills_the_code_in(desks, tenant_id, language):
    with desks.acting(tenant_id) as ctx:
        user_of(ctx, f"insured@{tenant_id}.example").language = language
    browser = desks.browser(tenant_id).open("/")
    browser.fill("Adresse e-mail", f"insured@{tenant_id}.example").fill("Mot de passe", PASSWORD)
    browser.press("Se connecter")
    sent = desks.outbox(tenant_id).texts[-1]
    assert sent.language == language
    assert sent.text.splitlines()[-1] == f"@{tenant_id}.localhost #{sent.code}"
    assert sent.text.startswith(sent.code)
    assert set(sent.text) <= GSM and len(sent.text) <= 160


@pytest.mark.parametrize(("length", "fits"), [(30, True), (90, False)])
def test_host_too_long_for_one_message_is_left_out(length, fits):
    text = "{code} est votre code Guichet AI BE. Ne le transmettez à personne."
    written = _with_host(text, "a" * length).replace("{code}", "012345")
    assert len(written) <= 160
    assert written.endswith(f"@{'a' * length} #012345") is fits
