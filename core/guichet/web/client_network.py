"""The network that a request comes from, as limits count it and the security log names it."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from pyramid.request import Request

_WITH_PORT = re.compile(r"(?P<four>[\d.]+):\d{1,5}|\[(?P<six>[0-9a-fA-F:.]+)\](:\d{1,5})?", re.ASCII)
"""Some proxies write the port into X-Forwarded-For (Azure Application Gateway, IIS)."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as a server without IPv4 sees them (RFC 6052, 2.1; RFC 7755)."""


def client_network(request: Request) -> str:
    """An IPv4 address, or an IPv6 /56 (one household); ``"unknown"`` for anything else.

    ``client_addr`` is the last hop's, or what ``trusted_proxy`` forwards: waitress drops all other X-Forwarded-For.
    """
    host = client_host(request.client_addr or "")
    if host is None:
        return "unknown"
    return str(ip_network((host.packed, 56), strict=False)) if host.version == 6 else str(host)


def client_site(request: Request) -> str:
    """The IPv6 /48 of a request, as a provider gives it to who asks for one: 256 households; empty for IPv4.

    Mobile carriers have thousands of customers in one: only for limits that are far above what those do.
    """
    found = client_host(request.client_addr or "")
    return str(ip_network((found.packed, 48), strict=False)) if found is not None and found.version == 6 else ""


def client_host(address: str) -> IPv4Address | IPv6Address | None:
    """The address that a server or proxy writes; None for anything else.

    An IPv4 address within an IPv6 one is itself: a server whose socket takes both writes all of them so
    (``::ffff:192.0.2.7``), and half of the internet would be one household.
    """
    found = _WITH_PORT.fullmatch(address)
    if found:
        address = found["four"] or found["six"]
    try:
        host = ip_address(address)
    except ValueError:
        return None
    if isinstance(host, IPv6Address):
        if host in _NAT64:
            return IPv4Address(host.packed[-4:])
        return host.ipv4_mapped or host
    return host
