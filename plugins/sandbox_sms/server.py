"""Runs the gateway by itself: `python -m plugins.sandbox_sms.server --help`."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Sequence

import uvicorn

from plugins.sandbox_sms.gateway import Gateway


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop. Prints `ready http://...` on a line of its own once it listens."""
    parser = argparse.ArgumentParser(
        prog="sandbox-sms", description="A local message gateway. Phones are at /inbox?number=..."
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (this machine only by default)"
    )
    parser.add_argument("--port", type=int, default=8767, help="port to listen on; 0 takes a free one")
    parser.add_argument(
        "--secret-env", default="BOTTLECAP_SMS_SECRET", help="variable that holds the sender's secret"
    )
    given = parser.parse_args(arguments)
    secret = os.environ.get(given.secret_env, "")
    if not secret:
        print(f"set the sender's secret in the environment variable {given.secret_env}", file=sys.stderr)
        return 2
    listening = socket.create_server((given.host, given.port), backlog=128)
    print(f"ready http://{given.host}:{listening.getsockname()[1]}", flush=True)
    config = uvicorn.Config(
        Gateway(secret.encode()), lifespan="off", log_level="critical", access_log=False, server_header=False
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
