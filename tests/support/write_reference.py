"""Writes the examples of the reference from the wrong campaigns and their mends, as `write_findings` does too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import dsl.reference
from dsl import check, format_text
from dsl.diagnostics import Diagnostic
from dsl.reference.codes import family
from dsl.values import Label
from tests.support.mended_campaigns import mended, sound
from tests.support.vocabulary import VOCABULARY
from tests.support.wrong_campaigns import WRONG

EXAMPLES: Final = Path(dsl.reference.__file__).with_name("examples.json")
LISTING: Final = Path(__file__).parents[2] / "docs" / "findings.md"
#: Longer texts are shown around the finding only.
LONGEST: Final = 1_500
_AROUND: Final = 2
_WIDTH: Final = 72


def examples() -> str:
    """The file as it should be."""
    told = {code: _told(code) for code in sorted(WRONG)}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def finding_in(code: str, text: str) -> Diagnostic | None:
    """The finding of a code in a text."""
    return next((found for found in check(text, VOCABULARY).diagnostics if found.code == code), None)


def chinese(code: str) -> tuple[str, str]:
    """Example and mend in Chinese, each as long as it still shows, or settles, the finding."""
    wrong, right = WRONG[code], mended(code)
    if len(wrong) > LONGEST:
        return wrong, right
    written = format_text(wrong, VOCABULARY, "zh")
    tidy = format_text(right, VOCABULARY, "zh")
    return (written if finding_in(code, written) else wrong), (tidy if sound(code, tidy) else right)


def _told(code: str) -> dict[str, Any]:
    wrong = WRONG[code]
    found = finding_in(code, wrong)
    assert found is not None
    return {
        "message": _both(found.message),
        "help": _both(found.help),
        "en": _example(code, wrong, mended(code)),
        "zh": _example(code, *chinese(code)),
    }


def _example(code: str, wrong: str, right: str) -> dict[str, Any]:
    found = finding_in(code, wrong)
    assert found is not None
    if len(wrong) <= LONGEST:
        return {"wrong": wrong, "line": found.span.line, "mended": right}
    lines = wrong.splitlines()
    first = max(0, found.span.line - 1 - _AROUND)
    shown = [
        line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"
        for line in lines[first : found.span.line + _AROUND]
    ]
    cut = ["…"] if first else []
    text = "\n".join([*cut, *shown, "…"]) + "\n"
    return {"wrong": text, "line": found.span.line - first + len(cut), "mended": None}


def _both(label: Label) -> dict[str, str]:
    return {"en": label.en, "zh": label.zh}


def listing() -> str:
    """All findings as a page of the documentation."""
    lines = [
        "# Findings",
        "",
        "Everything that the checker can say, as its example words it. `bottlecap explain-code BC0606` and the studio's help show",
        "each with the example, the same put right, and why it matters.",
    ]
    told = ""
    for code in sorted(WRONG):
        found = finding_in(code, WRONG[code])
        assert found is not None
        if (head := f"{family(code).en} / {family(code).zh}") != told:
            lines += ["", f"## {head}", "", "| code | | |", "|---|---|---|"]
            told = head
        words = (found.message.en.replace("|", "\\|"), found.message.zh.replace("|", "\\|"))
        lines.append(f"| {code} | {words[0]} | {words[1]} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write both files."""
    EXAMPLES.write_text(examples(), encoding="utf-8")
    LISTING.write_text(listing(), encoding="utf-8")


if __name__ == "__main__":
    main()
