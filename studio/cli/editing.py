"""`lsp`: the language server, for any editor that speaks the Language Server Protocol."""

from __future__ import annotations

import argparse
from importlib import metadata
from typing import Final

from engine.api import load_language
from studio.cli.opening import PLUGINS
from studio.cli.stopping import GOOD, Cannot
from studio.cli.texts import Commands

_MISSING: Final = "the language server needs pygls; install it with `pip install 'bottlecap[editor]'`"


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    lsp = commands.add_parser(
        "lsp",
        help="serve an editor: findings, completion, hover, renaming and more, over standard input and output",
        description="Speak the Language Server Protocol over standard input and output. Editors start this by themselves; "
        "docs/editors.md tells how to set up yours.",
        epilog="example: bottlecap lsp --lang zh",
    )
    lsp.add_argument(
        "--lang", choices=("en", "zh"), help="language of the words; by default the editor's own"
    )
    lsp.add_argument("--stdio", action="store_true", help="as always; editors like to say so")
    lsp.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Serve until the editor says goodbye."""
    try:
        from studio.lsp.server import make_server  # needs the extra `editor`
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.split(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise Cannot(_MISSING) from missing
    make_server(load_language(PLUGINS), _version(), given.lang).start_io()
    return GOOD


def _version() -> str:
    try:
        return metadata.version("bottlecap")
    except metadata.PackageNotFoundError:
        return "0"
