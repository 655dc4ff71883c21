"""One read of the settings: what is wrong in the ini file is named with its remedy, and every key is documented."""

from dataclasses import replace
from operator import attrgetter
from pathlib import Path

import pytest
import zodburi
from click import ClickException
from hypothesis import given
from hypothesis import strategies as st
from plaster import get_settings

from guichet import app, settings
from guichet.cli.settings_file import settings_file
from guichet.settings import PER_TENANT, PREFIX, SETTINGS, Setting, SettingsError
from guichet.settings.setting import markdown_table, number, one_of, words, yes_no

ROOT = Path(__file__).parents[1]
OF_BERNE = tuple(replace(one, name=f"tenant.be.{one.name}") for one in PER_TENANT)
KEYS = tuple(one.name for one in (*SETTINGS, *OF_BERNE))
STARRED = {
    "hosts": "*.localhost",
    "url": "http://*.localhost:6543",
    "storage": "file:///tmp/*/Data.fs",
    "mail_from": "guichet@*.example",
}
"""Lines of every desk, by the names behind ``guichet.tenant.*.``."""
PRODUCTION_NEEDS = ("secret_file", "tenants", *(f"tenant.be.{key}" for key in ("hosts", "url", "storage", "mail_from")))


@pytest.fixture(scope="module")
def secret_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("keys") / "secret"
    file.write_text(bytes(range(32)).hex())
    return file


@pytest.fixture(scope="module")
def raw(secret_file):
    """The shortest settings of a production desk."""
    return {
        "guichet.tenants": "be",
        "guichet.secret_file": str(secret_file),
        "guichet.tenant.be.hosts": "guichet.be.example WWW.guichet.be.example",
        "guichet.tenant.be.url": "https://guichet.be.example/",
        "guichet.tenant.be.storage": "file:///var/lib/guichet/be/Data.fs",
        "guichet.tenant.be.mail_from": "guichet@be.example",
    }


def refusal(raw):
    with pytest.raises(SettingsError) as raised:
        settings.read(raw)
    return str(raised.value)


def test_without_an_environment_it_is_production(raw):
    assert not settings.read(raw).development


def test_hosts_are_lower_case_and_the_address_has_no_slash_at_its_end(raw):
    (desk,) = settings.read(raw).desks
    assert desk.hosts == ("guichet.be.example", "www.guichet.be.example")
    assert desk.url == "https://guichet.be.example"


@pytest.mark.parametrize("text", ["0", "6", "-1", "many", ""])
def test_in_production_no_user_is_sent_more_than_five_codes_an_hour(raw, text):
    assert refusal(raw | {"guichet.codes_per_hour": text}).endswith("write a number from 1 to 5")


def test_the_head_of_the_audit_log_goes_to_an_address_alone(raw):
    key = "guichet.tenant.be.audit_head_to"
    assert settings.read(raw).desks[0].audit_head_to == ""
    assert settings.read(raw | {key: " officer@Example.ch"}).desks[0].audit_head_to == "officer@example.ch"
    assert refusal(raw | {key: "officer"}).endswith("write an e-mail address, e.g. officer@example.ch")


def test_without_a_number_of_codes_it_is_five(raw):
    assert settings.read(raw).codes_per_hour == 5
    assert settings.read(raw | {"guichet.codes_per_hour": "3"}).codes_per_hour == 3


LISTEN = "guichet.monitoring.listen"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("9101", ("127.0.0.1", 9101)),
        ("10.0.0.5:9101", ("10.0.0.5", 9101)),
        ("monitor.example:9101", ("monitor.example", 9101)),
        ("[::1]:9101", ("::1", 9101)),
    ],
)
def test_metrics_are_for_this_machine_unless_an_address_is_written(raw, text, found):
    assert settings.read(raw | {LISTEN: text}).monitoring.listen == found


@pytest.mark.parametrize(
    "text", ["0", "65536", "host", ":9101", "host:", "host:0", "a b:9101", "::1:9101", "9101 9102"]
)
def test_what_is_no_address_of_the_metrics_is_refused_with_an_example(raw, text):
    assert refusal(raw | {LISTEN: text}).endswith("e.g. 9101, or an address with a port, e.g. 10.0.0.5:9101")


