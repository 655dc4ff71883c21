"""What the internet sees of a desk: certificate and answer of its address, DNS of its sender."""

from datetime import UTC, datetime

import pytest

from guichet.cli.doctor import public_checks
from guichet.cli.doctor.public_checks import address_checks, sender_checks
from guichet.settings import TenantSettings

SPF, DMARC = '"v=spf1 include:spf.example.ch -all"', '"v=DMARC1; p=quarantine"'
COMPLETE = {
    ("be.example", "TXT"): ['"some-verification=1"', SPF],
    ("_dmarc.be.example", "TXT"): [DMARC],
    ("be.example", "MX"): ["10 mail.be.example."],
}


def desk(port=443):
    url = f"https://127.0.0.1:{port}"
    return TenantSettings("be", ("127.0.0.1",), url, "file:///x/Data.fs", "guichet@be.example")


def address(port):
    (result,) = address_checks(desk(port))
    return result.state, result.found, result.remedy


def test_address_with_a_trusted_certificate_that_answers_is_well(tls_server):
    assert address(tls_server()) == ("ok", "", "")


@pytest.mark.parametrize(
    ("status", "remedy"), [(421, "add the host"), (502, "start the server"), (404, "look at the log")]
)
def test_answer_of_another_status_says_what_to_do(tls_server, status, remedy):
    state, found, advice = address(tls_server(status))
    assert (state, found) == ("wrong", f"answers {status}")
    assert advice.startswith(remedy)


def test_certificate_that_was_not_renewed_in_time_is_a_warning(tls_server, monkeypatch):
    monkeypatch.setattr("guichet.clock.now", lambda: datetime(2119, 12, 20, tzinfo=UTC))
    state, found, _remedy = address(tls_server())
    assert (state, found) == ("warning", "its certificate expires on 2120-01-01")


def test_certificate_that_is_not_trusted_is_wrong(tls_server):
    state, found, _remedy = address(tls_server(trusted=False))
    assert state == "wrong"
    assert "certificate verify failed" in found


def test_address_where_nothing_listens_is_wrong():
    assert address(1)[0] == "wrong"


def states(resolver, records):
    return {one.what.rpartition(" ")[2]: one.state for one in sender_checks(desk(), resolver(records))}


def test_sender_with_all_records_is_well(resolver):
    assert states(resolver, COMPLETE) == {"SPF": "ok", "DMARC": "ok", "MX": "ok"}


@pytest.mark.parametrize(
    ("key", "name"),
    [(("be.example", "TXT"), "SPF"), (("_dmarc.be.example", "TXT"), "DMARC"), (("be.example", "MX"), "MX")],
)
def test_record_that_is_missing_is_a_warning_of_its_own(resolver, key, name):
    records = {one: found for one, found in COMPLETE.items() if one != key}
    assert [one for one, state in states(resolver, records).items() if state == "warning"] == [name]


@pytest.mark.parametrize(
    ("policies", "state"),
    [([SPF, '"v=spf1 -all"'], "wrong"), (['"v=spf1 +all"'], "warning"), (['"v=spf1 ~all"'], "ok")],
)
def test_policy_is_one_and_does_not_allow_everyone(resolver, policies, state):
    assert states(resolver, COMPLETE | {("be.example", "TXT"): policies})["SPF"] == state


def test_dns_that_is_silent_is_a_warning(resolver, monkeypatch):
    monkeypatch.setattr(public_checks, "TIMEOUT", 0.2)
    (result,) = sender_checks(desk(), resolver())
    assert (result.state, "does not answer" in result.found) == ("warning", True)
