"""Keys and credentials in files: there, for their owner alone, and of the right kind."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from guichet.cli.doctor.key_checks import desk_key_checks, mail_key_check
from guichet.plugins import installed
from guichet.settings import MailSettings, Settings, SmsSettings, SwisscomSettings, TenantSettings

OFFICE = Settings("production", b"s" * 32, "memory://", MailSettings(), ())
DESK = TenantSettings("be", ("be.example",), "https://be.example", "file:///x/Data.fs", "guichet@be.example")
FORM = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@pytest.fixture
def secret(tmp_path):
    """``secret(content, mode)``: the path of a file."""

    def write(content, mode=0o400):
        file = tmp_path / f"secret-{mode:o}"
        file.write_bytes(content)
        file.chmod(mode)
        return str(file)

    return write


def audit_key(path):
    return list(desk_key_checks(OFFICE, replace(DESK, audit_key_file=path), installed()))[-1]


def test_key_of_the_audit_log_is_an_ed25519_key_of_its_owner_alone(secret):
    key = ed25519.Ed25519PrivateKey.generate().private_bytes(*FORM)
    assert audit_key(secret(key)).line == "ok       be: audit key"
    readable = audit_key(secret(key, 0o644))
    assert (readable.state, "chmod 400" in readable.remedy) == ("wrong", True)


@pytest.mark.parametrize("content", [b"no key", ec.generate_private_key(ec.SECP256R1()).private_bytes(*FORM)])
def test_other_keys_of_the_audit_log_are_wrong(secret, content):
    assert audit_key(secret(content)).state == "wrong"


def test_key_of_the_audit_log_that_is_not_there_is_wrong():
    assert "openssl genpkey" in audit_key("/nowhere/be-audit.pem").remedy


def test_password_of_the_relay_has_to_be_readable(secret):
    settings = MailSettings(username="guichet", password_file=secret(b"x"))
    assert mail_key_check(settings).state == "ok"
    result = mail_key_check(replace(settings, password_file="/nowhere"))
    assert (result.state, "guichet.mail.password_file" in result.remedy) == ("wrong", True)


def test_desk_without_a_provider_cannot_send_codes():
    (result,) = desk_key_checks(OFFICE, DESK, installed())
    assert (result.state, "write guichet.sms.gateways" in result.remedy) == ("wrong", True)


def test_provider_without_its_credentials_cannot_send_codes(secret):
    swisscom = SwisscomSettings("https://api.example", secret(b"id"))
    sms = SmsSettings((("swisscom", 1),), "Guichet", swisscom=swisscom)
    (result,) = desk_key_checks(replace(OFFICE, sms=sms), DESK, installed())
    assert result.state == "ok"
    lacking = replace(sms, swisscom=replace(swisscom, client_id_file="/nowhere"))
    (result,) = desk_key_checks(replace(OFFICE, sms=lacking), DESK, installed())
    assert (result.state, "client_id_file" in result.remedy) == ("wrong", True)
