"""Codes are drawn fairly, and judged by our own clock (OWASP ASVS 5.0, 6.5.4 and 6.5.8)."""

from collections import Counter
from datetime import timedelta
from email.utils import format_datetime

import pyotp

from guichet import clock as house_clock
from guichet.mfa.sms_codes import code_for, new_nonce
from guichet.mfa.totp import secret_of
from guichet.testing.people import PASSWORD, user_of

MANAGER = "manager@be.example"

DRAWS = 100_000
"""Enough to see a bias of a tenth in any thousandth of the codes."""
UNLIKELY = 1300
"""Chi-square with 999 degrees of freedom exceeds it less than once in a thousand million runs."""


def test_every_code_is_as_likely_as_any_other(desks):
    key = desks["be"].keys("code")
    codes = [code_for(new_nonce(), key) for _draw in range(DRAWS)]
    for part in (slice(0, 3), slice(3, 6)):
        seen = Counter(code[part] for code in codes)
        assert chi_square([seen[f"{number:03}"] for number in range(1000)]) < UNLIKELY
    # A thousand codes in a row are a thousand different ones, now and then but one or two.
    assert len(set(codes[:1000])) > 990


def test_fairness_measure_notices_codes_that_never_begin_with_zero():
    assert chi_square([0] * 100 + [DRAWS // 900] * 900) > UNLIKELY


def chi_square(seen):
    expected = sum(seen) / len(seen)
    return sum((count - expected) ** 2 / expected for count in seen)


def test_the_time_that_a_browser_claims_does_not_matter(be, desks):
    with desks.acting("be") as ctx:
        user = user_of(ctx, MANAGER)
        user.totp_nonce = new_nonce()
        app = pyotp.TOTP(secret_of(user.totp_nonce, desks["be"].keys("app")))
    be.open("/").fill("Adresse e-mail", MANAGER).fill("Mot de passe", PASSWORD).press("Se connecter")
    form = be.page.document.get_element_by_id("form")
    then = house_clock.now() - timedelta(minutes=10)
    claimed = {"Date": format_datetime(then), "X-Time": then.isoformat(), "Origin": be.desk.tenant_settings.url}
    more = [("time", then.isoformat()), ("now", str(int(then.timestamp())))]

    def give(code):
        controls = [(name, code if name == "code" else value) for name, value in be.page.controls(form)]
        return be.post("/code", [*controls, *more], claimed).follow()

    assert give(app.at(then)).status_int == 422
    assert give(app.at(house_clock.now())).request.path.startswith("/issuers/")
