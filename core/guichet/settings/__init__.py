"""Settings of the ini file, read and typed once at start: a misspelt key stops the start.

Names of :data:`SETTINGS` are attributes: ``mail.port`` is ``Settings.mail.port``. A setting without an attribute of its
name stops every start, so none can be declared and not reach the code.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar, get_type_hints

from guichet.settings.desk_lines import expand, tenant_ids
from guichet.settings.production import refuse_in_production
from guichet.settings.secret_files import read_secret, refuse_readable_passwords, write_for_own_user_only
from guichet.settings.setting import THIS_MACHINE, Setting, SettingsError, Values, read_declared, refuse_unknown
from guichet.settings.shared_places import places
from guichet.settings.table import MAX_CODES, MEMORY, PER_TENANT, SETTINGS, TENANTS, Network, networks

PREFIX = "guichet."
PLUGINS = f"{PREFIX}plugin."
"""Beginning of the settings of plugins: ``guichet.plugin.NAME.…``."""
SECRET_BYTES = 32
FEWEST_BYTES = 17
"""Different bytes of a secret: one in 10^14 random secrets has fewer, and every pattern that someone types has."""
Record = TypeVar("Record")


@dataclass(frozen=True)
class MailSettings:
    """The SMTP relay; with TLS, unless it is on this machine."""

    host: str = "localhost"
    port: int = 25
    security: Literal["none", "starttls", "tls"] = "none"
    username: str = ""
    password_file: str = ""


@dataclass(frozen=True)
class AspsmsSettings:
    """Address of ASPSMS, and files with the credentials. Never the credentials themselves (ASVS 13.3.1)."""

    url: str = ""
    user_file: str = ""
    password_file: str = ""


@dataclass(frozen=True)
class SwisscomSettings:
    """Address of the Swisscom Messaging API, and the file with the credentials."""

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
class BackupSettings:
    """Where backups go, who can open them, and for how long they are kept; none are made without a folder."""

    folder: str = ""
    public_keys: tuple[str, ...] = ()
    """Of age. The private ones stay with people."""
    full_hours: int = 24
    """Age of a full backup after which the next one is full."""
    keep_hours: int = 48
    """Age up to which every backup is kept."""
    keep_daily: int = 14
    keep_weekly: int = 5


@dataclass(frozen=True)
class MonitoringSettings:
    """What the monitoring may ask, and where."""

    listen: tuple[str, int] | tuple[()] = ()
    """Host and port of metrics and state; none without the setting."""
    health_from: tuple[Network, ...] = ()
    """Networks that, beside this machine, may ask for the state on the port of the pages."""
    request_id_from_proxy: bool = False
    """Whether the header ``X-Request-ID`` is the proxy's own."""


