"""The authenticator app: what its codes are worth, when, and how often."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from ZODB.POSException import ConflictError

from guichet.mfa import totp
from guichet.mfa.sms_codes import new_nonce
from guichet.store.database import write_transaction
from guichet.testing.moving_clock import START
from guichet.testing.people import user_of

MANAGER = "manager@be.example"
KEY = b"k" * 32
SECRET = totp.secret_of(b"a nonce", KEY)
STEP = timedelta(seconds=30)
RFC_6238 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""``12345678901234567890`` in Base32, the secret of appendix B."""


def shown(moment=START, secret=SECRET):
    """What the app shows at a moment."""
    return pyotp.TOTP(secret).at(moment)


@pytest.fixture
def lea(desks):
    """Lea Rochat's account with an app, in a transaction of its own."""
    with desks.acting("be") as ctx:
        user = user_of(ctx, MANAGER)
        user.totp_nonce = b"a nonce"
        yield user


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_the_codes_are_those_of_the_standard(seconds, code):
    assert totp.step_of(RFC_6238, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


def test_the_secret_has_the_160_bits_that_the_standard_recommends():
    assert len(SECRET) == 32
    assert totp.in_groups(SECRET).split(" ") == [SECRET[start : start + 4] for start in range(0, 32, 4)]


def test_another_desk_or_another_app_has_another_secret():
    assert len({totp.secret_of(b"a nonce", KEY), totp.secret_of(b"a nonce", b"q" * 32), totp.secret_of(b"b", KEY)}) == 3
    assert len(new_nonce()) == 16


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_the_clock_of_a_phone_may_be_wrong_by_one_step(late):
    assert totp.step_of(SECRET, shown(START + late * STEP), START) is not None


@pytest.mark.parametrize("late", [-2, 2])
def test_a_phone_whose_clock_is_wrong_by_two_steps_is_refused(late):
    assert totp.step_of(SECRET, shown(START + late * STEP), START) is None


def test_a_code_of_ten_minutes_ago_is_refused():
    assert totp.step_of(SECRET, shown(START - timedelta(minutes=10)), START) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "½½½½½½", "١٢٣٤٥٦"])
def test_what_is_no_code_is_wrong_and_nothing_worse(typed):
    assert totp.step_of(SECRET, typed, START) is None


def test_a_code_is_taken_once(lea):
    assert totp.use(lea, shown(), KEY, START) == "right"
    assert totp.use(lea, shown(), KEY, START) == "expired"
    assert totp.use(lea, shown(START + STEP), KEY, START + STEP) == "right"


def test_a_code_from_before_the_one_used_last_is_not_taken_any_more(lea):
    assert totp.use(lea, shown(START + STEP), KEY, START) == "right"
    assert totp.use(lea, shown(START), KEY, START) == "expired"


def test_a_wrong_code_uses_up_nothing(lea):
    wrong = f"{(int(shown()) + 1) % 10**6:06}"
    assert totp.use(lea, wrong, KEY, START) == "wrong"
    assert totp.use(lea, shown(), KEY, START) == "right"


def test_without_an_app_every_code_is_wrong(lea):
    lea.totp_nonce = b""
    assert totp.use(lea, pyotp.TOTP(totp.secret_of(b"", KEY)).at(START), KEY, START) == "wrong"


def test_of_two_browsers_that_send_the_same_code_at_once_one_wins(desks):
    with desks.acting("be") as ctx:
        user_of(ctx, MANAGER).totp_nonce = b"a nonce"
    db, taken = desks["be"].db, []
    with pytest.raises(ConflictError), write_transaction(db) as one, write_transaction(db) as other:
        for portal in (one, other):
            taken.append(totp.use(portal["users"].with_email(MANAGER), shown(), KEY, START))
    assert taken == ["right", "right"]
    # The loser starts again, on what the winner has left.
    with write_transaction(db) as again:
        assert totp.use(again["users"].with_email(MANAGER), shown(), KEY, START) == "expired"


def test_what_is_stored_of_an_app_does_not_tell_its_secret(lea, desks):
    secret = totp.secret_of(lea.totp_nonce, desks["be"].keys("app"))
    assert secret not in [totp.secret_of(lea.totp_nonce, bytes(length)) for length in range(33)]
    assert all(secret not in str(kept) for kept in vars(lea).values())


def test_the_address_for_the_app_names_the_office_and_the_person():
    address = totp.address_of(SECRET, MANAGER, "Office AI Canton de Berne")
    assert address == (
        "otpauth://totp/Office%20AI%20Canton%20de%20Berne:manager%40be.example"
        f"?secret={SECRET}&issuer=Office%20AI%20Canton%20de%20Berne"
    )
    parsed = pyotp.parse_uri(address)
    assert (parsed.secret, parsed.name, parsed.issuer) == (SECRET, MANAGER, "Office AI Canton de Berne")
    assert (parsed.digits, parsed.interval, parsed.digest().name) == (6, 30, "sha1")
