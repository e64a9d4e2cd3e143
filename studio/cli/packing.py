"""`pack`, `gaps`: what a packing line reports, and what it has left open."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from engine.api import BulkRefused, Gaps, Packing
from studio.cli.counting import counted
from studio.cli.opening import add_database, add_secret, database_of, opened, secret_of
from studio.cli.stopping import FOUND, GOOD, Cannot
from studio.cli.texts import Commands


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add both commands."""
    pack = commands.add_parser(
        "pack",
        help="record what is packed in what, from a packing line's file",
        description="Record a CSV table of what is packed in what, all of it or nothing: child,parent of printed codes, or "
        "batch,first,last,parent_batch,into,per of serials; a column packed_at may follow. An empty parent takes the "
        "child out. The file may have millions of lines. Ends with 1 when a line is wrong.",
        epilog="example: bottlecap pack --brand dongquan line4.csv",
    )
    add_database(pack)
    add_secret(pack)
    pack.add_argument("--brand", required=True, help="the brand's slug")
    pack.add_argument("--by", default="bottlecap pack", help="who is named as the author (%(default)s)")
    pack.add_argument("file", metavar="FILE", help="the table, `-` for the standard input")
    pack.set_defaults(run=run_pack)

    gaps = commands.add_parser(
        "gaps",
        help="tell what packing has left open",
        description="Tell which codes are in no unit, and which units hold more or fewer codes than others of their batch. "
        "Ends with 1 when there are any.",
        epilog="example: bottlecap gaps --brand dongquan",
    )
    add_database(gaps)
    gaps.add_argument("--brand", required=True, help="the brand's slug")
    gaps.set_defaults(run=run_gaps)


def run_pack(given: argparse.Namespace) -> int:
    """Record the table; print what was recorded or each wrong line."""

    async def pack() -> Packing | BulkRefused:
        async with opened(database_of(given), secret_of(given)) as engine:
            with _lines(given.file) as lines:
                return await engine.packing.read(given.brand, lines, given.by)

    done = asyncio.run(pack())
    if isinstance(done, Packing):
        print(f"{counted(done.lines, 'line')} recorded as {counted(done.links, 'link')}")
        return GOOD
    for fault in done.faults:
        print(f"line {fault.line:,}: {fault.words.en}", file=sys.stderr)
    print(f"{counted(done.count, 'line')} wrong; nothing was recorded", file=sys.stderr)
    return FOUND


@contextlib.contextmanager
def _lines(name: str) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8", newline="") as file:
            yield file
    except (OSError, UnicodeDecodeError) as error:
        raise Cannot(f"{name} cannot be read: {error}") from error


def run_gaps(given: argparse.Namespace) -> int:
    """Print each gap."""

    async def ask() -> tuple[Gaps, dict[int, str]]:
        async with opened(database_of(given)) as engine:
            batches = {batch.id: batch.name for batch in await engine.codes.batches(given.brand)}
            return await engine.packing.gaps(given.brand), batches

    gaps, names = asyncio.run(ask())
    lines = list(_told(gaps, names))
    print("\n".join(lines) if lines else "nothing is left open")
    return FOUND if lines else GOOD


def _told(gaps: Gaps, names: dict[int, str]) -> Iterator[str]:
    for child in gaps.children:
        if child.loose:
            first = ", ".join(f"{one.first:,}-{one.last:,}" for one in child.stretches[:5])
            yield f"{names[child.batch_id]}: {child.loose:,} of {child.packed + child.loose:,} are in nothing: {first}"
    for parent in gaps.parents:
        if parent.uneven:
            some = ", ".join(f"{one.serial:,} holds {one.holds:,}" for one in parent.named[:5])
            yield (
                f"{names[parent.batch_id]}: {parent.uneven:,} of {parent.units:,} do not hold {parent.usual:,} of"
                f" {names[parent.child_id]}: {some}"
            )
