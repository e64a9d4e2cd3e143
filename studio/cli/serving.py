"""`serve`: the web application, in one process or in several on one database."""

from __future__ import annotations

import argparse
import asyncio
import base64
import gc
import os
import socket
import tempfile
from typing import Final

import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from studio.cli.counting import counted
from studio.cli.listening import address, listen
from studio.cli.opening import (
    DATABASE_VARIABLE,
    SECRET_VARIABLE,
    add_database,
    add_secret,
    database_of,
    is_sqlite,
    require_migrated,
    secret_of,
)
from studio.cli.patience import CONNECTIONS_MAX, PatientProtocol
from studio.cli.running import running, stop_on_signals
from studio.cli.stopping import GOOD, Cannot
from studio.cli.texts import Commands
from studio.settings import Settings
from studio.watching.logs import configure
from studio.watching.metrics import FOLDER_VARIABLE
from studio.wiring import build_app

#: How long requests that have begun may take to end once a stop is asked for, in seconds.
DRAIN_S: Final = 30
#: Objects made beyond those freed before the collector looks at the young ones; Python's own choice is 700.
_COLLECT_AFTER: Final = 50_000
_ORIGIN_VARIABLE: Final = "BOTTLECAP_ORIGIN"


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    serve = commands.add_parser(
        "serve",
        help="serve consumers, clerks, marketers and systems",
        description="Serve the pages and the API, and send what is owed. A stop (SIGTERM, Ctrl-C) lets requests that "
        f"have begun end, for at most {DRAIN_S} seconds.",
        epilog="example: bottlecap serve --database postgres://bottlecap@db/bottlecap --workers 4 "
        "--secret-file /etc/bottlecap/secret --origin https://q.brand.cn",
    )
    add_database(serve)
    add_secret(serve)
    serve.add_argument(
        "--workers", type=int, default=1, metavar="N", help="processes (%(default)s); PostgreSQL only"
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument(
        "--port", type=int, default=8000, help="port to listen on (%(default)s); 0 takes a free one"
    )
    serve.add_argument(
        "--origin",
        metavar="URL",
        help=f"scheme and host as people see them; by default ${_ORIGIN_VARIABLE}, else host and port",
    )
    serve.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Serve until told to stop."""
    url, secret = database_of(given), secret_of(given)
    if given.workers < 1:
        raise Cannot("--workers must be 1 or more")
    if given.workers > 1 and is_sqlite(url):
        raise Cannot("a SQLite file is served by one process: use --workers 1, or PostgreSQL for more")
    asyncio.run(require_migrated(url))
    listener = listen(given.host, given.port)
    origin = given.origin or os.environ.get(_ORIGIN_VARIABLE) or address(listener)
    environment = {
        DATABASE_VARIABLE: url,
        SECRET_VARIABLE: base64.b64encode(secret).decode(),
        _ORIGIN_VARIABLE: origin,
    }
    settings = Settings.from_environment({**os.environ, **environment})
    configure(settings.log_form, settings.log_level.upper())
    told = f"serving {settings.origin} with {counted(given.workers, 'process')}"
    if given.workers == 1:
        config = _config(_application(settings), workers=1)
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(_serve(config, listener, told))
    else:
        os.environ.update(environment)  # the processes are started anew and read their settings there
        with tempfile.TemporaryDirectory(prefix="bottlecap-metrics-") as figures:
            os.environ.setdefault(FOLDER_VARIABLE, figures)
            several = Multiprocess(
                _config("studio.cli.serving:app", workers=given.workers), sockets=[listener]
            )
            print(told, flush=True)
            several.run()
    return GOOD


def app() -> Starlette:
    """The application of one of several processes."""
    settings = Settings.from_environment(os.environ)
    configure(settings.log_form, settings.log_level.upper())
    return _application(settings)


def _application(settings: Settings) -> Starlette:
    """The application of a process that does nothing but serve.

    Requests leave no circles behind, so the collector looks for them seldom, and never among what was loaded at the
    start: walking programs and templates again and again takes a tenth of a claim's time.
    """
    application = build_app(settings)
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 20, 100)
    return application


def _config(application: Starlette | str, *, workers: int) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        factory=isinstance(application, str),
        workers=workers,
        log_config=None,  # one log for all: `studio.watching.logs`
        access_log=False,
        server_header=False,
        http=PatientProtocol,
        limit_concurrency=CONNECTIONS_MAX,
        proxy_headers=False,  # the application itself counts the proxies that it may believe
        timeout_graceful_shutdown=DRAIN_S,
    )


async def _serve(config: uvicorn.Config, listener: socket.socket, told: str) -> None:
    asked = stop_on_signals()
    async with running(config, listener):
        print(told, flush=True)
        await asked.wait()
