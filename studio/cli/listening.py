"""Ports: taken before anything else is done, so that a busy one is told in a sentence."""

from __future__ import annotations

import errno
import socket

from studio.cli.stopping import Cannot


def listen(host: str, port: int, option: str = "--port") -> socket.socket:
    """A listening socket. Raises `Cannot`, naming the option that chooses another port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OverflowError:
        raise Cannot(f"{port} is no port: choose one from 1 to 65535 with {option}") from None
    except socket.gaierror:
        raise Cannot(f"`{host}` is no address of this machine") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Cannot(f"port {port} is taken; choose another with {option}") from error
        if error.errno == errno.EACCES:
            raise Cannot(f"port {port} needs more rights; choose one above 1023 with {option}") from error
        raise Cannot(f"cannot listen on {host} port {port}: {error.strerror}") from error


def address(listener: socket.socket) -> str:
    """`http://127.0.0.1:8000` of a listening socket; one that listens everywhere is reached by the loopback."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