@dataclass(frozen=True)
class TenantSettings:
    """Settings of one desk that its operator decides; the canton's facts are in :mod:`guichet.tenants`."""

    tenant_id: str
    hosts: tuple[str, ...]
    url: str
    """Public address without a trailing slash; links in mails start with it, never with the Host header."""
    storage: str
    """A zodburi: ``file://…``, ``postgres://…`` or ``zconfig://…``."""
    mail_from: str
    sms_per_day: int = 5000
    """Text messages this desk may send in 24 hours, so that asking for codes cannot run up a bill."""
    uploads_per_day: int = 300
    """Files that one user may attach in 24 hours."""
    upload_megabytes_per_day: int = 600
    """Megabytes of the files that one user may attach in 24 hours."""
    draft_megabytes: int = 300
    """Megabytes of all documents in the drafts of one sender."""
    audit_head_to: str = ""
    """E-mail address outside the desk that receives the head of the audit log each day."""
    audit_key_file: str = ""
    """Path of the key that signs it. Read when it signs, by the worker alone: a web process need not have it."""

    @property
    def sms_for_strangers(self) -> int:
        """Text messages for registrations in 24 hours: a quarter of ``sms_per_day``, in addition to it.

        A budget of their own: registrations by strangers cannot use up the codes of users who sign in.
        """
        return max(1, self.sms_per_day // 4)

    @property
    def one_process(self) -> bool:
        """Whether only one process can open the database; it then does the worker's jobs too."""
        # FileStorage locks its file, see zc.lockfile.
        return self.storage.startswith("file://")


@dataclass(frozen=True)
class Settings:
    """All settings of the section of an ini file. Secrets stay out of its ``repr``, and so out of errors."""

    environment: Literal["development", "production"]
    secret: bytes = field(repr=False)
    """The master secret, 32 bytes; every desk derives its own keys from it."""
    limits: str = field(repr=False)
    """Storage of rate limits: ``memory://`` or the address of a Redis, which may hold a password."""
    mail: MailSettings
    desks: tuple[TenantSettings, ...]
    sms: SmsSettings = SmsSettings()
    backup: BackupSettings = BackupSettings()
    plugins: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    """The unread lines of plugins by their whole key; see :func:`read_plugin`."""
    plugin_values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False, hash=False)
    """Their values, by the names of plugin and setting; see :meth:`plugin`."""
    codes_per_hour: int = MAX_CODES
    """Sign-in codes by text message per account and hour; twice as many per day."""
    monitoring: MonitoringSettings = MonitoringSettings()

    @property
    def development(self) -> bool:
        """Whether mails and codes are shown on ``/_dev/outbox`` instead of being sent."""
        return self.environment == "development"

    def plugin(self, name: str) -> Mapping[str, Any]:
        """The values of a plugin's own settings by name, as its ``guichet_settings`` declares them."""
        return self.plugin_values[name]


def read(raw: Mapping[str, str], installed: Callable[[], Iterable[str]] = tuple) -> Settings:
    """The settings of an ini file's ``[app:…]`` section.

    ``installed`` is asked for the ids of the installed cantons where ``guichet.tenants`` is ``*``. Raises
    :class:`SettingsError` on an unknown, missing or unreadable ``guichet.*`` key. The lines of plugins are read by
    :func:`read_plugin`, once it is known which plugins there are.
    """
    core = {key: value for key, value in raw.items() if not key.startswith(PLUGINS)}
    tenants = tenant_ids(_tenants(core), core.get(f"{PREFIX}environment") == "development", installed)
    core = expand(core, tenants)
    of_tenants = [replace(one, name=f"tenant.{tenant_id}.{one.name}") for tenant_id in tenants for one in PER_TENANT]
    values = read_declared(core, (*SETTINGS, *of_tenants), PREFIX)
    desks = tuple(
        _record(TenantSettings, {"tenant_id": tenant_id, **_section(values, f"tenant.{tenant_id}.")})
        for tenant_id in tenants
    )
    _refuse_shared(desks)
    if values["environment"] == "production":
        addresses = {desk.tenant_id: (desk.url, desk.hosts) for desk in desks}
        refuse_in_production(values, addresses, {desk.tenant_id: desk.storage for desk in desks})
    # Two lines of the file are no attribute: in place of each stands what it leads to.
    file, _ids = values.pop("secret_file"), values.pop(TENANTS.name)
    values |= {
        "secret": _secret(file, create=values["environment"] == "development"),
        "desks": desks,
        "plugins": {key: value for key, value in raw.items() if key.startswith(PLUGINS)},
    }
    return _record(Settings, {name: value for name, value in values.items() if not name.startswith("tenant.")})


def read_plugin(settings: Settings, plugin: str, declared: Sequence[Setting]) -> dict[str, Any]:
    """The values of a plugin's own settings, ``guichet.plugin.NAME.…``, by their names behind that prefix.

    Raises :class:`SettingsError` on an unknown, missing or unreadable key.
    """
    return read_declared(settings.plugins, declared, f"{PLUGINS}{plugin}.")