def test_what_is_no_network_is_refused_with_an_example(raw):
    key = "guichet.monitoring.health_from"
    assert refusal(raw | {key: "10.0.0.5/24"}).endswith("e.g. 127.0.0.1 10.0.0.0/24")


def test_other_peoples_keys_are_left_alone(raw):
    settings.read(raw | {"pyramid.reload_templates": "true", "use": "egg:guichet"})


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("guichet.secretfile", "guichet.secret_file"),
        ("guichet.mail.hots", "guichet.mail.host"),
        ("guichet.sms.aspsms.userfile", "guichet.sms.aspsms.user_file"),
        ("guichet.tenant.be.host", "guichet.tenant.be.hosts"),
        ("guichet.tennants", "guichet.tenants"),
        ("guichet.tenant.ne.hosts", "guichet.tenant.be.hosts"),
    ],
)
def test_an_unknown_key_names_the_nearest(raw, wrong, nearest):
    assert refusal(raw | {wrong: "x"}) == f"unknown setting {wrong}: did you mean {nearest}?"


@given(key=st.text(min_size=1))
def test_whatever_is_unknown_is_refused(raw, key):
    if key not in KEYS:
        assert refusal(raw | {f"guichet.{key}": "x"}).startswith(f"unknown setting guichet.{key}: did you mean ")


@pytest.mark.parametrize("key", PRODUCTION_NEEDS)
def test_a_missing_key_is_named(raw, key):
    without = {name: value for name, value in raw.items() if name != f"guichet.{key}"}
    assert f"guichet.{key}" in refusal(without)


HOSTS = "write host names without https:// and port, e.g. guichet.example.ch"
AGE_KEYS = "write public keys that begin with age1, as 'guichet backup-key' prints them"
ADDRESS = "write an address without a path, e.g. https://guichet.example.ch"


@pytest.mark.parametrize(
    ("key", "value", "remedy"),
    [
        ("environment", "prod", "write development or production"),
        ("mail.port", "smtp", "write a number from 1 to 65535"),
        ("mail.port", "0", "write a number from 1 to 65535"),
        ("mail.port", "65536", "write a number from 1 to 65535"),
        ("mail.port", "٢٥", "write a number from 1 to 65535"),
        ("mail.security", "ssl", "write none, starttls or tls"),
        (
            "backup.public_keys",
            "age1short",
            "write public keys that begin with age1, as 'guichet backup-key' prints them",
        ),
        ("sms.originator", "IV-Stelle", "write at most 11 letters and digits"),
        ("sms.originator", "GuichetAIBern", "write at most 11 letters and digits"),
        ("tenant.be.sms_per_day", "0", "write a number from 1 to 9999999"),
        ("tenant.be.sms_per_day", "many", "write a number from 1 to 9999999"),
        ("tenant.be.hosts", "https://guichet.be.example", HOSTS),
        ("tenant.be.hosts", "guichet.be.example:443", HOSTS),
        ("tenant.be.hosts", "guichet.be.example/", HOSTS),
        ("tenant.be.hosts", "-guichet.be", HOSTS),
        ("tenant.be.url", "guichet.be.example", ADDRESS),
        ("tenant.be.url", "ftp://guichet.be.example", ADDRESS),
        ("tenant.be.url", "https://", ADDRESS),
        ("tenant.be.url", "https://guichet.be.example/x", ADDRESS),
        ("tenant.be.url", "https://a@guichet.be.example", ADDRESS),
        ("tenant.be.url", "https://guichet.be.example?x=1", ADDRESS),
        ("tenant.be.url", "https://x:port", ADDRESS),
    ],
)
def test_a_value_that_cannot_be_is_named_with_what_can(raw, key, value, remedy):
    assert refusal(raw | {f"guichet.{key}": value}) == f"guichet.{key} is {value!r}: {remedy}"


