"""`samples`: campaigns to begin from."""

from __future__ import annotations

import argparse
import sys

from studio.cli.stopping import GOOD, Cannot
from studio.cli.texts import Commands
from studio.samples import sample, samples

_EPILOG = """\
examples:
  bottlecap samples --lang zh
  bottlecap samples falling_odds > summer.cap
"""


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    made = commands.add_parser(
        "samples",
        help="sample campaigns, one for each strategy",
        description="List the sample campaigns with what each is for, or print one. All carry tests for every rule.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("name", nargs="?", metavar="NAME", help="print this one")
    made.add_argument("--lang", choices=("en", "zh"), default="en", help="English or Chinese (%(default)s)")
    made.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """List, or print."""
    if given.name is None:
        wide = max(len(one.code) for one in samples())
        for one in samples():
            print(f"{one.code:{wide}}  {one.about[given.lang]}")
        return GOOD
    found = sample(given.name)
    if found is None:
        raise Cannot(f"there is no sample `{given.name}`; `bottlecap samples` lists them")
    sys.stdout.write(found.text[given.lang])
    return GOOD
