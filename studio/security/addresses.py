"""Where a request came from, for limits only; addresses are never stored."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection
from starlette.types import Scope


def client_address(connection: HTTPConnection) -> str:
    """The caller's address, an IPv6 one cut to its /64 (one household), or `unknown`."""
    return address_of(connection.scope, connection.app.state.settings.proxies)


def address_of(scope: Scope, proxies: int) -> str:
    """The caller's address, with `proxies` trusted ones in front.

    The n-th entry from the right of `X-Forwarded-For` is the one that the outermost of n trusted proxies saw;
    everything left of it was written by the caller and is not believed.
    """
    client = scope.get("client")
    peer = client[0] if client else "unknown"
    if proxies:
        # A proxy may append to the caller's line or add one below it: several lines are one list.
        said = b",".join([value for name, value in scope["headers"] if name == b"x-forwarded-for"])
        hops = [hop.strip() for hop in said.decode("latin-1").split(",") if hop.strip()]
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
