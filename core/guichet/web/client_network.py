"""The network that a request comes from, as limits count it and the security log names it."""

import re
from ipaddress import ip_address, ip_network

from pyramid.request import Request

_WITH_PORT = re.compile(r"(?P<four>[\d.]+):\d{1,5}|\[(?P<six>[0-9a-fA-F:.]+)\](:\d{1,5})?", re.ASCII)
"""Some proxies write the port into X-Forwarded-For (Azure Application Gateway, IIS)."""


def client_network(request: Request) -> str:
    """An IPv4 address, or an IPv6 /56 (one household); ``"unknown"`` for anything else.

    ``client_addr`` is the last hop's, or what ``trusted_proxy`` forwards: waitress drops all other X-Forwarded-For.
    """
    address = request.client_addr or ""
    found = _WITH_PORT.fullmatch(address)
    if found:
        address = found["four"] or found["six"]
    try:
        host = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network(f"{host}/56", strict=False)) if host.version == 6 else str(host)
