"""`check`, `fmt`: campaign files on the desk, without a database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from engine.api import Language, Problem, load_language
from studio.cli import costing
from studio.cli.counting import counted
from studio.cli.opening import PLUGINS
from studio.cli.stopping import FOUND, GOOD, Cannot

Commands = argparse._SubParsersAction  # the type of what add_subparsers() gives; argparse names it only so

_STDIN: Final = "-"


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add both commands."""
    check = commands.add_parser(
        "check",
        help="find what is wrong in campaign files",
        description="Find everything that is wrong in campaign files, with place, reason and cure.",
        epilog="examples: bottlecap check campaigns/*.cap --lang zh; bottlecap check summer.cap --costs --codes 1000000",
    )
    add_files(check)
    check.add_argument("--lang", choices=("en", "zh"), default="en", help="language of the findings")
    check.add_argument("--costs", action="store_true", help="tell also what the campaigns can cost")
    check.add_argument(
        "--codes",
        type=_positive,
        metavar="N",
        help="the costs of so many printed codes, each scanned once (means --costs)",
    )
    check.add_argument(
        "--json", action="store_true", help="as JSON, for programs; offsets count UTF-16 units"
    )
    check.set_defaults(run=run_check)

    fmt = commands.add_parser(
        "fmt",
        help="print campaign files in the one format, in English or Chinese",
        description="Print campaign files in the one format. Comments stay; the meaning does not change.",
        epilog="examples: bottlecap fmt --write summer.cap; bottlecap fmt --lang zh summer.cap; bottlecap fmt --check *.cap",
    )
    add_files(fmt)
    fmt.add_argument(
        "--lang", choices=("en", "zh"), help="print in this language; by default each file's own"
    )
    end = fmt.add_mutually_exclusive_group()
    end.add_argument(
        "--check", action="store_true", help="only name the files that are not in format; exit 1"
    )
    end.add_argument("--write", action="store_true", help="write the files instead of printing them")
    fmt.set_defaults(run=run_fmt)


def add_files(parser: argparse.ArgumentParser) -> None:
    """The argument that names campaign files."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="campaign file; - reads the standard input")


def run_check(given: argparse.Namespace) -> int:
    """Report every finding; 1 when there is an error, 0 when there are none or only warnings."""
    language = load_language(PLUGINS)
    errors = warnings = 0
    files: list[dict[str, Any]] = []
    for name, text in read_files(given.files):
        shared = beside(language, name, text)
        found = language.problems(text, shared)
        costs = language.costs(language.resolved(text, shared)) if given.costs or given.codes else None
        errors += sum(problem.severity == "error" for problem in found)
        warnings += sum(problem.severity == "warning" for problem in found)
        if given.json:
            told = costing.as_json(costs, given.codes) if costs is not None else None
            files.append(
                {"name": name, "problems": [problem_as_json(problem) for problem in found], "costs": told}
            )
            continue
        if found:
            print(language.report(text, name, given.lang, shared))
        if costs is not None:
            print(f"{name}:")
            print("\n".join(costing.table(costs, text, given.codes, given.lang)), end="\n\n")
    if given.json:
        summed = {"files": files, "errors": errors, "warnings": warnings}
        print(json.dumps(summed, ensure_ascii=False, indent=2))
    else:
        print(_sum_up(len(given.files), errors, warnings, given.lang))
    return FOUND if errors else GOOD


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """A finding for programs, in both languages."""
    words = {"message": costing.both(problem.message), "help": costing.both(problem.help)}
    return asdict(problem) | words


def _positive(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 10**12:
        raise argparse.ArgumentTypeError(f"`{text}` is not a whole number from 1 to 1,000,000,000,000")
    return int(text)


def run_fmt(given: argparse.Namespace) -> int:
    """Print, compare or write; 1 when `--check` found a file that is not in format."""
    language = load_language(PLUGINS)
    different = 0
    for name, text in read_files(given.files):
        formatted = language.format(text, given.lang)
        if given.check:
            if formatted != text:
                print(name)
                different += 1
        elif given.write and name != _STDIN:
            if formatted != text:
                _write(name, formatted)
                print(f"{name}: written")
        else:
            sys.stdout.write(formatted)
    return FOUND if different else GOOD


def read_files(names: list[str]) -> Iterator[tuple[str, str]]:
    """Each file with its text. Raises `Cannot`."""
    for name in names:
        try:
            content = sys.stdin.buffer.read() if name == _STDIN else Path(name).read_bytes()
            yield name, content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Cannot(f"{name} is not UTF-8 text: byte {error.start + 1} cannot be read") from error
        except OSError as error:
            raise Cannot(f"{name} cannot be read: {error.strerror}") from error


def whole(language: Language, name: str, text: str) -> str:
    """A file's text with the shared texts beside it that it uses. Raises `Cannot`."""
    return language.resolved(text, beside(language, name, text))


def beside(language: Language, name: str, text: str) -> dict[str, str]:
    """The shared texts that a file may use: each `NAME.cap` in the same folder that the text names. Raises `Cannot`."""
    folder = Path.cwd() if name == _STDIN else Path(name).parent
    found = {}
    for used in language.uses(text):
        file = folder / f"{used}.cap"
        if file.parent == folder and file.is_file():
            ((_, found[used]),) = read_files([str(file)])
    return found


def _write(name: str, text: str) -> None:
    try:
        Path(name).write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise Cannot(f"{name} cannot be written: {error.strerror}") from error


def _sum_up(files: int, errors: int, warnings: int, lang: str) -> str:
    if lang == "zh":
        return f"检查了 {files} 个文件：{errors} 个错误，{warnings} 个提醒"
    return f"{counted(files, 'file')} checked: {counted(errors, 'error')}, {counted(warnings, 'warning')}"
