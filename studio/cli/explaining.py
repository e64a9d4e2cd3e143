"""`explain`: why an event came out as it did, for the marketer, the clerk or the consumer."""

from __future__ import annotations

import argparse
import asyncio

from engine.api import VOICES, Why
from studio.cli.opening import add_database, add_secret, database_of, opened, secret_of
from studio.cli.stopping import GOOD
from studio.cli.texts import Commands


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    explain = commands.add_parser(
        "explain",
        help="tell why a scan gave what it gave",
        description="Compute a decision again from what was stored and tell it: everything for the marketer, what to do "
        "for the clerk, what may be shown for the consumer.",
        epilog="example: bottlecap explain --brand dongquan 7214099541213184 --voice consumer",
    )
    add_database(explain)
    add_secret(explain)
    explain.add_argument("--brand", required=True, help="the brand's slug")
    explain.add_argument("event", type=int, metavar="EVENT_ID", help="number of the claim or refusal")
    explain.add_argument("--voice", choices=VOICES, default="marketer", help="for whom (%(default)s)")
    explain.add_argument("--lang", choices=("en", "zh"), default="en", help="language of the words")
    explain.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print facts, steps and lines."""
    told = asyncio.run(_why(database_of(given), secret_of(given), given))
    for name, value in told.facts:
        print(f"{name} = {value}")
    for step in told.steps:
        print(step[given.lang])
    lines = told.text.splitlines()
    for line in told.lines:
        print(f"{line:>4} | {lines[line - 1]}")
    return GOOD


async def _why(url: str, secret: bytes, given: argparse.Namespace) -> Why:
    async with opened(url, secret) as engine:
        return await engine.campaigns.why(given.brand, given.event, voice=given.voice)
