"""Findings about tiers of members."""

from __future__ import annotations

from typing import Final

from dsl.messages.entry import Entry

TIERS: Final[dict[str, Entry]] = {
    "BC1301": Entry(
        "two tiers begin with {points} points",
        "有两个等级都从 {points} 积分开始",
        "the other is on line {line}; give each tier its own number of points",
        "另一个在第 {line} 行，请给每个等级写不同的积分",
    ),
    "BC1302": Entry(
        "points cannot be multiplied by `{text}`",
        "积分不能乘以 `{text}`",
        "write a number above 0 and up to {limit}, with at most two decimals",
        "请写大于 0、不超过 {limit} 的数，最多两位小数",
    ),
    "BC1303": Entry(
        "there are more than {limit} tiers",
        "等级超过了 {limit} 个",
        "keep those that a member can tell apart",
        "请只保留会员分得清的几个",
    ),
    "BC1304": Entry(
        'there is no tier "{name}"',
        '没有等级 "{name}"',
        "the tiers of this text are {known}",
        "本文的等级有 {known}",
    ),
}
