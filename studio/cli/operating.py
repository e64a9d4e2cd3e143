"""`migrate`, `new-secret`, `brand add`, `user add`, `api-key add`: setting an installation up."""

from __future__ import annotations

import argparse
import asyncio
import base64
import getpass
import os
import secrets
import sys
from pathlib import Path

from engine.api import Label, migrate
from studio.cli.opening import SECRET_BYTES, add_database, database_of, opened
from studio.cli.stopping import GOOD, Cannot
from studio.cli.texts import Commands


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    made = commands.add_parser(
        "migrate",
        help="bring a database to this version's schema",
        description="Make the tables of a new database, or bring an older one to this version's schema.",
        epilog="example: bottlecap migrate --database postgres://bottlecap@db/bottlecap",
    )
    add_database(made)
    made.set_defaults(run=run_migrate)

    made = commands.add_parser(
        "new-secret",
        help="make an installation's secret",
        description="Draw an installation's secret and write it to a new file that only you can read. Keep a copy: "
        "printed codes are read with it.",
        epilog="example: bottlecap new-secret /etc/bottlecap/secret",
    )
    made.add_argument("file", metavar="FILE", type=Path)
    made.set_defaults(run=run_new_secret)

    made = _adding(
        commands, "brand", "a brand", "bottlecap brand add dongquan --name Dongquan --name-zh 东泉"
    )
    made.add_argument(
        "slug", metavar="SLUG", help="its name in addresses: lower-case letters, digits, hyphens"
    )
    made.add_argument("--name", required=True, help="its name in English")
    made.add_argument("--name-zh", required=True, help="its name in Chinese")
    made.add_argument("--zone", default="Asia/Shanghai", help="time zone of its days (%(default)s)")
    made.add_argument("--currency", default="CNY", help="currency of its books (%(default)s)")
    made.set_defaults(run=run_add_brand)

    made = commands.add_parser(
        "four-eyes",
        help="want a second person to publish campaigns",
        description="Want a brand's campaigns published by another person than their last author: an approver or an "
        "admin, signed in to the studio. The API then publishes nothing.",
        epilog="example: bottlecap four-eyes dongquan on",
    )
    add_database(made)
    made.add_argument("brand", metavar="BRAND", help="the brand's slug")
    made.add_argument("wanted", choices=("on", "off"), help="whether a second person is wanted")
    made.set_defaults(run=run_four_eyes)

    made = _adding(
        commands,
        "user",
        "a studio user",
        "bottlecap user add --brand dongquan --email li@dongquan.cn --name 'Li Na'",
    )
    made.add_argument("--brand", required=True, help="the brand's slug")
    made.add_argument("--email", required=True)
    made.add_argument("--name", required=True)
    made.add_argument("--role", default="admin", choices=("author", "approver", "analyst", "admin"))
    made.add_argument(
        "--password-stdin", action="store_true", help="read the password from the standard input"
    )
    made.set_defaults(run=run_add_user)

    made = _adding(
        commands,
        "api-key",
        "a key for a brand's own systems",
        "bottlecap api-key add --brand dongquan --name shop",
    )
    made.add_argument("--brand", required=True, help="the brand's slug")
    made.add_argument("--name", required=True, help="what the key is for")
    made.set_defaults(run=run_add_api_key)


def _adding(
    commands: Commands[argparse.ArgumentParser], noun: str, what: str, example: str
) -> argparse.ArgumentParser:
    verbs = commands.add_parser(noun, help=f"add {what}").add_subparsers(required=True, metavar="add")
    made: argparse.ArgumentParser = verbs.add_parser(
        "add", help=f"add {what}", description=f"Add {what}.", epilog=f"example: {example}"
    )
    add_database(made)
    return made


def run_migrate(given: argparse.Namespace) -> int:
    """Apply what is missing and name it."""
    applied = asyncio.run(migrate(database_of(given)))
    for name in applied:
        print(f"applied {name}")
    print("the database is ready" if applied else "the database was ready already")
    return GOOD


def run_new_secret(given: argparse.Namespace) -> int:
    """Write a new secret; a file that exists is never overwritten."""
    try:
        opened_file = os.open(given.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Cannot(f"{given.file} exists already and is left as it is") from None
    except OSError as error:
        raise Cannot(f"{given.file} cannot be written: {error.strerror}") from error
    with os.fdopen(opened_file, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(SECRET_BYTES)) + b"\n")
    print(f"{given.file} holds a new secret; keep a copy in a safe place")
    return GOOD


def run_add_brand(given: argparse.Namespace) -> int:
    """Add a brand."""

    async def add(url: str) -> None:
        async with opened(url) as engine:
            name = Label(given.name, given.name_zh)
            await engine.accounts.add_brand(given.slug, name, given.zone, given.currency)

    asyncio.run(add(database_of(given)))
    print(f"brand {given.slug} added")
    return GOOD


def run_four_eyes(given: argparse.Namespace) -> int:
    """Want a second person's approval, or no more."""

    async def change(url: str) -> None:
        async with opened(url) as engine:
            await engine.accounts.set_four_eyes(given.brand, wanted=given.wanted == "on")

    asyncio.run(change(database_of(given)))
    wanted = given.wanted == "on"
    print(
        f"campaigns of {given.brand} are published {'by a second person' if wanted else 'by any one person'}"
    )
    return GOOD


def run_add_user(given: argparse.Namespace) -> int:
    """Add a studio user; the password is asked for, never given on the command line."""
    url = database_of(given)
    password = sys.stdin.readline().rstrip("\n") if given.password_stdin else _asked_password()

    async def add() -> None:
        async with opened(url) as engine:
            await engine.accounts.add_user(given.brand, given.email, given.name, given.role, password)

    asyncio.run(add())
    print(f"{given.email} may sign in to the studio for {given.brand}")
    return GOOD


def _asked_password() -> str:
    if not sys.stdin.isatty():
        raise Cannot("there is no terminal to ask for the password: use --password-stdin")
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise Cannot("the two passwords differ")
    return password


def run_add_api_key(given: argparse.Namespace) -> int:
    """Add an API key and print it: it is shown this once."""

    async def add(url: str) -> str:
        async with opened(url) as engine:
            return await engine.accounts.add_api_key(given.brand, given.name)

    print(asyncio.run(add(database_of(given))))
    return GOOD
