"""One typed read of the settings, so that a misspelt key stops the start and nothing later parses text."""

import difflib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

PREFIX = "guichet."
SECRET_BYTES = 32
MAX_CODES = 5
"""Per account and hour; each costs, and each is a chance to guess."""
MEMORY = "memory://"
"""Counters in the process. Also a storage for tests, which two desks never share though it is written alike."""


class SettingsError(Exception):
    """A setting is missing, unknown or unreadable; the text names the key and the remedy."""


@dataclass(frozen=True)
class MailSettings:
    """How mails leave the house: SMTP, with TLS unless the relay is on this machine."""

    host: str = "localhost"
    port: int = 25
    security: Literal["none", "starttls", "tls"] = "none"
    username: str = ""
    password_file: str = ""


@dataclass(frozen=True)
class AspsmsSettings:
    """Where ASPSMS answers, and the files with what it knows us by."""

    url: str = ""
    user_file: str = ""
    password_file: str = ""


@dataclass(frozen=True)
class SwisscomSettings:
    """Where the Swisscom Messaging API answers, and the file with what it knows us by."""

    url: str = ""
    client_id_file: str = ""


@dataclass(frozen=True)
class SmsSettings:
    """The providers of text messages; none without the setting."""

    gateways: tuple[tuple[str, int], ...] = ()
    """Names and weights, the preferred one first; a message goes to each in proportion to its weight."""
    originator: str = ""
    """The sender shown on the telephone, at most 11 letters and digits."""
    aspsms: AspsmsSettings = AspsmsSettings()
    swisscom: SwisscomSettings = SwisscomSettings()


