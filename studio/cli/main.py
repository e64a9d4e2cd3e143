"""`bottlecap`: the command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import metadata

from engine.api import EngineError, Invalid, PluginError
from studio.cli import (
    archiving,
    auditing,
    comparing,
    demo,
    editing,
    explaining,
    exporting,
    forgetting,
    operating,
    packing,
    sampling,
    serving,
    simulating,
    storming,
    telling,
    testing,
    texts,
    verifying,
)
from studio.cli.stopping import CANNOT, Cannot
from studio.settings import SettingsError

_EPILOG = """\
examples:
  bottlecap demo                          the whole product on this machine, with a world to try
  bottlecap check campaigns/*.cap         what is wrong in campaign files
  bottlecap migrate --database URL        make the tables of a database
  bottlecap serve --database URL          serve consumers, clerks, marketers and systems

`bottlecap COMMAND --help` tells more about each command.
Ends with 0 when all is well, 1 when something was found, 2 when the command could not do its work.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    given = parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = given.run
    try:
        return run(given)
    except (Cannot, EngineError, PluginError, SettingsError) as error:
        print(f"bottlecap: {_told(error)}", file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        print("bottlecap: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # whoever read our output has gone, as in `bottlecap check ... | head`: there is nobody left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CANNOT


def parser() -> argparse.ArgumentParser:
    """Every command with its help."""
    made = argparse.ArgumentParser(
        prog="bottlecap",
        description="A campaign engine for codes on packs: one code, one pack, one rule written in plain words.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--version", action="version", version=f"bottlecap {_version()}")
    commands = made.add_subparsers(required=True, metavar="COMMAND", title="commands")
    for module in (
        demo,
        texts,
        testing,
        sampling,
        comparing,
        simulating,
        verifying,
        explaining,
        operating,
        serving,
        exporting,
        packing,
        auditing,
        archiving,
        forgetting,
        storming,
        editing,
        telling,
    ):
        module.declare(commands)
    return made


def _told(error: Exception) -> str:
    if isinstance(error, Invalid):
        return f"{error.field}: {error.message.en}"
    return str(error)


def _version() -> str:
    try:
        return metadata.version("bottlecap")
    except metadata.PackageNotFoundError:
        return "(from a checkout)"


if __name__ == "__main__":
    sys.exit(main())
