"""Ports: taken before anything else is done, so that a busy one is told in a sentence."""

from __future__ import annotations

import errno
import os
import socket
from typing import Final

from studio.cli.stopping import Cannot

_PORT_MAX: Final = 65_535


def listen(host: str, port: int, option: str = "--port") -> socket.socket:
    """A listening socket. Raises `Cannot`, naming the option that chooses another port."""
    if not 0 <= port <= _PORT_MAX:
        raise Cannot(f"{port} is no port: choose one from 1 to {_PORT_MAX} with {option}")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
    except OSError:
        raise Cannot(f"`{host}` is no address of this machine") from None
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        reason = error.errno or 0
        if reason == errno.EADDRINUSE:
            raise Cannot(f"port {port} is taken; choose another with {option}") from error
        if reason == errno.EACCES:
            raise Cannot(f"port {port} needs more rights; choose one above 1023 with {option}") from error
        raise Cannot(f"cannot listen on {host} port {port}: {os.strerror(reason)}") from error


def address(listener: socket.socket) -> str:
    """`http://127.0.0.1:8000` of a listening socket; of one that listens everywhere, as phones nearby reach it."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = _outward_address()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _outward_address() -> str:
    """This machine's address in its network; the loopback when it is in none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: only the route is looked up
        except OSError:
            return "127.0.0.1"
        found: str = probe.getsockname()[0]
        return found