def refuse_unknown_plugins(settings: Settings, plugins: Iterable[str]) -> None:
    """Raises :class:`SettingsError` for a line of a plugin that is none of ``plugins``, those with settings."""
    written = [key.removeprefix(PLUGINS).partition(".")[0] for key in settings.plugins]
    refuse_unknown(written, sorted(plugins), PLUGINS)


def _tenants(raw: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the desks, read first: the names of other settings contain them."""
    values = read_declared(
        {key: value for key, value in raw.items() if key == PREFIX + TENANTS.name}, [TENANTS], PREFIX
    )
    tenants: tuple[str, ...] = values[TENANTS.name]
    return tenants


def _record(kind: type[Record], values: Values) -> Record:
    """A record with ``values`` by the names of its attributes; ``mail.port`` goes into the record at ``mail``.

    Raises :class:`AttributeError` for a name without attribute, which is a mistake in the table.
    """
    hints = get_type_hints(kind)
    unknown = sorted(name for name in values if name.partition(".")[0] not in hints)
    if unknown:
        raise AttributeError(f"{kind.__name__} has no attribute for the settings {', '.join(unknown)}")
    given = {name: value for name, value in values.items() if "." not in name}
    for name in dict.fromkeys(name.partition(".")[0] for name in values if "." in name):
        inner = hints[name]
        if not (isinstance(inner, type) and is_dataclass(inner)):
            raise AttributeError(f"{kind.__name__}.{name} is no record: it holds no {name}.…")
        given[name] = _record(inner, _section(values, f"{name}."))
    return kind(**given)


def _section(values: Values, beginning: str) -> dict[str, Any]:
    """The values whose names begin with ``beginning``, by the rest of their names."""
    return {name.removeprefix(beginning): value for name, value in values.items() if name.startswith(beginning)}


def _refuse_shared(desks: Sequence[TenantSettings]) -> None:
    """Raises for an id, host or database of two desks: with one database, neither would be isolated (ASVS 8.4.1)."""
    for what, values in (
        ("guichet.tenants", [desk.tenant_id for desk in desks]),
        ("the hosts", [host for desk in desks for host in desk.hosts]),
        ("the storages", [place for desk in desks for place in places(desk.storage)]),
    ):
        for value in values:
            if values.count(value) > 1 and value != MEMORY:
                raise SettingsError(f"{what} of two desks are the same: {value}")


def _secret(path: str, create: bool) -> bytes:
    """The master secret from its file; ``create``: made when there is none, on a development machine."""
    file = Path(path)
    if create and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # Made with its mode before it has content: a later chmod would leave a moment in which others can read it.
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(SECRET_BYTES))
    remedy = f"make one with: (umask 077; openssl rand -hex {SECRET_BYTES} > {path})"
    written = read_secret("guichet.secret_file", path, remedy)
    try:
        secret = bytes.fromhex(written)
    except ValueError:
        raise SettingsError(f"guichet.secret_file: {path} is not hexadecimal; {remedy}") from None
    if len(secret) != SECRET_BYTES:
        raise SettingsError(f"guichet.secret_file holds {len(secret)} bytes instead of {SECRET_BYTES}; {remedy}")
    if len(set(secret)) < FEWEST_BYTES:
        raise SettingsError(f"guichet.secret_file holds a repeated pattern, which anyone can guess; {remedy}")
    return secret


__all__ = [
    "MAX_CODES",
    "MEMORY",
    "PER_TENANT",
    "PLUGINS",
    "PREFIX",
    "SECRET_BYTES",
    "SETTINGS",
    "THIS_MACHINE",
    "AspsmsSettings",
    "BackupSettings",
    "MailSettings",
    "MonitoringSettings",
    "Setting",
    "Settings",
    "SettingsError",
    "SmsSettings",
    "SwisscomSettings",
    "TenantSettings",
    "networks",
    "read",
    "read_plugin",
    "read_secret",
    "refuse_readable_passwords",
    "refuse_unknown_plugins",
    "write_for_own_user_only",
]
