"""`storm`: whether this installation stays exact while its processes die, tried on an empty database."""

from __future__ import annotations

import argparse
import asyncio
import secrets

from studio.cli.counting import counted
from studio.cli.opening import SECRET_BYTES, add_database, database_of
from studio.cli.stopping import FOUND, GOOD, Cannot
from studio.cli.texts import Commands
from studio.storm.storm import Storm, Told

_SHOWN_MAX = 20


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    storm = commands.add_parser(
        "storm",
        help="try on an empty database that nothing is lost or given twice while processes die",
        description="Fill an empty, migrated test database with a campaign, let visitors claim, redeem and cancel at "
        "worker processes that are killed without warning, then ask for every answer again and hold answers, figures "
        "and books against each other. No money is sent. Ends with 0 when all agrees, with 1 when it does not; any "
        "database with a brand in it is refused.",
        epilog="example: bottlecap storm --database postgres://bottlecap@db/storm --seconds 60 --kills 20",
    )
    add_database(storm)
    storm.add_argument("--seed", type=int, default=1, metavar="N", help="who does what (%(default)s)")
    storm.add_argument("--seconds", type=int, default=30, metavar="S", help="how long (%(default)s)")
    storm.add_argument("--kills", type=int, default=5, metavar="K", help="kills of workers (%(default)s)")
    storm.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Storm, and print what was done and what does not agree."""
    url = database_of(given)
    if not 1 <= given.seconds <= 86_400:
        raise Cannot("--seconds must be between 1 and 86400")
    if not 0 <= given.kills <= 10_000:
        raise Cannot("--kills must be between 0 and 10000")
    secret = secrets.token_bytes(SECRET_BYTES)
    told = asyncio.run(Storm(url, secret, given.seed, given.seconds, given.kills).rage())
    print(_done(told))
    for one in told.disagreements[:_SHOWN_MAX]:
        print(one)
    if told.disagreements:
        print(counted(len(told.disagreements), "disagreement"))
        return FOUND
    print("all agrees: answers, figures, bounds and books")
    return GOOD


def _done(told: Told) -> str:
    return (
        f"{counted(told.kills, 'kill')}, {counted(told.answered, 'answer')}, "
        f"{counted(told.sent_again, 'request')} sent again, {counted(told.repeated, 'answer')} asked for twice"
    )
