"""A page for each finding: what is wrong, an example that shows it, the example put right, and why it matters.

`examples.json` is written from the catalogue of wrong campaigns that the tests keep, so that no example can lie.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from dsl.diagnostics import Severity
from dsl.messages import CATALOGUE
from dsl.values import Label

#: What the first four characters of a code stand for.
FAMILIES: Final[dict[str, Label]] = {
    "BC01": Label("Lines that cannot be read", "读不懂的行"),
    "BC02": Label("Indentation and places", "缩进与位置"),
    "BC03": Label("Limits", "上限"),
    "BC04": Label("Names", "名称"),
    "BC05": Label("Dates, amounts and numbers", "日期、金额与数字"),
    "BC06": Label("Rewards", "奖励"),
    "BC07": Label("Comparisons", "比较"),
    "BC08": Label("Choices, draws and fallbacks", "分支、抽奖与替补"),
    "BC09": Label("The campaign as a whole", "活动整体"),
    "BC10": Label("Tests and forecasts in the text", "文本里的测试与预测"),
    "BC11": Label("Who is reached, what it can cost, the law", "覆盖人群、成本与法律"),
    "BC12": Label("Locked rewards", "待解锁的奖励"),
    "BC13": Label("Tiers of members", "会员等级"),
    "BC14": Label("Coupons at the till", "券的核销"),
    "BC15": Label("Offers", "商品与拼团"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A wrong text and the same put right; `line` is where the finding points. Of a long text, only that place."""

    wrong: str
    line: int
    mended: str | None

    def changes(self) -> Iterator[tuple[Literal["-", "+", " "], str]]:
        """The lines of both texts in order: gone, new, or kept; spacing alone is no change."""
        before, after = self.wrong.splitlines(), (self.mended or "").splitlines()
        old, new = ([" ".join(line.split()) for line in lines] for lines in (before, after))
        for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                yield from ((" ", line) for line in after[start:end])
            else:
                yield from (("-", line) for line in before[first:last])
                yield from (("+", line) for line in after[start:end])


@dataclass(frozen=True, slots=True)
class CodePage:
    """All there is to say about one finding, as its example words it."""

    code: str
    severity: Severity
    message: Label
    help: Label
    why: Label
    en: Example
    zh: Example

    def example(self, lang: str) -> Example:
        """The example in a language."""
        return self.zh if lang.startswith("zh") else self.en


def family(code: str) -> Label:
    """What a code's first four characters stand for."""
    return FAMILIES.get(code[:4], Label(code[:4], code[:4]))


def code_page(code: str) -> CodePage | None:
    """The page of a code, None for one that no finding has."""
    return _pages().get(code.upper())


def code_pages() -> tuple[CodePage, ...]:
    """Every page, by code."""
    return tuple(page for _, page in sorted(_pages().items()))


@cache
def _pages() -> dict[str, CodePage]:
    examples, whys = _read("examples.json"), _read("why.json")
    return {
        code: CodePage(
            code,
            CATALOGUE[code].severity,
            Label(**told["message"]),
            Label(**told["help"]),
            Label(**whys[code]),
            Example(**told["en"]),
            Example(**told["zh"]),
        )
        for code, told in examples.items()
    }


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(files("dsl.reference").joinpath(name).read_text(encoding="utf-8"))
    return content