PRODUCTION_ONLY = [
    ({"mail.host": "smtp.example.ch"}, "guichet.mail.security is 'none', but 'smtp.example.ch' is another machine"),
    ({"mail.host": "10.0.0.5", "mail.security": "none"}, "write starttls or tls"),
    ({"tenant.be.url": "http://guichet.be.example"}, "guichet.tenant.be.url is 'http://guichet.be.example': write an"),
    ({"tenant.be.url": "https://guichet.ne.example"}, "add guichet.ne.example to guichet.tenant.be.hosts"),
    ({"tenant.be.hosts": "www.guichet.be.example"}, "add guichet.be.example to guichet.tenant.be.hosts"),
    ({"codes_per_hour": "6"}, "write a number from 1 to 5"),
    ({"tenant.be.storage": "memory://"}, "guichet.tenant.be.storage begins with 'memory:': write file://, postgres://"),
    ({"tenant.be.storage": "zeo://db.example:8100"}, "guichet.tenant.be.storage begins with 'zeo:'"),
    ({"tenant.be.storage": "demo:(file:///var/lib/guichet/be/Data.fs)"}, "begins with 'demo:'"),
    ({"tenant.be.storage": "postgresql://db.example/guichet_be"}, "begins with 'postgresql:'"),
    ({"tenant.be.storage": "/var/lib/guichet/be/Data.fs"}, "write file://, postgres:// or zconfig://"),
]


@pytest.mark.parametrize(("lines", "remedy"), PRODUCTION_ONLY)
def test_what_only_a_development_machine_may_have_stops_production(raw, lines, remedy):
    written = raw | {f"guichet.{key}": value for key, value in lines.items()}
    assert remedy in refusal(written)
    settings.read(written | {"guichet.environment": "development"})


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_mails_go_unencrypted_to_a_relay_on_this_machine(raw, host):
    assert settings.read(raw | {"guichet.mail.host": host}).mail.security == "none"


def test_an_address_with_a_port_or_of_ipv6_is_one_of_the_hosts(raw):
    settings.read(raw | {"guichet.tenant.be.url": "https://GUICHET.be.example:8443"})
    ipv6 = {"guichet.tenant.be.url": "https://[::1]", "guichet.tenant.be.hosts": "[::1]"}
    settings.read(raw | ipv6)


# Files with secrets


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o666, 0o620, 0o444])
def test_a_secret_that_others_can_read_or_change_stops_the_start(raw, tmp_path, mode):
    file = tmp_path / "secret"
    file.write_text(bytes(range(32)).hex())
    file.chmod(mode)
    said = refusal(raw | {"guichet.secret_file": str(file)})
    assert said == f"guichet.secret_file: other users can read or change {file} (mode {mode:o}); run: chmod 400 {file}"


@pytest.mark.parametrize("mode", [0o400, 0o600, 0o440, 0o640])
def test_a_secret_of_its_user_alone_or_of_a_group_is_read(raw, tmp_path, mode):
    file = tmp_path / "secret"
    file.write_text(bytes(range(32)).hex())
    file.chmod(mode)
    assert settings.read(raw | {"guichet.secret_file": str(file)}).secret == bytes(range(32))


@pytest.mark.parametrize(("mode", "is_read"), [(0o777, False), (0o703, False), (0o1777, True), (0o770, True)])
def test_a_secret_that_others_can_replace_stops_the_start(raw, tmp_path, mode, is_read):
    folder = tmp_path / "secrets"
    folder.mkdir()
    file = folder / "secret"
    file.write_text(bytes(range(32)).hex())
    file.chmod(0o400)
    folder.chmod(mode)
    if is_read:
        assert settings.read(raw | {"guichet.secret_file": str(file)}).secret == bytes(range(32))
    else:
        said = refusal(raw | {"guichet.secret_file": str(file)})
        expected = f"other users can put another file in place of {file}; run: chmod o-w {folder}"
        assert said == f"guichet.secret_file: {expected}"


COUNTED_ELSEWHERE = {"limits": "rediss://:t0p@redis.example:6379/0"}
STORED_ELSEWHERE = {"tenant.be.storage": "postgres://guichet:t0p@localhost/guichet_be"}


@pytest.mark.parametrize("line", [COUNTED_ELSEWHERE, STORED_ELSEWHERE], ids=lambda line: next(iter(line)))
@pytest.mark.parametrize("start", ["server", "command"])
def test_a_password_in_a_settings_file_others_can_read_stops_the_start(tmp_path, raw, line, start):
    file = tmp_path / "production.ini"
    lines = raw | {f"{PREFIX}{name}": value for name, value in line.items()}
    file.write_text("\n".join(["[app:main]", "use = egg:guichet", *(f"{key} = {lines[key]}" for key in lines)]))
    file.chmod(0o644)
    with pytest.raises((SettingsError, ClickException)) as refused:
        if start == "server":
            app.main({"__file__": str(file)}, **lines)
        else:
            settings_file(file, ())()
    assert f"other users can read or change {file} (mode 644); run: chmod 400 {file}" in str(refused.value)
    assert "t0p" not in str(refused.value)
    file.chmod(0o640)
    assert settings_file(file, ())().limits == lines.get("guichet.limits", "memory://")


