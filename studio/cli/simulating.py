"""`simulate`: a campaign file run before it runs, with what it would cost and give."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Final, TextIO

from engine.api import SCANS_MAX, Asked, Invalid, Language, Simulation, load_language
from studio.cli.opening import PLUGINS, add_database, database_of, opened
from studio.cli.stopping import GOOD, Cannot
from studio.cli.texts import Commands, whole

_BAR: Final = 30
#: Up to so many scans, the figures of several seeds are shown without being asked for.
_FEW_SCANS: Final = 100_000
_USUAL_SEEDS: Final = 5
_EPILOG: Final = """\
populations:
  consumers=20000 days=30 code.region=CN-GD:3,CN-BJ:1   people, days of the run, weights of values
  consumers=20000 redeems=40% invites=10% purchase=30%    what they do besides scanning
  {"consumers": 20000, "hours": {"12": 2, "20": 5}}      the same as JSON, here or in a file
  scans.csv, scans.jsonl                                 recorded scans: at, consumer, gtin, code_kind, batch, facts
examples:
  bottlecap simulate summer.cap --scans 1,000,000
  bottlecap simulate summer.cap --against draft.cap --lang zh
  bottlecap simulate summer.cap --population scans.csv --json
  bottlecap simulate summer.cap --recorded dongquan --later 365 --against last.cap
"""


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    simulate = commands.add_parser(
        "simulate",
        help="try a campaign file on many scans: cost, rewards, the day the budget ends",
        description="Put scans through a campaign in order of arrival. Limits, caps, stocks, budgets\n"
        "and fallbacks hold as they do for real claims. The same seed gives the same figures.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    simulate.add_argument("file", metavar="FILE", help="campaign file; - reads the standard input")
    simulate.add_argument(
        "--scans", type=_count, metavar="N", help="number of scans (100,000; or all recorded)"
    )
    simulate.add_argument("--population", default="", metavar="FILE|SPEC", help="who scans what; see below")
    simulate.add_argument(
        "--of", default="", metavar="NAME", help="a population that the file itself describes"
    )
    simulate.add_argument(
        "--recorded", metavar="BRAND", help="the brand's own scans, from the database, with the facts kept"
    )
    simulate.add_argument(
        "--later", type=_seed, default=0, metavar="D", help="with --recorded: move them by so many days"
    )
    add_database(simulate)
    simulate.add_argument(
        "--days", type=_count, metavar="D", help="scans fall into the first D days of the run"
    )
    simulate.add_argument(
        "--seed", type=_seed, default=1, metavar="S", help="what chance begins with (%(default)s)"
    )
    simulate.add_argument(
        "--seeds", type=_count, metavar="K", help="seeds to compare (5; 1 above 100,000 scans)"
    )
    simulate.add_argument("--against", metavar="FILE", help="another campaign file, shown side by side")
    simulate.add_argument("--json", action="store_true", help="as JSON, for programs; money in minor units")
    simulate.add_argument("--lang", choices=("en", "zh"), default="en", help="language of the report")
    simulate.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the report."""
    language = load_language(PLUGINS)
    seeds = given.seeds or (_USUAL_SEEDS if (given.scans or 0) <= _FEW_SCANS else 1)
    population = _recorded(given) if given.recorded else _population(given.population)
    asked = Asked(given.scans, population, given.days, given.seed, seeds, given.of)
    names = [given.file, *([given.against] if given.against else [])]
    found = [_simulated(language, name, asked, given.lang) for name in names]
    if given.json:
        figures = [one.figures() for one in found]
        told: object = {"a": figures[0], "b": figures[1]} if given.against else figures[0]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    elif given.against:
        print(f"A  {given.file}\nB  {given.against}\n\n{found[0].beside(found[1], given.lang)}")
    else:
        print(found[0].told(given.lang))
    return GOOD


def _recorded(given: argparse.Namespace) -> str:
    """A brand's scans as the engine tells them."""
    if given.population or given.of:
        raise Cannot("give one of --population, --of and --recorded")

    async def read() -> str:
        async with opened(database_of(given)) as engine:
            later = timedelta(days=given.later)
            return await engine.recorded.scans(given.recorded, most=given.scans or SCANS_MAX, later=later)

    return asyncio.run(read())


def _simulated(language: Language, name: str, asked: Asked, lang: str) -> Simulation:
    text = whole(language, name, _read(name))
    bar = _Bar(sys.stderr) if sys.stderr.isatty() else None
    try:
        found = language.simulate(text, asked, bar.show if bar else None)
    except Invalid as error:
        raise Cannot(f"{name}: {error.message[lang]}") from error
    finally:
        if bar:
            bar.clear()
    if found is None:
        print(language.report(text, name, lang), file=sys.stderr)
        raise Cannot(f"{name} has errors; see `bottlecap check`")
    return found


def _population(asked: str) -> str:
    """The content of a file where there is one of that name, else what was written."""
    if not asked or "=" in asked or asked.lstrip().startswith("{"):
        return asked
    return _read(asked)


def _read(name: str) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Cannot(f"{name} is not UTF-8 text: byte {error.start + 1} cannot be read") from error
    except OSError as error:
        raise Cannot(f"{name} cannot be read: {error.strerror}") from error


class _Bar:
    """Progress on a terminal, drawn at most ten times a second."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = 0.0

    def show(self, done: int, size: int) -> None:
        now = time.monotonic()
        if now - self._shown >= 0.1:
            self._shown = now
            full = _BAR * done // (size or 1)
            self._stream.write(f"\r[{'#' * full}{'.' * (_BAR - full)}] {done:,} of {size:,} scans")
            self._stream.flush()

    def clear(self) -> None:
        if self._shown:
            self._stream.write("\r\033[K")
            self._stream.flush()


def _count(text: str) -> int:
    """A whole number above 0; thousands separators are welcome."""
    number = _seed(text)
    if number < 1:
        raise argparse.ArgumentTypeError("it must be at least 1")
    return number


def _seed(text: str) -> int:
    try:
        return int(text.replace(",", "").replace("_", ""))
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is not a whole number") from None
