"""What operators' commands share: which database, which secret, and an engine that is open while a block runs."""

from __future__ import annotations

import argparse
import base64
import binascii
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from engine.api import Engine, EngineSettings, open_engine, pending_migrations
from plugins import BUILTIN
from studio.cli.stopping import Cannot

#: The plugins that every command loads besides those of other distributions.
PLUGINS: Final = BUILTIN
DATABASE_VARIABLE: Final = "BOTTLECAP_DATABASE_URL"
SECRET_VARIABLE: Final = "BOTTLECAP_SECRET"
SECRET_BYTES: Final = 32


def add_database(parser: argparse.ArgumentParser) -> None:
    """The option that names the database."""
    parser.add_argument(
        "--database",
        metavar="URL",
        help=f"sqlite:///absolute/path or postgres://user@host/name; by default ${DATABASE_VARIABLE}",
    )


def add_secret(parser: argparse.ArgumentParser) -> None:
    """The option that names the file with the installation's secret."""
    parser.add_argument(
        "--secret-file",
        metavar="FILE",
        type=Path,
        help=f"file with the installation's secret in base64; by default ${SECRET_VARIABLE} holds it",
    )


def database_of(given: argparse.Namespace) -> str:
    """The address of the database. Raises `Cannot`."""
    url: str = given.database or os.environ.get(DATABASE_VARIABLE, "")
    if not url:
        raise Cannot(f"say which database with --database URL or in {DATABASE_VARIABLE}")
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise Cannot(f"the database address must begin with sqlite:// or postgres://, not with `{url[:20]}`")
    return url


def is_sqlite(url: str) -> bool:
    """Whether the database is a file of this machine."""
    return url.startswith("sqlite://")


def secret_of(given: argparse.Namespace) -> bytes:
    """The installation's secret. Raises `Cannot`."""
    if given.secret_file is not None:
        try:
            written, where = given.secret_file.read_text("ascii").strip(), str(given.secret_file)
        except (OSError, UnicodeDecodeError) as error:
            raise Cannot(f"the secret cannot be read from {given.secret_file}: {error}") from error
    else:
        written, where = os.environ.get(SECRET_VARIABLE, ""), SECRET_VARIABLE
        if not written:
            raise Cannot(
                f"give the installation's secret in {SECRET_VARIABLE} or with --secret-file FILE"
                " (`bottlecap new-secret FILE` makes one)"
            )
    try:
        secret = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raise Cannot(f"{where} must hold the secret in base64") from None
    if len(secret) < SECRET_BYTES:
        raise Cannot(f"the secret in {where} has {len(secret)} bytes; it needs at least {SECRET_BYTES}")
    return secret


def _is_missing_file(url: str) -> bool:
    """Whether the database is a file that does not exist: asking SQLite about it would make it."""
    return is_sqlite(url) and not Path(url.removeprefix("sqlite://").split("?")[0]).exists()


async def require_migrated(url: str) -> None:
    """Raise `Cannot` unless the database has the schema of this version."""
    if _is_missing_file(url) or await pending_migrations(url):
        raise Cannot(f"the database is not ready for this version: run `bottlecap migrate --database {url}`")


@asynccontextmanager
async def opened(url: str, secret: bytes | None = None) -> AsyncIterator[Engine]:
    """An engine that sends no money, open while the block runs. Raises `Cannot` for a database not migrated.

    Commands that never touch codes, draws or people's identities need no secret; they get one that is drawn and
    thrown away.
    """
    await require_migrated(url)
    settings = EngineSettings(url, secret or secrets.token_bytes(SECRET_BYTES), PLUGINS, plugin_settings={})
    engine = await open_engine(settings)
    try:
        yield engine
    finally:
        await engine.close()
