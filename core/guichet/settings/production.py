"""Settings that are fit for a development machine only, and refused in production with their remedy."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from guichet.settings.setting import THIS_MACHINE, SettingsError, Values
from guichet.settings.table import MAX_CODES

ENCRYPTED = ("require", "verify-ca", "verify-full")
"""Values of libpq's ``PGSSLMODE`` with which it connects by TLS or not at all; its default falls back to plain text."""
STORAGES = ("file", "postgres", "zconfig")
"""Schemes of storages that keep what a desk in production stores, and show it to no other machine."""


def refuse_in_production(
    values: Values, addresses: Mapping[str, tuple[str, tuple[str, ...]]], storages: Mapping[str, str]
) -> None:
    """Raises :class:`SettingsError` for the first setting that a desk in production must not have.

    ``addresses`` are the public address and the hosts of each desk, ``storages`` where its data are, by its id.
    """
    # Each code is a further chance to guess (ASVS 6.6.3).
    if values["codes_per_hour"] > MAX_CODES:
        raise SettingsError(
            f"guichet.codes_per_hour is '{values['codes_per_hour']}': write a number from 1 to {MAX_CODES}"
        )
    _refuse_readable_mails(values["mail.host"], values["mail.security"])
    _refuse_readable_counters(values["limits"])
    for tenant_id, (url, hosts) in addresses.items():
        _refuse_address(f"guichet.tenant.{tenant_id}", url, hosts)
    for tenant_id, storage in storages.items():
        _refuse_readable_data(f"guichet.tenant.{tenant_id}", storage)


def _refuse_readable_mails(host: str, security: str) -> None:
    if security == "none" and host not in THIS_MACHINE:
        raise SettingsError(
            f"guichet.mail.security is 'none', but {host!r} is another machine: links and decisions would be readable "
            "on the way; write starttls or tls"
        )


def _refuse_readable_counters(limits: str) -> None:
    # The address may hold a password, so that the message names the host alone.
    if limits.startswith("redis://") and (host := urlsplit(limits).hostname or "localhost") not in THIS_MACHINE:
        raise SettingsError(
            f"guichet.limits is without TLS, but {host!r} is another machine: its password would be readable on the "
            "way; write rediss://"
        )


def _refuse_readable_data(key: str, storage: str) -> None:
    parts = urlsplit(storage)
    # zodburi knows others: memory:// is empty after each start, zeo:// has neither password nor TLS.
    if parts.scheme not in STORAGES:
        raise SettingsError(
            f"{key}.storage begins with '{parts.scheme}:': write file://, postgres:// or zconfig://, see "
            "« Storage » in docs/operations.md"
        )
    # Without a server libpq takes the one that its environment names, else the socket of this machine.
    server = parts.hostname or os.environ.get("PGHOST") or "localhost"
    if parts.scheme != "postgres" or server in THIS_MACHINE:
        return
    # From the environment, since RelStorage's address takes no sslmode; a zconfig:// file states its own.
    if os.environ.get("PGSSLMODE") not in ENCRYPTED:
        raise SettingsError(
            f"{key}.storage: {server!r} is another machine: the data would be readable on the way; write "
            "PGSSLMODE=verify-full into the environment of the server, the worker and the commands"
        )


def _refuse_address(key: str, url: str, hosts: tuple[str, ...]) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise SettingsError(f"{key}.url is {url!r}: write an address that begins with https://")
    # Brackets: the host of an IPv6 address is written without them here and with them in a Host header.
    host = parts.hostname or ""
    if host not in hosts and f"[{host}]" not in hosts:
        raise SettingsError(
            f"{key}.url is {url!r}, but no request for that host reaches the desk: add {host} to {key}.hosts"
        )