@pytest.mark.parametrize(
    "written",
    ["00" * 32, "0" * 64 + "\n", "ff" * 32, "ab" * 32, "0123456789abcdef" * 4, "00112233445566778899aabbccddeeff" * 2],
)
def test_a_secret_that_is_a_pattern_stops_the_start(raw, tmp_path, written):
    file = tmp_path / "secret"
    file.write_text(written)
    assert "holds a repeated pattern" in refusal(raw | {"guichet.secret_file": str(file)})


def test_a_production_machine_is_given_its_secret(raw, tmp_path):
    missing = tmp_path / "secret"
    assert f"make one with: (umask 077; openssl rand -hex 32 > {missing})" in refusal(
        raw | {"guichet.secret_file": str(missing)}
    )
    assert not missing.exists()


def test_a_development_machine_makes_its_own_secret_and_keeps_it(raw, tmp_path):
    file = tmp_path / "new" / "secret"
    development = raw | {"guichet.environment": "development", "guichet.secret_file": str(file)}
    first = settings.read(development).secret
    assert (len(first), file.stat().st_mode & 0o777) == (32, 0o600)
    assert settings.read(development).secret == first


@pytest.mark.parametrize("content", ["", "ab" * 16, "ab" * 33])
def test_a_secret_of_another_length_is_refused(raw, tmp_path, content):
    file = tmp_path / "secret"
    file.write_text(content)
    assert "bytes instead of 32" in refusal(raw | {"guichet.secret_file": str(file)})


def test_a_secret_that_is_not_hexadecimal_is_refused(raw, tmp_path):
    file = tmp_path / "secret"
    file.write_text("correct horse battery staple")
    assert "openssl rand -hex 32" in refusal(raw | {"guichet.secret_file": str(file)})


def test_the_secret_does_not_show_in_a_log(raw):
    assert bytes(range(32)).hex() not in repr(settings.read(raw))
    assert repr(bytes(range(32))) not in repr(settings.read(raw))


SMS = {
    "guichet.sms.gateways": "aspsms swisscom",
    "guichet.sms.originator": "GuichetAI",
    "guichet.sms.aspsms.url": "https://json.aspsms.com",
    "guichet.sms.aspsms.user_file": "/etc/guichet/aspsms-user",
    "guichet.sms.aspsms.password_file": "/etc/guichet/aspsms-password",
    "guichet.sms.swisscom.url": "https://api.swisscom.com",
    "guichet.sms.swisscom.client_id_file": "/etc/guichet/swisscom-client-id",
}


@pytest.mark.parametrize(
    ("written", "gateways"),
    [
        ("aspsms swisscom", (("aspsms", 10), ("swisscom", 1))),
        ("swisscom aspsms", (("swisscom", 10), ("aspsms", 1))),
        ("swisscom", (("swisscom", 1),)),
        ("aspsms:3 swisscom:1", (("aspsms", 3), ("swisscom", 1))),
        ("", ()),
    ],
)
def test_sms_gateways_are_read_in_order_with_their_weights(raw, written, gateways):
    assert settings.read(raw | SMS | {"guichet.sms.gateways": written}).sms.gateways == gateways


def test_without_the_setting_no_sms_gateway_is_chosen(raw):
    assert settings.read(raw).sms.gateways == ()


def test_each_sms_gateway_gets_its_own_settings(raw):
    sms = settings.read(raw | SMS).sms
    assert sms.originator == "GuichetAI"
    assert (sms.aspsms.url, sms.aspsms.user_file) == ("https://json.aspsms.com", "/etc/guichet/aspsms-user")
    assert sms.aspsms.password_file == "/etc/guichet/aspsms-password"
    assert (sms.swisscom.url, sms.swisscom.client_id_file) == (
        "https://api.swisscom.com",
        "/etc/guichet/swisscom-client-id",
    )