@dataclass(frozen=True)
class TenantSettings:
    """What the operator, not the canton, decides about one desk."""

    tenant_id: str
    hosts: tuple[str, ...]
    url: str
    """Public address without a trailing slash; links in mails start with it, never with the Host header."""
    storage: str
    """A zodburi: ``file://…``, ``postgres://…`` or ``zconfig://…``."""
    mail_from: str
    sms_per_day: int = 5000
    """Text messages this desk may send in 24 hours, so that nobody runs up a bill by asking for codes."""

    @property
    def sms_for_strangers(self) -> int:
        """How many text messages registrations may spend in 24 hours: a quarter, beside those of ``sms_per_day``."""
        return max(1, self.sms_per_day // 4)

    @property
    def one_process(self) -> bool:
        """Whether only one process can open the database; it then does the worker's jobs too."""
        return self.storage.startswith("file://")


@dataclass(frozen=True)
class Settings:
    """Everything an ini file may say to the framework."""

    environment: Literal["development", "production"]
    secret: bytes = field(repr=False)
    """The master secret, 32 bytes; every desk derives its own keys from it."""
    limits: str = field(repr=False)
    """Where throttling counts: ``memory://`` or the address of a Redis, which may hold a password."""
    mail: MailSettings
    desks: tuple[TenantSettings, ...]
    sms: SmsSettings = SmsSettings()
    codes_per_hour: int = MAX_CODES
    """Sign-in codes by text message an account may ask for; twice as many in a day."""

    @property
    def development(self) -> bool:
        """Whether mails and codes are shown on ``/_dev/outbox`` instead of being sent."""
        return self.environment == "development"


GENERAL_KEYS = ("environment", "tenants", "secret_file", "limits", "codes_per_hour")
MAIL_KEYS = ("mail.host", "mail.port", "mail.security", "mail.username", "mail.password_file")
REDIS = ("redis://", "rediss://", "redis+unix://")
"""How the address of a Redis may begin: TCP, TLS, a socket on this machine."""
SMS_GATEWAYS = {"aspsms": ("url", "user_file", "password_file"), "swisscom": ("url", "client_id_file")}
"""The providers the core knows, and what each has to be told."""
SMS_KEYS = (
    *("sms.gateways", "sms.originator"),
    *(f"sms.{name}.{key}" for name, keys in SMS_GATEWAYS.items() for key in keys),
)
DESK_KEYS = ("hosts", "url", "storage", "mail_from")
OPTIONAL_DESK_KEYS = ("sms_per_day",)
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
"""Hosts to which a password may travel unencrypted."""


def read(raw: Mapping[str, str]) -> Settings:
    """The settings of an ini file's ``[app:…]`` section.

    Raises :class:`SettingsError` on an unknown, missing or unreadable ``guichet.*`` key.
    """
    ours = {key.removeprefix(PREFIX): value for key, value in raw.items() if key.startswith(PREFIX)}
    tenants = tuple(ours.get("tenants", "").split())
    if not tenants:
        raise SettingsError("guichet.tenants names no canton: write for instance 'guichet.tenants = be ne'")
    _refuse_unknown(ours, tenants)
    desks = tuple(_desk(ours, tenant_id) for tenant_id in tenants)
    _refuse_shared(desks)
    environment = ours.get("environment", "production")
    if environment not in ("development", "production"):
        raise SettingsError(f"guichet.environment is {environment!r}: write development or production")
    return Settings(
        environment=environment,  # type: ignore[arg-type]  # narrowed above
        secret=_secret(_required(ours, "secret_file"), create=environment == "development"),
        limits=_limits(ours.get("limits", MEMORY)),
        mail=_mail(ours),
        desks=desks,
        sms=_sms(ours),
        codes_per_hour=_codes_per_hour(ours.get("codes_per_hour", str(MAX_CODES)), environment),
    )


def _limits(address: str) -> str:
    """The text of an error does not repeat the address, which may hold a password."""
    if address != MEMORY and not address.startswith(REDIS):
        raise SettingsError(f"guichet.limits: write {MEMORY}, or for instance redis://localhost:6379/0")
    return address


def _codes_per_hour(text: str, environment: str) -> int:
    """More codes are more chances to guess: only where none is sent may there be more."""
    if not re.fullmatch("[1-9][0-9]{0,3}", text) or (environment == "production" and int(text) > MAX_CODES):
        raise SettingsError(f"guichet.codes_per_hour is {text!r}: write a number from 1 to {MAX_CODES}")
    return int(text)


def _refuse_unknown(ours: Mapping[str, str], tenants: tuple[str, ...]) -> None:
    all_keys = (*DESK_KEYS, *OPTIONAL_DESK_KEYS)
    desk_keys = tuple(f"tenant.{tenant_id}.{key}" for tenant_id in tenants for key in all_keys)
    known = GENERAL_KEYS + MAIL_KEYS + SMS_KEYS + desk_keys
    for key in ours:
        if key not in known:
            nearest = difflib.get_close_matches(key, known, n=1, cutoff=0.0)[0]
            raise SettingsError(f"unknown setting {PREFIX}{key}: did you mean {PREFIX}{nearest}?")


def _refuse_shared(desks: Sequence[TenantSettings]) -> None:
    """Two desks share nothing: with one database for both, the walls between cantons would be gone."""
    for what, values in (
        ("guichet.tenants", [desk.tenant_id for desk in desks]),
        ("the hosts", [host for desk in desks for host in desk.hosts]),
        ("the storages", [desk.storage for desk in desks]),
    ):
        for value in values:
            if values.count(value) > 1 and value != MEMORY:
                raise SettingsError(f"{what} of two desks are the same: {value}")


def _required(ours: Mapping[str, str], key: str) -> str:
    value = ours.get(key, "").strip()
    if not value:
        raise SettingsError(f"{PREFIX}{key} is missing")
    return value


def _secret(path: str, create: bool) -> bytes:
    """The master secret; a development machine makes its own, a production one must be given one."""
    file = Path(path)
    if create and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(SECRET_BYTES))
    try:
        secret = bytes.fromhex(file.read_text().strip())
    except (OSError, ValueError) as problem:
        raise SettingsError(f"guichet.secret_file: {problem}; make one with: openssl rand -hex 32 > {path}") from None
    if len(secret) != SECRET_BYTES:
        raise SettingsError(f"guichet.secret_file holds {len(secret)} bytes instead of {SECRET_BYTES}")
    return secret


