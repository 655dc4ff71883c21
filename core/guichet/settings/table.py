"""Every setting of the core, in the order of docs/settings.md, whose table is made of this one."""

import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from guichet.settings.setting import Setting, Values, https_address, number, one_of, words, yes_no
from guichet.values import ParseError, email

MAX_CODES = 5
"""Sign-in codes per account and hour; each costs, and each is a chance to guess."""
MEMORY = "memory://"
"""Counters in the process. As a storage, for tests: each desk's is its own although the addresses are equal."""
REDIS = ("redis://", "rediss://", "redis+unix://")
"""How the address of a Redis may begin: TCP, TLS, a socket on this machine."""
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]")
GATEWAYS = ("aspsms", "swisscom")
"""The providers the core knows."""
Gateways = tuple[tuple[str, int], ...]
"""Names and weights of providers."""
AGE_KEY = re.compile("age1[02-9ac-hj-np-z]{58}")
"""A public key of age, in Bech32."""
Network = IPv4Network | IPv6Network
MAX_PORT = 65_535


def limits_storage(written: str) -> str:
    """Parser of the place where tries are counted."""
    if written != MEMORY and not written.startswith(REDIS):
        raise ValueError(f"write {MEMORY}, or for instance redis://localhost:6379/0")
    return written


def codes_per_hour(written: str) -> int:
    """Parser of a number of codes; one above :data:`MAX_CODES` is for development, and refused elsewhere."""
    if not re.fullmatch("[1-9][0-9]{0,3}", written):
        raise ValueError(f"write a number from 1 to {MAX_CODES}")
    return int(written)


def originator(written: str) -> str:
    """Parser of the sender of text messages, which telephones show (GSM 03.40: at most 11 characters)."""
    if written and not re.fullmatch("[A-Za-z0-9]{1,11}", written):
        raise ValueError("write at most 11 letters and digits")
    return written


def gateways(written: str) -> Gateways:
    """Parser of names with weights; without weights, each gateway has ten times the weight of the next one."""
    parts = [word.partition(":") for word in written.split()]
    names = [name for name, _, _ in parts]
    weights = [weight for _, colon, weight in parts if colon]
    known = len(set(names)) == len(names) and set(names) <= set(GATEWAYS)
    weighed = len(weights) in (0, len(names)) and all(re.fullmatch("[1-9][0-9]{0,3}", weight) for weight in weights)
    if not (known and weighed):
        raise ValueError("write for instance 'aspsms swisscom' or 'aspsms:3 swisscom:1'")
    falling = [10 ** (len(names) - place) for place in range(1, len(names) + 1)]
    return tuple(zip(names, [int(weight) for weight in weights] or falling, strict=True))


def hosts(written: str) -> tuple[str, ...]:
    """Parser of host names: without scheme, port and path, since they are compared with the Host header's name."""
    found = words(written.lower())
    if not all(HOST.fullmatch(host) for host in found):
        raise ValueError("write host names without https:// and port, e.g. guichet.example.ch")
    return found


def public_url(written: str) -> str:
    """Parser of an address without a path; a slash at its end is dropped, since links in mails append a path."""
    found = written.rstrip("/")
    try:
        parts = urlsplit(found)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("write an address without a path, e.g. https://guichet.example.ch")
    return found


def mailbox(written: str) -> str:
    """Parser of an e-mail address, or of none."""
    try:
        return email.parse(written) if written else ""
    except ParseError:
        raise ValueError("write an e-mail address, e.g. officer@example.ch") from None


def public_keys(written: str) -> tuple[str, ...]:
    """Parser of public keys of age, any of whose owners can open what is encrypted to them."""
    found = words(written)
    if not all(AGE_KEY.fullmatch(key) for key in found):
        raise ValueError("write public keys that begin with age1, as 'guichet backup-key' prints them")
    return found


def address(written: str) -> tuple[str, int] | tuple[()]:
    """Parser of host and port, or of a port of this machine alone."""
    if not written:
        return ()
    host, colon, port = written.rpartition(":")
    named = (HOST.fullmatch(host) is not None) if colon else not host
    if not named or not re.fullmatch("[1-9][0-9]{0,4}", port) or int(port) > MAX_PORT:
        raise ValueError("write a port of this machine, e.g. 9101, or an address with a port, e.g. 10.0.0.5:9101")
    return host.strip("[]") or "127.0.0.1", int(port)


