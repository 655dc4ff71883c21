"""Checks of the services that a desk needs: mail relay, providers of text messages, malware scanner, Redis."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from limits.storage import storage_from_string

from guichet.app import DEFAULTS
from guichet.cli.doctor.check_results import CheckResult
from guichet.messages.smtp import Smtp
from guichet.messages.transports import ProviderRejected
from guichet.plugins import PluginError, Plugins
from guichet.settings import MEMORY, Settings, SettingsError, SmsSettings

TIMEOUT = 5.0
HARMLESS = b"guichet doctor"
"""A file that every scanner finds clean."""


def service_checks(settings: Settings) -> Iterator[CheckResult]:
    """Checks of what the desks share. Nothing is sent but a greeting."""
    yield _relay(settings)
    yield from _providers(settings.sms)
    if settings.limits != MEMORY:
        yield _redis(settings.limits)


def scanner_checks(settings: Settings, tenant_id: str, available: Mapping[str, object]) -> Iterator[CheckResult]:
    """Check of the malware scanner that a plugin of a desk brings."""
    try:
        plugins = Plugins(tenant_id, available, defaults=DEFAULTS)
    except PluginError:
        return  # reported with the plugins
    yield _scanner(f"{tenant_id}: malware scanner", plugins.attachment_scanner(settings))


def _relay(settings: Settings) -> CheckResult:
    what = f"mail relay {settings.mail.host}:{settings.mail.port}"
    try:
        Smtp(settings.mail, TIMEOUT).check()
    except ProviderRejected as problem:
        remedy = "see 'guichet docs operations', *Mail*; mails wait for 72 hours meanwhile"
        return CheckResult(what, "wrong", problem.reason, remedy)
    except SettingsError as problem:
        return CheckResult(what, "wrong", "cannot be used", str(problem))
    return CheckResult(what)


def _providers(settings: SmsSettings) -> Iterator[CheckResult]:
    addresses = {"aspsms": settings.aspsms.url, "swisscom": settings.swisscom.url}
    for name, _weight in settings.gateways:
        parts = urlsplit(addresses[name])
        what = f"{name} {parts.hostname}"
        try:
            certificate(parts.hostname or "", parts.port or 443)
        except OSError as problem:  # no name, no connection, no trust: ssl's errors are OSErrors
            remedy = "open the firewall for it; ask the provider if it is open"
            yield CheckResult(what, "wrong", f"cannot be reached: {problem}", remedy)
        else:
            yield CheckResult(what)


def certificate(host: str, port: int) -> Mapping[str, Any]:
    """The certificate that a TLS server shows, which this machine trusts. Raises ``OSError``."""
    tls = ssl.create_default_context()
    with (
        socket.create_connection((host, port), TIMEOUT) as plain,
        tls.wrap_socket(plain, server_hostname=host) as encrypted,
    ):
        return encrypted.getpeercert() or {}


def _scanner(what: str, scanner: Any) -> CheckResult:
    if scanner is None:
        remedy = "install one, e.g. guichet-clamav-scanner, and set its address"
        return CheckResult(what, "warning", "no file is scanned", remedy)
    try:
        clean = scanner.is_clean(HARMLESS, "doctor.txt")
    except Exception as problem:  # a plugin's client of a service elsewhere
        remedy = "start it; files wait under « Contrôle en cours » meanwhile"
        return CheckResult(what, "wrong", f"gives no verdict: {problem!r}", remedy)
    if clean is not True:
        return CheckResult(what, "wrong", "calls a harmless text infected", "look at its signatures and its log")
    return CheckResult(what)


def _redis(address: str) -> CheckResult:
    # Without the address: it may hold a password.
    try:
        storage = storage_from_string(address, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
        answers = storage.check()
    except Exception as problem:
        return CheckResult("Redis", "wrong", type(problem).__name__.lower(), "see 'guichet docs operations', *Redis*")
    return (
        CheckResult("Redis")
        if answers
        else CheckResult("Redis", "wrong", "does not answer", "start it; no one can sign in")
    )