def _mail(ours: Mapping[str, str]) -> MailSettings:
    port, security = ours.get("mail.port", "25"), ours.get("mail.security", "none")
    if not port.isdecimal():
        raise SettingsError(f"guichet.mail.port is {port!r}: write a number")
    if security not in ("none", "starttls", "tls"):
        raise SettingsError(f"guichet.mail.security is {security!r}: write none, starttls or tls")
    return MailSettings(
        host=ours.get("mail.host", "localhost"),
        port=int(port),
        security=security,  # type: ignore[arg-type]  # narrowed above
        username=ours.get("mail.username", ""),
        password_file=ours.get("mail.password_file", ""),
    )


def _sms(ours: Mapping[str, str]) -> SmsSettings:
    gateways = _sms_gateways(ours.get("sms.gateways", ""))
    for name, _weight in gateways:
        for key in SMS_GATEWAYS[name]:
            _required(ours, f"sms.{name}.{key}")
        _refuse_readable(f"sms.{name}.url", ours[f"sms.{name}.url"].strip())
    originator = _required(ours, "sms.originator") if gateways else ours.get("sms.originator", "").strip()
    if originator and not re.fullmatch("[A-Za-z0-9]{1,11}", originator):
        raise SettingsError(f"guichet.sms.originator is {originator!r}: write at most 11 letters and digits")
    return SmsSettings(
        gateways=gateways,
        originator=originator,
        aspsms=AspsmsSettings(**_of_gateway(ours, "aspsms")),
        swisscom=SwisscomSettings(**_of_gateway(ours, "swisscom")),
    )


def _sms_gateways(text: str) -> tuple[tuple[str, int], ...]:
    """Names with weights; where none is written, each gateway counts ten times the one named after it."""
    written = [word.partition(":") for word in text.split()]
    names = [name for name, _, _ in written]
    weights = [weight for _, colon, weight in written if colon]
    known = len(set(names)) == len(names) and set(names) <= set(SMS_GATEWAYS)
    weighed = len(weights) in (0, len(names)) and all(re.fullmatch("[1-9][0-9]{0,3}", weight) for weight in weights)
    if not (known and weighed):
        raise SettingsError(
            f"guichet.sms.gateways is {text!r}: write for instance 'aspsms swisscom' or 'aspsms:3 swisscom:1'"
        )
    falling = [10 ** (len(names) - place) for place in range(1, len(names) + 1)]
    return tuple(zip(names, [int(weight) for weight in weights] or falling, strict=True))


def _of_gateway(ours: Mapping[str, str], name: str) -> dict[str, str]:
    return {key: ours.get(f"sms.{name}.{key}", "").strip() for key in SMS_GATEWAYS[name]}


def _refuse_readable(key: str, url: str) -> None:
    """Refuses an address to which a password would travel unencrypted."""
    try:
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)
        safe = safe and bool(parts.hostname) and parts.port != 0
    except ValueError:
        safe = False
    if not safe:
        raise SettingsError(f"{PREFIX}{key} is {url!r}: write an address that begins with https://")


def _desk(ours: Mapping[str, str], tenant_id: str) -> TenantSettings:
    key = f"tenant.{tenant_id}."
    sms_per_day = ours.get(key + "sms_per_day", str(TenantSettings.sms_per_day)).strip()
    if not re.fullmatch("[1-9][0-9]{0,6}", sms_per_day):
        raise SettingsError(f"{PREFIX}{key}sms_per_day is {sms_per_day!r}: write a number from 1 to 9999999")
    return TenantSettings(
        tenant_id=tenant_id,
        hosts=tuple(host.lower() for host in _required(ours, key + "hosts").split()),
        url=_required(ours, key + "url").rstrip("/"),
        storage=_required(ours, key + "storage"),
        mail_from=_required(ours, key + "mail_from"),
        sms_per_day=int(sms_per_day),
    )