@pytest.mark.parametrize(
    "written", ["twilio", "aspsms aspsms", "aspsms:3 swisscom", "aspsms:0", "aspsms:", "aspsms:x", "aspsms,swisscom"]
)
def test_sms_gateways_that_cannot_be_are_named_with_what_can(raw, written):
    assert refusal(raw | SMS | {"guichet.sms.gateways": written}) == (
        f"guichet.sms.gateways is {written!r}: write for instance 'aspsms swisscom' or 'aspsms:3 swisscom:1'"
    )


@pytest.mark.parametrize("key", [key for key in SMS if key != "guichet.sms.gateways"])
def test_a_chosen_sms_gateway_misses_no_setting(raw, key):
    assert refusal(raw | {name: value for name, value in SMS.items() if name != key}) == f"{key} is missing"


def test_an_sms_gateway_that_is_not_chosen_needs_no_settings(raw):
    ours = {name: value for name, value in SMS.items() if ".swisscom." not in name}
    assert settings.read(raw | ours | {"guichet.sms.gateways": "aspsms"}).sms.swisscom.url == ""


@pytest.mark.parametrize(
    "url", ["http://json.aspsms.com", "json.aspsms.com", "https://", "https://[", "https://x:port", "ftp://localhost"]
)
def test_address_that_would_receive_a_password_in_the_clear_is_refused(raw, url):
    assert refusal(raw | SMS | {"guichet.sms.aspsms.url": url}) == (
        f"guichet.sms.aspsms.url is {url!r}: write an address that begins with https://"
    )


def test_a_gateway_on_this_machine_needs_no_tls(raw):
    local = "http://127.0.0.1:8080"
    assert settings.read(raw | SMS | {"guichet.sms.swisscom.url": local}).sms.swisscom.url == local


@pytest.mark.parametrize(("given", "read"), [({}, 5000), ({"guichet.tenant.be.sms_per_day": " 200 "}, 200)])
def test_desk_sends_five_thousand_text_messages_a_day_by_default(raw, given, read):
    (desk,) = settings.read(raw | given).desks
    assert desk.sms_per_day == read


@pytest.mark.parametrize(
    ("storage", "alone"), [("file:///d/Data.fs", True), ("postgres://localhost/guichet_be", False)]
)
def test_a_database_in_files_takes_one_process(raw, storage, alone):
    (desk,) = settings.read(raw | {"guichet.tenant.be.storage": storage}).desks
    assert desk.one_process is alone


def test_the_documentation_shows_the_table_of_the_settings():
    lines = (ROOT / "docs" / "settings.md").read_text().splitlines()
    start = lines.index("| Setting | Without the line | Meaning |")
    shown = lines[start : lines.index("", start)]
    expected = markdown_table((*SETTINGS, *OF_BERNE), PREFIX)
    assert shown == expected, "write this table into docs/settings.md:\n" + "\n".join(expected)


def test_records_made_without_an_ini_file_have_the_defaults_of_the_table(raw):
    read = settings.read(raw)
    assert (read.mail, read.sms) == (settings.MailSettings(), settings.SmsSettings())
    by_hand = settings.TenantSettings("be", ("be",), "", "", "")
    assert (read.codes_per_hour, read.desks[0].sms_per_day) == (settings.MAX_CODES, by_hand.sms_per_day)


AGE_KEY = "age1vjkynp8t0necgtg0rc9vwv7423wm67ce3gsedsjx6angxsemua8sd4w7cc"
WRITTEN = {
    "environment": "development",
    "limits": "redis://localhost:6379/0",
    "codes_per_hour": "4",
    "mail_from": "other@be.example",
    "mail.port": "587",
    "mail.security": "starttls",
    "sms.gateways": "swisscom",
    "monitoring.listen": "9101",
    "monitoring.health_from": "10.0.0.0/24",
    "monitoring.request_id_from_proxy": "yes",
    "tenants": "be",
    "hosts": "other.example",
    "url": "https://other.example",
    "sms_per_day": "77",
    "uploads_per_day": "78",
    "upload_megabytes_per_day": "79",
    "draft_megabytes": "80",
    "audit_head_to": "officer@example.ch",
    "backup.public_keys": AGE_KEY,
    "backup.full_hours": "23",
    "backup.keep_hours": "47",
    "backup.keep_daily": "13",
    "backup.keep_weekly": "4",
}
"""A value of each setting that takes no plain text; it is not the default."""
MADE_FROM = {"secret_file": "secret", "tenants": "desks"}
"""Settings that name what an attribute is made from."""


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_value_of_every_setting_reaches_its_attribute(raw, setting):
    written = WRITTEN.get(setting.name) or ("https://a.example" if setting.name.endswith("url") else "Abc")
    if setting.name in MADE_FROM:
        assert getattr(settings.read(raw), MADE_FROM[setting.name])
    else:
        encrypted = {"guichet.mail.security": "tls"}  # a relay elsewhere is refused without
        key = {"guichet.backup.public_keys": AGE_KEY}  # a folder of backups without one is refused
        read = settings.read(raw | SMS | encrypted | key | {f"guichet.{setting.name}": written})
        assert setting.parse(written) != setting.default
        assert attrgetter(setting.name)(read) == setting.parse(written)


