"""Findings about offers."""

from __future__ import annotations

from typing import Final

from dsl.messages.entry import Entry

OFFERS: Final[dict[str, Entry]] = {
    "BC1501": Entry(
        "`{text}` buyers are no group",
        "`{text}` 人不能成团",
        "a group is of 2 to {limit} buyers",
        "一个团为 2 至 {limit} 人",
    ),
    "BC1502": Entry(
        "alone it costs {single}, no more than the {together} for a group",
        "单买价 {single} 不高于拼团价 {together}",
        "make the price for a group the lower one, or leave out `single`",
        "请让拼团价更低，或者不写 `单买`",
    ),
}
