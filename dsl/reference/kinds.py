"""What facts and parameters can be, in a word."""

from __future__ import annotations

from typing import Final

from dsl.values import Label
from dsl.vocabulary import FactKind, ParamKind

FACT_KINDS: Final[dict[FactKind, Label]] = {
    "count": Label("a whole number", "整数"),
    "money": Label("an amount of money", "金额"),
    "text": Label("a text", "文字"),
    "region": Label("a region", "地区"),
    "choice": Label("one of a few words", "若干取值之一"),
    "flag": Label("yes or no", "是或否"),
    "instant": Label("a point in time", "时间点"),
    "tags": Label("any number of tags", "若干标签"),
}

PARAM_KINDS: Final[dict[ParamKind, Label]] = {
    "money": Label("an amount such as `1.88 CNY`", "金额，如 `1.88 元`"),
    "count": Label("a whole number", "整数"),
    "text": Label("a text in quotes", "带引号的文字"),
    "name": Label("a word", "一个词"),
    "days": Label("a number of days", "天数"),
}