@pytest.mark.parametrize("setting", PER_TENANT, ids=lambda setting: setting.name)
def test_value_of_every_setting_of_a_desk_reaches_its_attribute(raw, setting):
    written = WRITTEN.get(setting.name, "abc")
    # Not production, which wants the address to be that of one of the hosts.
    lines = {"guichet.environment": "development", f"guichet.tenant.be.{setting.name}": written}
    (desk,) = settings.read(raw | lines).desks
    assert setting.parse(written) != setting.default
    assert getattr(desk, setting.name) == setting.parse(written)


@pytest.mark.parametrize(
    ("table", "name", "record"),
    [
        ("SETTINGS", "banner", "Settings"),
        ("SETTINGS", "mail.banner", "MailSettings"),
        ("SETTINGS", "sms.aspsms.banner", "AspsmsSettings"),
        ("SETTINGS", "limits.banner", "Settings"),
        ("SETTINGS", "banner.colour", "Settings"),
        ("PER_TENANT", "banner", "TenantSettings"),
    ],
)
def test_setting_without_an_attribute_stops_every_start(raw, monkeypatch, table, name, record):
    monkeypatch.setattr(settings, table, (*getattr(settings, table), Setting(name, "What all pages say.")))
    with pytest.raises(AttributeError, match=record):
        settings.read(raw)


def test_every_setting_is_described():
    assert [one.name for one in (*SETTINGS, *PER_TENANT) if not one.description.endswith(".")] == []


OWN = (
    Setting("endpoint", "Where the register answers.", required=True),
    Setting("retries", "How often it is asked.", parse=number(0, 9), default=3),
    Setting("mode", "How.", parse=one_of("test", "live", "off"), default="off"),
    Setting("groups", "Who.", parse=words, default=()),
    Setting("copy", "Whether a copy is sent.", parse=yes_no, default=False),
    Setting("token", "Never shown.", parse=number(1, 9), default=None, secret=True),
)


def plugin_values(raw, **lines):
    read = settings.read(raw | {f"guichet.plugin.register.{name}": value for name, value in lines.items()})
    return settings.read_plugin(read, "register", OWN)


def test_a_plugin_s_settings_are_typed_and_have_defaults(raw):
    values = plugin_values(raw, endpoint="x", retries="5", mode="live", groups=" a  b ", copy="yes")
    assert values == {
        "endpoint": "x",
        "retries": 5,
        "mode": "live",
        "groups": ("a", "b"),
        "copy": True,
        "token": None,
    }
    assert plugin_values(raw, endpoint="x")["retries"] == 3


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ({}, "guichet.plugin.register.endpoint is missing"),
        ({"endpoint": " "}, "guichet.plugin.register.endpoint is missing"),
        (
            {"endpont": "x"},
            "unknown setting guichet.plugin.register.endpont: did you mean guichet.plugin.register.endpoint?",
        ),
        ({"endpoint": "x", "retries": "10"}, "guichet.plugin.register.retries is '10': write a number from 0 to 9"),
        ({"endpoint": "x", "retries": "01"}, "guichet.plugin.register.retries is '01': write a number from 0 to 9"),
        ({"endpoint": "x", "mode": "on"}, "guichet.plugin.register.mode is 'on': write test, live or off"),
        ({"endpoint": "x", "copy": "true"}, "guichet.plugin.register.copy is 'true': write yes or no"),
        ({"endpoint": "x", "token": "hunter2"}, "guichet.plugin.register.token: write a number from 1 to 9"),
    ],
)
def test_a_plugin_s_wrong_setting_is_named_with_its_remedy(raw, lines, words):
    with pytest.raises(SettingsError) as raised:
        plugin_values(raw, **lines)
    assert str(raised.value) == words


