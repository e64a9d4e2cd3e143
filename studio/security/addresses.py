"""Where a request came from, for limits only; addresses are never stored."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection


def client_address(connection: HTTPConnection) -> str:
    """The caller's address, an IPv6 one cut to its /64 (one household), or `unknown`.

    With n trusted proxies in front, the n-th entry from the right of `X-Forwarded-For` is the one that the
    outermost trusted proxy saw; everything left of it was written by the caller and is not believed.
    """
    proxies: int = connection.app.state.settings.proxies
    peer = connection.client.host if connection.client else "unknown"
    if proxies:
        # A proxy may append to the caller's line or add one below it: several lines are one list.
        said = ",".join(connection.headers.getlist("x-forwarded-for"))
        hops = [hop.strip() for hop in said.split(",") if hop.strip()]
        peer = hops[-proxies] if len(hops) >= proxies else peer
    return _household(peer)


@lru_cache(maxsize=4096)
def _household(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(address.ipv4_mapped or address) if isinstance(address, IPv6Address) else str(address)
