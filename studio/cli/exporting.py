"""`export`: a batch's codes as text for the printer, with a manifest to check the file against."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from engine.api import BatchView, Engine, Export, Roll, rolls
from studio.cli.opening import add_database, add_secret, database_of, opened, secret_of
from studio.cli.resuming import PartFile, is_written
from studio.cli.stopping import GOOD, Cannot
from studio.cli.texts import Commands

_FORMS: Final = ("code", "url", "digital_link")
_BAR: Final = 30
#: More files than that are a slip of the pen: a thousand million codes on rolls of a hundred thousand.
_ROLLS_MAX: Final = 10_000


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    export = commands.add_parser(
        "export",
        help="write a batch's codes for the printer",
        description="Write a batch's codes to a file, one a line, and FILE.manifest.json with count, bytes and SHA-256. "
        "After an interruption the same command goes on with what FILE.part holds.",
        epilog="example: bottlecap export --brand dongquan --batch 'Sports drink, caps' --form url "
        "--origin https://q.brand.cn --out caps.txt",
    )
    add_database(export)
    add_secret(export)
    export.add_argument("--brand", required=True, help="the brand's slug")
    export.add_argument("--batch", required=True, help="the batch's name or number")
    export.add_argument("--form", choices=_FORMS, default="code", help="what each line holds (%(default)s)")
    export.add_argument("--origin", default="", metavar="URL", help="scheme and host of the addresses")
    export.add_argument("--first", type=int, metavar="SERIAL", help="first serial (1)")
    export.add_argument("--last", type=int, metavar="SERIAL", help="last serial (the batch's last)")
    export.add_argument(
        "--rolls", type=int, metavar="CODES", help="a file for every so many codes, as a roll holds them"
    )
    export.add_argument(
        "--anew", action="store_true", help="begin anew and drop what an interruption has left"
    )
    export.add_argument("--out", required=True, type=Path, metavar="FILE")
    export.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write the file or files, each with its manifest."""
    if given.form != "code" and not given.origin:
        raise Cannot(f"--form {given.form} needs --origin, for example --origin https://q.brand.cn")
    asyncio.run(_export(database_of(given), secret_of(given), given))
    return GOOD


async def _export(url: str, secret: bytes, given: argparse.Namespace) -> None:
    async with opened(url, secret) as engine:
        batch = await _batch(engine, given.brand, given.batch)
        for roll in _rolls(given, batch):
            await _write(engine, given, batch, roll)


def _rolls(given: argparse.Namespace, batch: BatchView) -> tuple[Roll, ...]:
    """One roll of everything, or as many as were asked for."""
    first = 1 if given.first is None else given.first
    last = batch.size if given.last is None else given.last
    if given.rolls is None or last < first:
        return (Roll(1, 1, first, last),)
    if given.rolls < 1 or (last - first) // given.rolls >= _ROLLS_MAX:
        raise Cannot(
            f"--rolls {given.rolls} does not do: choose 1 or more codes, for at most {_ROLLS_MAX:,} files"
        )
    return rolls(first, last, given.rolls)


def _name(out: Path, roll: Roll) -> Path:
    """`caps.txt`, or `caps.03-of-12.txt`: in the order of the rolls when sorted by name."""
    if roll.of == 1:
        return out
    return out.with_name(f"{out.stem}.{roll.number:0{len(str(roll.of))}}-of-{roll.of}{out.suffix}")


async def _batch(engine: Engine, brand: str, asked: str) -> BatchView:
    await engine.accounts.brand(brand)
    batches = await engine.codes.batches(brand)
    for batch in batches:
        if asked in (batch.name, str(batch.id)):
            return batch
    known = ", ".join(f"`{batch.name}`" for batch in batches) or "none"
    raise Cannot(f"{brand} has no batch `{asked}`; there is {known}")


async def _write(engine: Engine, given: argparse.Namespace, batch: BatchView, roll: Roll) -> None:
    """Write beside the file and put it in place when it is whole: nobody prints half a file.

    A roll that is there already and whole is left alone, so an interrupted cut goes on at the roll it was at.
    """
    out = _name(given.out, roll)
    if roll.of > 1 and not given.anew and is_written(out, await _made(engine, given, batch, roll)):
        print(f"{out} is there already and whole")
        return
    made = await _made(engine, given, batch, roll)
    with PartFile.opened(out, made, anew=given.anew) as part:
        count = roll.last - roll.first + 1
        if part.lines:
            print(f"{out}: going on after {part.lines:,} of {count:,} lines")
        if part.lines < count:
            await engine.codes.hand_over(
                given.brand, batch.id, roll.first + part.lines, roll.last, given.form, _operator()
            )
        for piece in _shown(made.chunks, part.lines, count):
            part.write(piece)
        manifest = part.finish(made)
    print(f"{out} and {manifest} written")


async def _made(engine: Engine, given: argparse.Namespace, batch: BatchView, roll: Roll) -> Export:
    place = (roll.number, roll.of)
    return await engine.codes.export(
        given.brand,
        batch.id,
        form=given.form,
        origin=given.origin,
        first=roll.first,
        last=roll.last,
        roll=place,
    )


def _operator() -> str:
    """Who sits at the terminal, as the machine knows them."""
    try:
        return f"command line, {getpass.getuser()}"[:120]
    except (OSError, KeyError):  # an account without a name, as in a container
        return "command line"


def _shown(pieces: Iterable[bytes], before: int, count: int) -> Iterator[bytes]:
    """The pieces, with a bar on a terminal: `[####      ] 40% 4,000,000 of 10,000,000, 3 s left`."""
    if not sys.stderr.isatty():
        yield from pieces
        return
    done, began = before, time.monotonic()
    for piece in pieces:
        yield piece
        done += piece.count(b"\n")
        filled, spent = done * _BAR // count, time.monotonic() - began
        left = f"{spent * (count - done) / (done - before):.0f} s left"
        bar = "#" * filled + " " * (_BAR - filled)
        print(f"\r[{bar}] {done * 100 // count}% {done:,} of {count:,}, {left}   ", end="", file=sys.stderr)
    print(file=sys.stderr)
