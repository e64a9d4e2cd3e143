"""`archive`: what campaigns that ended long ago have left behind, out of the database and into files."""

from __future__ import annotations

import argparse
import asyncio
import os
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.api import Engine
from studio.cli.counting import counted
from studio.cli.opening import add_database, database_of, opened
from studio.cli.stopping import GOOD, Cannot
from studio.cli.texts import Commands


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    made = commands.add_parser(
        "archive",
        help="move what ended campaigns have left behind into files",
        description="Write the grants, postings, orders, refusals and decisions of campaigns that had ended before a "
        "date into files (JSON lines, gzip, with checksums), and remove them from the database. Who has used which code, "
        "coupons, balances and figures stay, and `bottlecap audit` still proves the books. Whoever is interrupted runs "
        "it again with the same folder. Check the files with `sha256sum -c SHA256SUMS`.",
        epilog="example: bottlecap archive --before 2025-01-01 --to /srv/archive",
    )
    add_database(made)
    made.add_argument(
        "--before",
        metavar="DATE",
        type=date.fromisoformat,
        required=True,
        help="first day that is not archived",
    )
    made.add_argument("--to", metavar="FOLDER", type=Path, required=True, help="where the files go")
    made.add_argument("--brand", help="only this brand's campaigns")
    made.add_argument(
        "--dry-run", action="store_true", help="only tell what would be archived, and what not yet"
    )
    made.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Archive, and tell of each campaign what was done or why not."""
    folder: Path = given.to
    if not given.dry_run:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Cannot(f"{folder} cannot be made: {error}") from error
    asyncio.run(_archive(database_of(given), given, FolderShelf(folder)))
    return GOOD


async def _archive(url: str, given: argparse.Namespace, shelf: FolderShelf) -> None:
    async with opened(url) as engine:
        slugs = [given.brand] if given.brand else [one.slug for one in await engine.accounts.brands()]
        done = [await _brand(engine, slug, given.before, shelf, dry=given.dry_run) for slug in slugs]
        if not any(done):
            print(f"nothing had ended before {given.before}")
        if not given.dry_run:
            for part in await engine.archive.tidy():
                print(f"gave back {part}")


async def _brand(engine: Engine, brand: str, before: date, shelf: FolderShelf, *, dry: bool) -> int:
    """How many campaigns had ended."""
    zone = ZoneInfo((await engine.accounts.brand(brand)).zone)
    instant = datetime.combine(before, time(), zone)
    found = await engine.archive.ended(brand, instant)
    for one in found:
        name = f"{one.brand}/{one.slug}"
        if one.why_not:
            print(f"{name}: not yet, {'; '.join(words.en for words in one.why_not)}")
        elif dry:
            print(f"{name}: would be archived")
        else:
            moved = await engine.archive.run(brand, one.id, instant, shelf)
            print(
                f"{name}: {counted(moved.rows, 'row')} in {counted(moved.files, 'file')} under {moved.folder}"
            )
    return len(found)


class FolderShelf:
    """A folder of this machine as the place of archives."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, name: str, content: bytes) -> None:
        """Write beside, flush, then rename: a file of this name is whole, whatever dies."""
        await asyncio.to_thread(self._write, self._folder / name, content)

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return (self._folder / name).is_file()

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.part")
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        place = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(place)  # the name, too, must outlive a power cut before rows are removed
        finally:
            os.close(place)
