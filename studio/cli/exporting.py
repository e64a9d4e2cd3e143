"""`export`: a batch's codes as text for the printer, with a manifest to check the file against."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from engine.api import BatchView, Engine, Export
from studio.cli.opening import add_database, add_secret, database_of, opened, secret_of
from studio.cli.stopping import GOOD, Cannot
from studio.cli.texts import Commands

_FORMS: Final = ("code", "url", "digital_link")
_BAR: Final = 30


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    export = commands.add_parser(
        "export",
        help="write a batch's codes for the printer",
        description="Write a batch's codes to a file, one a line, and FILE.manifest.json with count, bytes and SHA-256.",
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
    export.add_argument("--out", required=True, type=Path, metavar="FILE")
    export.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write the file and its manifest."""
    if given.form != "code" and not given.origin:
        raise Cannot(f"--form {given.form} needs --origin, for example --origin https://q.brand.cn")
    manifest = asyncio.run(_export(database_of(given), secret_of(given), given))
    print(f"{given.out} and {manifest} written")
    return GOOD


async def _export(url: str, secret: bytes, given: argparse.Namespace) -> Path:
    async with opened(url, secret) as engine:
        batch = await _batch(engine, given.brand, given.batch)
        first, last = given.first or 1, given.last or batch.size
        made = await engine.codes.export(
            given.brand, batch.id, form=given.form, origin=given.origin, first=first, last=last
        )
        return _write(given.out, made, last - first + 1)


async def _batch(engine: Engine, brand: str, asked: str) -> BatchView:
    await engine.accounts.brand(brand)
    batches = await engine.codes.batches(brand)
    for batch in batches:
        if asked in (batch.name, str(batch.id)):
            return batch
    known = ", ".join(f"`{batch.name}`" for batch in batches) or "none"
    raise Cannot(f"{brand} has no batch `{asked}`; there is {known}")


def _write(out: Path, made: Export, count: int) -> Path:
    """Write beside the file and put it in place when it is whole: nobody prints half a file."""
    unfinished, manifest = Path(f"{out}.part"), Path(f"{out}.manifest.json")
    try:
        with unfinished.open("wb") as file:
            for piece in _shown(made.chunks, count):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        manifest.write_text(made.manifest_json, "utf-8")
        unfinished.replace(out)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise Cannot(f"{out} cannot be written: {error.strerror}") from error
    return manifest


def _shown(pieces: Iterable[bytes], count: int) -> Iterator[bytes]:
    """The pieces, with a bar on a terminal: `[####      ] 40% 4,000,000 of 10,000,000, 3 s left`."""
    if not sys.stderr.isatty():
        yield from pieces
        return
    done, began = 0, time.monotonic()
    for piece in pieces:
        yield piece
        done += piece.count(b"\n")
        filled, spent = done * _BAR // count, time.monotonic() - began
        left = f"{spent * (count - done) / done:.0f} s left"
        bar = "#" * filled + " " * (_BAR - filled)
        print(f"\r[{bar}] {done * 100 // count}% {done:,} of {count:,}, {left}   ", end="", file=sys.stderr)
    print(file=sys.stderr)
