"""`explain-code`: what a finding means, with an example that shows it and the same put right."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Final

from engine.api import Label, reference
from studio.cli.stopping import GOOD, Cannot
from studio.cli.texts import Commands

_SEVERITIES: Final = {"error": Label("error", "错误"), "warning": Label("warning", "提醒")}
_EXAMPLE: Final = Label(
    "An example, and how it is put right (- out, + in):", "示例与改法（- 去掉，+ 写上）："
)
_LONG: Final = Label("An example, at line {line} of what is shown:", "示例（见所示文本的第 {line} 行）：")


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    tell = commands.add_parser(
        "explain-code",
        help="tell what a finding such as BC0606 means, with an example put right",
        description="Tell what a finding means: an example that shows it, the same put right, and why it matters. "
        "Without a code, list them all.",
        epilog="example: bottlecap explain-code BC0606 --lang zh",
    )
    tell.add_argument("code", nargs="?", metavar="CODE", help="as `check` prints it, such as BC0606")
    tell.add_argument("--lang", choices=("en", "zh"), default="en", help="language of the words")
    tell.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print one page, or the list of all."""
    if given.code is None:
        print("\n".join(_list(given.lang)))
        return GOOD
    page = reference.code_page(given.code)
    if page is None:
        raise Cannot(f"there is no finding {given.code}; `bottlecap explain-code` lists them all")
    print("\n".join(_page(page, given.lang)))
    return GOOD


def _list(lang: str) -> Iterator[str]:
    told = ""
    for page in reference.code_pages():
        if (head := reference.family(page.code)[lang]) != told:
            yield f"\n{head}" if told else head
            told = head
        yield f"  {page.code}  {page.message[lang]}"


def _page(page: reference.CodePage, lang: str) -> Iterator[str]:
    example = page.example(lang)
    yield f"{page.code} ({_SEVERITIES[page.severity][lang]}): {page.message[lang]}"
    yield ""
    yield page.why[lang]
    yield f"{Label('help', '建议')[lang]}: {page.help[lang]}"
    yield ""
    if example.mended is None:
        yield _LONG[lang].format(line=example.line)
        yield from (f"    {line}".rstrip() for line in example.wrong.splitlines())
        return
    yield _EXAMPLE[lang]
    for mark, line in example.changes():
        yield f"  {mark} {line}".rstrip()