def test_one_plugin_sees_nothing_of_another(raw):
    read = settings.read(raw | {"guichet.plugin.other.endpoint": "x", "guichet.plugin.register.endpoint": "y"})
    assert settings.read_plugin(read, "register", OWN)["endpoint"] == "y"
    assert "endpoint" not in repr(read), "a plugin's settings may be secret"


@pytest.mark.parametrize(
    ("names", "hint"),
    [
        (("register", "archive"), "did you mean guichet.plugin.register?"),
        ((), "there are no settings with this beginning"),
    ],
)
def test_a_line_of_no_installed_plugin_is_refused(raw, names, hint):
    read = settings.read(raw | {"guichet.plugin.registre.endpoint": "x"})
    with pytest.raises(SettingsError, match="unknown setting guichet.plugin.registre: ") as raised:
        settings.refuse_unknown_plugins(read, names)
    assert hint in str(raised.value)


def test_lines_of_installed_plugins_are_accepted(raw):
    read = settings.read(raw | {"guichet.plugin.register.endpoint": "x"})
    settings.refuse_unknown_plugins(read, ["register"])


def test_production_ini_starts_a_production_desk(secret_file):
    read = settings.read(ini("production.ini") | {"guichet.secret_file": str(secret_file)})
    assert not read.development
    assert [desk.tenant_id for desk in read.desks] == ["be", "ne"]
    assert all(desk.url.startswith("https://") for desk in read.desks)
    assert all(desk.one_process for desk in read.desks)
    assert read.mail.security == "starttls"
    assert [name for name, _ in read.sms.gateways] == ["aspsms", "swisscom"]
    assert read.sms.aspsms.url.startswith("https://") and read.sms.swisscom.url.startswith("https://")


def test_production_ini_also_reads_with_postgresql(secret_file, tmp_path, monkeypatch):
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    lines = (ROOT / "production.ini").read_text().splitlines()
    kept = [line.removeprefix("# ") for line in lines if ".storage = file://" not in line and " explains " not in line]
    (tmp_path / "postgres.ini").write_text("\n".join(kept))
    raw = ini(tmp_path / "postgres.ini") | {"guichet.secret_file": str(secret_file)}
    for desk in settings.read(raw).desks:
        _open, options = zodburi.resolve_uri(desk.storage)
        assert not desk.one_process
        assert (options["cache_size"], options["cache_size_bytes"], options["pool_size"]) == (1000, 2**22, 18)


def test_development_ini_reads(tmp_path):
    name = "core/guichet/settings/development.ini"
    read = settings.read(ini(name, data=str(tmp_path), http_port="6543"), lambda: ["be", "ne"])
    assert read.development
    assert [desk.url for desk in read.desks] == ["http://be.localhost:6543", "http://ne.localhost:6543"]


@pytest.mark.parametrize(
    ("named", "installed", "ids"),
    [("*", ["be", "ju"], ("be", "ju")), ("ne *", ["be", "ne"], ("ne", "be")), ("ne", ["be", "ne"], ("ne",))],
)
def test_a_star_stands_for_every_installed_canton(raw, named, installed, ids):
    for_every = {f"guichet.tenant.*.{name}": value for name, value in STARRED.items()}
    given = {"guichet.environment": "development", "guichet.secret_file": raw["guichet.secret_file"]}
    read = settings.read(given | for_every | {"guichet.tenants": named}, lambda: installed)
    assert tuple(desk.tenant_id for desk in read.desks) == ids
    assert read.desks[0].mail_from == f"guichet@{ids[0]}.example"


def test_a_desk_keeps_a_line_of_its_own_beside_that_of_every_desk(raw):
    starred = {f"guichet.tenant.*.{name}": value for name, value in STARRED.items()}
    read = settings.read(raw | starred | {"guichet.tenant.*.draft_megabytes": "20"})
    assert read.desks[0].mail_from == raw["guichet.tenant.be.mail_from"]
    assert read.desks[0].draft_megabytes == 20


def test_a_misspelt_line_of_every_desk_is_named(raw):
    misspelt = {"guichet.tenant.*.mail_form": "guichet@*.example"}
    assert "guichet.tenant.be.mail_form: did you mean guichet.tenant.be.mail_from?" in refusal(raw | misspelt)


