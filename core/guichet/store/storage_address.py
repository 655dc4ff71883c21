"""Addresses of storages (zodburi), and what libpq is told of one of PostgreSQL."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import zodburi

POSTGRES = "postgres://"


def resolve_storage(uri: str) -> tuple[Callable[[], Any], Mapping[str, Any]]:
    """What opens the storage at a zodburi, and the options of its database.

    As ``zodburi.resolve_uri``, but for PostgreSQL: there RelStorage 4 writes "None" for a password, a server or a port
    that the address does not name, so that neither ``~/.pgpass`` nor a local socket would work.
    """
    factory, options = zodburi.resolve_uri(uri)
    if not uri.startswith(POSTGRES):
        return factory, options
    # Only here, since it is there only with the extra "postgres".
    from relstorage.adapters.postgresql import PostgreSQLAdapter
    from relstorage.zodburi_resolver import RelStorageURIResolver

    dsn = libpq_dsn(urlsplit(uri))

    def adapter_of(_address: SplitResult, query: dict[str, str]) -> tuple[Callable[[Any], Any], dict[str, str]]:
        return (lambda read: PostgreSQLAdapter(dsn=dsn, options=read)), query

    factory, _of_the_database = RelStorageURIResolver(adapter_of)(uri)
    return factory, options


def libpq_dsn(address: SplitResult) -> str:
    """Connection string of a database; what the address does not name, libpq takes from its environment and files.

    Without a server it takes the socket of this machine.
    """
    parts = {
        "dbname": address.path[1:],
        "user": address.username,
        "password": unquote(address.password or ""),
        "host": address.hostname,
        "port": address.port,
        "connect_timeout": dict(parse_qsl(address.query)).get("connect_timeout"),
    }
    return " ".join(f"{name}='{_quoted(str(value))}'" for name, value in parts.items() if value)


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
