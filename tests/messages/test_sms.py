"""What the settings choose: gateways in order, credentials from files."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pluggy
import pytest

from guichet import default_hooks, hookspecs
from guichet.hookspecs import hookimpl
from guichet.messages.aspsms import Aspsms
from guichet.messages.failover import Failover
from guichet.messages.sms import check_credits, gateway_of
from guichet.messages.swisscom import Swisscom
from guichet.messages.transports import Nowhere
from guichet.settings import AspsmsSettings, Settings, SettingsError, SmsSettings, SwisscomSettings

from .providerserver import CREATED, KEY, NUMBER, OK, TEXT, aspsms_reply
from .test_failover import StartProvider
from .test_smtp import SETTINGS


@pytest.fixture
def sms(tmp_path: Path, refusing_port: int) -> SmsSettings:
    """Both providers, at addresses without a server, with their credentials."""
    for name, content in (("user", "USERKEY\n"), ("password", " pass w0rd \n"), ("client", "client-1d")):
        (tmp_path / name).write_text(content)
    return SmsSettings(
        gateways=(("aspsms", 10), ("swisscom", 1)),
        originator="GuichetAI",
        aspsms=AspsmsSettings(f"http://127.0.0.1:{refusing_port}", str(tmp_path / "user"), str(tmp_path / "password")),
        swisscom=SwisscomSettings(f"http://127.0.0.1:{refusing_port}", str(tmp_path / "client")),
    )


def production(sms: SmsSettings) -> Settings:
    return replace(SETTINGS, sms=sms)


def only(sms: SmsSettings, name: str) -> SmsSettings:
    return replace(sms, gateways=((name, 1),))


def test_two_chosen_gateways_stand_in_for_each_other(sms: SmsSettings, provider_server: StartProvider) -> None:
    server = provider_server(CREATED)
    gateway = gateway_of(replace(sms, swisscom=replace(sms.swisscom, url=server.url)))
    assert isinstance(gateway, Failover)
    assert gateway.weights() == {"aspsms": 10.0, "swisscom": 1.0}
    assert gateway.send(NUMBER, TEXT, KEY) == "a1b2-c3d4"
    assert server.requests[0].headers["client_id"] == "client-1d"


@pytest.mark.parametrize(("name", "kind"), [("aspsms", Aspsms), ("swisscom", Swisscom)])
def test_one_chosen_gateway_stands_alone(sms: SmsSettings, name: str, kind: type) -> None:
    assert isinstance(default_hooks.guichet_sms_gateway(production(only(sms, name))), kind)


def test_the_credentials_are_those_of_the_files_without_blanks_around(
    sms: SmsSettings, provider_server: StartProvider
) -> None:
    server = provider_server(OK)
    gateway = gateway_of(replace(only(sms, "aspsms"), aspsms=replace(sms.aspsms, url=server.url)))
    assert gateway is not None
    gateway.send(NUMBER, TEXT, KEY)
    body = server.requests[0].body
    assert (body["UserName"], body["Password"], body["Originator"]) == ("USERKEY", "pass w0rd", "GuichetAI")


def test_without_a_chosen_gateway_there_is_none() -> None:
    assert default_hooks.guichet_sms_gateway(production(SmsSettings())) is None


def test_a_development_machine_sends_nowhere_whatever_is_chosen(sms: SmsSettings) -> None:
    settings = replace(production(sms), environment="development")
    assert isinstance(default_hooks.guichet_sms_gateway(settings), Nowhere)


def test_a_plugin_that_answers_comes_before_the_gateways_of_the_settings(sms: SmsSettings) -> None:
    class OfficeProvider:
        @hookimpl
        def guichet_sms_gateway(self, settings: Settings) -> Nowhere:
            return Nowhere()

    manager = pluggy.PluginManager("guichet")
    manager.add_hookspecs(hookspecs)
    manager.register(OfficeProvider())
    manager.register(default_hooks)
    assert isinstance(manager.hook.guichet_sms_gateway(settings=production(sms)), Nowhere)


FILES = [
    ("aspsms", "user", "guichet.sms.aspsms.user_file"),
    ("aspsms", "password", "guichet.sms.aspsms.password_file"),
    ("swisscom", "client", "guichet.sms.swisscom.client_id_file"),
]


@pytest.mark.parametrize(("name", "file", "key"), FILES)
@pytest.mark.parametrize("content", [b"", b"\n", b"s3cret\nlines", b"s3cret\there", b"s3cr\xc3\xa9t", b"s3cret\xff"])
def test_a_credential_of_several_lines_stops_the_start_unquoted(
    sms: SmsSettings, tmp_path: Path, name: str, file: str, key: str, content: bytes
) -> None:
    (tmp_path / file).write_bytes(content)
    with pytest.raises(SettingsError) as refused:
        gateway_of(only(sms, name))
    assert str(refused.value).startswith(f"{key}: ")
    assert f"write what the provider gave you into {tmp_path / file}" in str(refused.value)
    assert "s3cr" not in str(refused.value)


@pytest.mark.parametrize(("name", "file", "key"), FILES)
def test_a_missing_credential_stops_the_start(sms: SmsSettings, tmp_path: Path, name: str, file: str, key: str) -> None:
    (tmp_path / file).unlink()
    with pytest.raises(SettingsError, match=rf"{key}: .*No such file.*write what the provider gave you into"):
        gateway_of(only(sms, name))


def test_a_gateway_that_is_not_chosen_needs_no_credential(sms: SmsSettings, tmp_path: Path) -> None:
    (tmp_path / "client").unlink()
    assert gateway_of(only(sms, "aspsms")) is not None


def test_an_operator_can_ask_for_the_credits(sms: SmsSettings, provider_server: StartProvider) -> None:
    server = provider_server(aspsms_reply(Credits="42", StatusCode="1", StatusInfo="OK"))
    assert check_credits(replace(sms, aspsms=replace(sms.aspsms, url=server.url))) == 42
    with pytest.raises(SettingsError, match=r"guichet\.sms\.gateways"):
        check_credits(only(sms, "swisscom"))


def test_no_credential_shows_when_a_gateway_is_printed(sms: SmsSettings) -> None:
    printed: list[Any] = [gateway_of(sms), gateway_of(only(sms, "aspsms")), gateway_of(only(sms, "swisscom")), sms]
    for secret in ("USERKEY", "pass w0rd", "client-1d"):
        assert secret not in repr(printed)