def networks(written: str) -> tuple[Network, ...]:
    """Parser of IP addresses and networks."""
    try:
        return tuple(ip_network(word) for word in words(written))
    except ValueError:
        raise ValueError("write IP addresses or networks, e.g. 127.0.0.1 10.0.0.0/24") from None


def _chosen(gateway: str) -> Callable[[Values], bool]:
    return lambda values: gateway in dict(values["sms.gateways"])


def _of_gateway(gateway: str, key: str, description: str, parse: Callable[[str], str] = str) -> Setting:
    name, when = f"sms.{gateway}.{key}", f"required with `{gateway}`"
    return Setting(name, description, parse, required=_chosen(gateway), required_when=when)


TENANTS = Setting(
    "tenants",
    "Ids of the desks this server runs, e.g. `be ne`. Each needs the plugin of that canton and the settings "
    "`guichet.tenant.<id>.…` below. `*`, on a development machine, is every installed canton. A line "
    "`guichet.tenant.*.…` holds for each desk that has no line of its own; a `*` in its value is the id of the desk.",
    parse=words,
    required=True,
    missing="names no canton: write for instance 'guichet.tenants = be ne'",
)
GENERAL = (
    Setting(
        "environment",
        "`production` or `development`. Development shows mails and codes on `/_dev/outbox` instead of sending "
        "them, works without https and makes its own secret. Never reachable from outside.",
        parse=one_of("development", "production"),
        default="production",
    ),
    Setting(
        "secret_file",
        "File with the master secret, 32 bytes in hexadecimal. See *Secrets*.",
        required=True,
    ),
    TENANTS,
    Setting(
        "limits",
        "Where tries are counted (passwords, codes, registrations, text messages). `memory://` counts per process "
        "and forgets at a restart: right for one web process. With several, all need the same Redis: "
        "`redis+unix:///run/redis/redis-server.sock?db=0` on one machine, `redis://localhost:6379/0`, `rediss://…` "
        "with TLS. See *Redis*.",
        parse=limits_storage,
        default=MEMORY,
        secret=True,
    ),
    Setting(
        "codes_per_hour",
        "Sign-in codes by text message that one account may ask for in an hour, and half of what it may in a day; "
        "the other limits of codes keep their proportion. At most 5 in production.",
        parse=codes_per_hour,
        default=MAX_CODES,
    ),
)
MAIL = (
    Setting("mail.host", "The SMTP relay.", default="localhost"),
    Setting("mail.port", "Usually 587 with `starttls`, 465 with `tls`.", parse=number(1, MAX_PORT), default=25),
    Setting(
        "mail.security",
        "`none` (only to a relay on this machine), `starttls` or `tls`. Certificates are checked.",
        parse=one_of("none", "starttls", "tls"),
        default="none",
    ),
    Setting(
        "mail.username",
        "Leave it out when the relay wants no login. With `none` it is refused unless the relay is on this machine.",
    ),
    Setting("mail.password_file", "File with the password; read once, at start."),
)
SMS = (
    Setting(
        "sms.gateways",
        "The providers of text messages, the preferred one first: `aspsms`, `swisscom`, or both, also with weights "
        "such as `aspsms:3 swisscom:1`. See *Text messages*. A provider that is named needs its settings below.",
        parse=gateways,
        default=(),
    ),
    Setting(
        "sms.originator",
        "The sender that the telephone shows: at most 11 letters and digits, no blank. Let the provider release it "
        "first.",
        parse=originator,
        required=lambda values: bool(values["sms.gateways"]),
        required_when="required with a provider",
    ),
    _of_gateway("aspsms", "url", "`https://json.aspsms.com`.", https_address),
    _of_gateway("aspsms", "user_file", "File with the user key."),
    _of_gateway("aspsms", "password_file", "File with the password of the interface."),
    _of_gateway("swisscom", "url", "`https://api.swisscom.com`.", https_address),
    _of_gateway("swisscom", "client_id_file", "File with the client id of the application."),
)
BACKUP = (
    Setting(
        "backup.folder",
        "Folder of the backups, one folder in it for each desk: on another disk, best on another machine. Without it "
        "`guichet backup` refuses. See *Backup*.",
    ),
    Setting(
        "backup.public_keys",
        "Public key of age to which backups are encrypted, or several between blanks: each of their owners can then "
        "restore. The private keys do not belong on this server.",
        parse=public_keys,
        default=(),
        required=lambda values: bool(values["backup.folder"]),
        required_when="required with a folder",
    ),
    Setting(
        "backup.full_hours",
        "Hours after which a backup of files is a full one again; those in between hold what is new.",
        parse=number(1, 8760),
        default=24,
    ),
    Setting("backup.keep_hours", "Hours for which every backup is kept.", parse=number(1, 8760), default=48),
    Setting("backup.keep_daily", "Days of which one backup is kept.", parse=number(0, 3660), default=14),
    Setting("backup.keep_weekly", "Weeks of which one backup is kept.", parse=number(0, 520), default=5),
)
MONITORING = (
    Setting(
        "monitoring.listen",
        "Port of this machine, or address and port, on which this process gives its metrics (`/metrics`) and its state "
        "(`/_health/ready`) to the monitoring, e.g. `9101`. Each process needs its own. It asks for no password, so it "
        "must not be reached from the internet. See *Monitoring*.",
        parse=address,
        default=(),
    ),
    Setting(
        "monitoring.health_from",
        "IP addresses and networks that, beside this machine, may ask for `/_health/live` and `/_health/ready` on the "
        "port of the pages, e.g. those of a load balancer. For all others there is no such page.",
        parse=networks,
        default=(),
    ),
    Setting(
        "monitoring.request_id_from_proxy",
        "`yes` when the proxy writes a header `X-Request-ID` of its own, in place of what a browser sent: its log and "
        "this one then name a request alike. See *Logs*.",
        parse=yes_no,
        default=False,
    ),
)
PER_TENANT = (
    Setting(
        "hosts",
        "Host names that lead to this desk, without port. A request for any other host gets 421; there is no "
        "default desk.",
        parse=hosts,
        required=True,
    ),
    Setting(
        "url",
        "The public address, with https and one of the hosts. Links in mails begin with it, never with what a browser "
        "sent.",
        parse=public_url,
        required=True,
    ),
    Setting("storage", "Where the data are stored, see *Storage*.", required=True),
    Setting(
        "sms_per_day",
        "Text messages with codes that this desk sends in 24 hours at most, so that asking for codes "
        "cannot run up a bill. At half of it the log says `sms_budget_half_used`; beyond, pages ask people to use "
        "another way or to call.",
        parse=number(1, 9_999_999),
        default=5000,
    ),
    Setting(
        "uploads_per_day",
        "Files that one person may attach in 24 hours; beyond, the page says to go on tomorrow.",
        parse=number(1, 100_000),
        default=300,
    ),
    Setting(
        "upload_megabytes_per_day",
        "Megabytes of the files that one person may attach in 24 hours.",
        parse=number(1, 100_000),
        default=600,
    ),
    Setting(
        "draft_megabytes",
        "Megabytes of all documents in the drafts of one company or insured person; beyond, the page says to send or "
        "delete a draft first. With the number of accounts this bounds what can fill the disk.",
        parse=number(1, 1_000_000),
        default=300,
    ),
    Setting(
        "audit_head_to",
        "E-mail address of a person outside the desk, e.g. the data-protection officer, who receives the head of the "
        "audit log each day. See *The audit log*.",
        parse=mailbox,
    ),
    Setting(
        "audit_key_file",
        "File with an Ed25519 private key in PEM, with which the worker signs the head of the audit log each day. See "
        "*The audit log*.",
    ),
    Setting(
        "mail_from",
        "Sender of this desk's mails. Publish SPF, DKIM and DMARC for its domain, or activation mails end in spam.",
        parse=mailbox,
        required=True,
    ),
)
SETTINGS = (*GENERAL, *MAIL, *SMS, *BACKUP, *MONITORING)
EXAMPLES = {
    "secret_file": "/etc/guichet/secret",
    "hosts": "guichet.*.example",
    "url": "https://guichet.*.example",
    "storage": "file:///var/lib/guichet/*/Data.fs?blobstorage_dir=/var/lib/guichet/*/blobs"
    "&connection_cache_size=1000&connection_cache_size_bytes=4MB&connection_pool_size=18",
    "mail_from": "guichet@*.example",
}
"""Values of required settings in a new file; ``*`` is the id of the desk."""