def test_a_server_names_its_desks(raw):
    assert "guichet.tenants is '*', which is for development: write the ids" in refusal(raw | {"guichet.tenants": "*"})


def test_a_star_without_any_canton_says_how_to_make_one(raw):
    starred = raw | {"guichet.tenants": "*", "guichet.environment": "development"}
    assert "no canton is installed: install one, or make one with 'guichet plugin new'" in refusal(starred)


def ini(name, **defaults):
    """The application's section of an ini file, by its name at the root or by its path."""
    return dict(get_settings(str(ROOT / name), "app:main", defaults))


def test_plain_redis_on_another_machine_is_refused_in_production(raw):
    with pytest.raises(SettingsError, match=r"guichet\.limits.*rediss://") as refused:
        settings.read(raw | {"guichet.limits": "redis://:hush@counters.example:6379/0"})
    assert "hush" not in str(refused.value)
    settings.read(raw | {"guichet.limits": "redis://localhost:6379/0"})


@pytest.mark.parametrize("mode", [None, "disable", "allow", "prefer"])
def test_a_database_on_another_machine_is_asked_by_tls_only_in_production(raw, monkeypatch, mode):
    monkeypatch.setenv("PGSSLMODE", mode) if mode else monkeypatch.delenv("PGSSLMODE", raising=False)
    remote = raw | {"guichet.tenant.be.storage": "postgres://guichet:hush@db.example/guichet_be"}
    with pytest.raises(SettingsError, match=r"guichet\.tenant\.be\.storage: 'db\.example'.*PGSSLMODE") as refused:
        settings.read(remote)
    assert "hush" not in str(refused.value)
    settings.read(remote | {"guichet.environment": "development"})
    for here in ("localhost", ""):
        settings.read(raw | {"guichet.tenant.be.storage": f"postgres://guichet@{here}/guichet_be"})
    for encrypted in ("require", "verify-ca", "verify-full"):
        monkeypatch.setenv("PGSSLMODE", encrypted)
        settings.read(remote)


FILE = "file:///var/lib/guichet/be/Data.fs?blobstorage_dir=/var/lib/guichet/be/blobs"
POSTGRES = "postgres://guichet@localhost/desk?blob_dir=/var/cache/guichet/be"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FILE, FILE),
        (FILE, "file:///var/lib/guichet/be/Data.fs"),
        (FILE, "file:///var/lib/guichet/ne/../be/Data.fs?blobstorage_dir=/var/lib/guichet/ne/blobs"),
        (FILE, "file:///var/lib/guichet/ne/Data.fs?blobstorage_dir=/var/lib/guichet/be/blobs/"),
        (POSTGRES, "postgres://other@127.0.0.1:5432/desk?blob_dir=/var/cache/guichet/ne"),
        (POSTGRES, "postgres:///desk"),
        (POSTGRES, "postgres://guichet@localhost/other?blob-dir=/var/cache/guichet/be"),
        ("zconfig:///etc/guichet/be.conf", "zconfig:///etc/guichet/be.conf"),
    ],
)
def test_no_two_desks_have_data_in_one_place(raw, one, other):
    """However the place is written: pages, codes and mails of one would be made of the people of the other."""
    two = {
        "guichet.tenants": "be ne",
        "guichet.tenant.be.storage": one,
        "guichet.tenant.ne.storage": other,
        "guichet.tenant.ne.hosts": "guichet.ne.example",
        "guichet.tenant.ne.url": "https://guichet.ne.example",
        "guichet.tenant.ne.mail_from": "guichet@ne.example",
    }
    assert "the storages of two desks are the same: " in refusal(raw | two)
    apart = {"guichet.tenant.ne.storage": "postgres://guichet@localhost/ne?blob_dir=/var/cache/guichet/ne"}
    assert len(settings.read(raw | two | apart).desks) == 2


@pytest.mark.parametrize(
    "written", ["guichet", "a@b@be.example", "guichet@be.example\nBcc: x@be.example", "@be.example"]
)
def test_a_sender_that_is_no_address_stops_the_start(raw, written):
    """No mail would leave, and each would wait for three days."""
    assert "guichet.tenant.be.mail_from" in refusal(raw | {"guichet.tenant.be.mail_from": written})
