"""Checks of what the internet sees of a desk: its address with TLS, and the records of its sender of mails."""

import http.client
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import dns.exception
import dns.resolver

from guichet import clock
from guichet.cli.doctor.check_results import CheckResult
from guichet.cli.doctor.service_checks import TIMEOUT, certificate
from guichet.settings import TenantSettings

REMEDIES = {
    421: "add the host to the desk's hosts",
    502: "start the server",
    503: "the desk is closed, or the server too busy: see its log",
}
"""By status of the answer."""
RENEW = timedelta(days=14)
"""Certificates are renewed a month before they expire: two weeks later something is broken."""


def address_checks(tenant_settings: TenantSettings) -> Iterator[CheckResult]:
    """Whether the public address answers with a certificate that is valid for a while."""
    what, parts = f"{tenant_settings.tenant_id}: {tenant_settings.url}", urlsplit(tenant_settings.url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate(host, port)["notAfter"]), UTC)
    except OSError as problem:  # ssl's errors are OSErrors
        yield CheckResult(what, "wrong", str(problem), "look at the reverse proxy, its certificate and the DNS")
        return
    if expires - clock.now() < RENEW:
        yield CheckResult(
            what, "warning", f"its certificate expires on {expires:%Y-%m-%d}", "see why it is not renewed"
        )
    else:
        yield _answer(what, host, port)


def _answer(what: str, host: str, port: int) -> CheckResult:
    connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT)
    try:
        # The smallest page of a desk, which opens no database.
        connection.request("GET", "/robots.txt")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as problem:
        return CheckResult(what, "wrong", f"does not answer: {problem!r}", "look at the reverse proxy and the server")
    finally:
        connection.close()
    if status != 200:
        return CheckResult(what, "wrong", f"answers {status}", REMEDIES.get(status, "look at the log of the proxy"))
    return CheckResult(what)


def sender_checks(
    tenant_settings: TenantSettings, resolver: dns.resolver.Resolver | None = None
) -> Iterator[CheckResult]:
    """Whether receivers of this desk's mails can tell them from forged ones, and answer them."""
    domain = tenant_settings.mail_from.rpartition("@")[2]
    what = f"{tenant_settings.tenant_id}: sender {domain}"
    asked = resolver or dns.resolver.Resolver()
    asked.lifetime = TIMEOUT
    try:
        policies = [text for text in _texts(asked, domain) if text.lower().startswith("v=spf1")]
        dmarc = [text for text in _texts(asked, f"_dmarc.{domain}") if text.lower().startswith("v=dmarc1")]
        mailboxes = _records(asked, domain, "MX")
    except (dns.exception.DNSException, OSError) as problem:
        found = f"its DNS does not answer ({type(problem).__name__})"
        yield CheckResult(what, "warning", found, "try again, then ask its owner")
        return
    yield _spf(f"{what}: SPF", policies)
    if dmarc:
        yield CheckResult(f"{what}: DMARC")
    else:
        remedy = f'publish "v=DMARC1; p=none" or stricter at _dmarc.{domain}'
        yield CheckResult(f"{what}: DMARC", "warning", "no policy", remedy)
    if mailboxes:
        yield CheckResult(f"{what}: MX")
    else:
        remedy = "name a server that takes mail for it: what cannot be delivered is told to the sender"
        yield CheckResult(f"{what}: MX", "warning", "no server takes mail for it", remedy)


def _spf(what: str, policies: list[str]) -> CheckResult:
    if not policies:
        remedy = 'publish one that names the relay, e.g. "v=spf1 include:spf.example.ch -all"; else mails end in spam'
        return CheckResult(what, "warning", "no policy", remedy)
    if len(policies) > 1:  # RFC 7208, 4.5: permerror
        return CheckResult(what, "wrong", f"{len(policies)} policies, so that none counts", "publish exactly one")
    if policies[0].split()[-1].lower() in ("+all", "all"):
        return CheckResult(what, "warning", "allows everyone to send", "end it with -all or ~all")
    return CheckResult(what)


def _texts(resolver: dns.resolver.Resolver, name: str) -> list[str]:
    return [b"".join(record.strings).decode("ascii", "replace") for record in _records(resolver, name, "TXT")]


def _records(resolver: dns.resolver.Resolver, name: str, kind: str) -> list[Any]:
    """The records of a name; none where it has none, or does not exist."""
    try:
        return list(resolver.resolve(name, kind))
    except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
        return []
