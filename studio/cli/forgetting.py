"""`deletions`: who was deleted, kept beside the database and applied again to an older copy of it."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from engine.api import Tombstone
from studio.cli.counting import counted
from studio.cli.opening import add_database, add_secret, database_of, opened, secret_of
from studio.cli.stopping import GOOD, Cannot
from studio.cli.texts import Commands


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    made = commands.add_parser(
        "deletions",
        help="keep deletions of people beside the database, and apply them again",
        description="`export` prints a line for each person who was deleted: opaque numbers only. `apply` reads such lines "
        "and deletes again whom an older copy of the database brought back: run it after restoring a backup and "
        "before service. With BOTTLECAP_TOMBSTONES set to a file, the service does both by itself.",
        epilog="example: bottlecap deletions apply tombstones.jsonl",
    )
    made.add_argument("act", choices=("export", "apply"))
    made.add_argument("file", nargs="?", metavar="FILE", type=Path, help="the lines to apply")
    add_database(made)
    add_secret(made)
    made.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print or apply."""
    url = database_of(given)
    if given.act == "export":
        for line in asyncio.run(_export(url)):
            print(line)
        return GOOD
    if given.file is None:
        raise Cannot("name the file with the deletions to apply")
    try:
        lines = given.file.read_text("utf-8").splitlines()
        stones = [Tombstone.of_line(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise Cannot(f"{given.file} cannot be read: {error}") from error
    again = asyncio.run(_apply(url, secret_of(given), stones))
    print(f"{counted(again, 'account')} deleted again", file=sys.stderr)
    return GOOD


async def _export(url: str) -> list[str]:
    async with opened(url) as engine:
        return [one.line() for one in await engine.forgetting.tombstones()]


async def _apply(url: str, secret: bytes, stones: list[Tombstone]) -> int:
    async with opened(url, secret) as engine:
        return await engine.forgetting.apply_again(stones)
