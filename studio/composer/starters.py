"""Starter texts: one complete, valid campaign for each strategy that a new campaign may begin with.

The texts lie beside this module as `starter_texts/*.cap`, with English keywords; the language's own
formatter prints them in Chinese. Dates are filled in from the day of creation; everything else is meant to be
changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Final

from engine.api import Label


@dataclass(frozen=True, slots=True)
class Starter:
    """A strategy: its name, what it does for the brand, and the comment that opens its text."""

    code: str
    name: Label
    promise: Label
    note: Label


#: Names that the starters give to people, places and phases.
_NAMES: Final = {
    "newcomer": Label("newcomer", "新客"),
    "north": Label("north", "华北"),
    "south": Label("south", "华南"),
    "launch": Label("launch", "首周"),
    "test_first": Label('"a first cap is welcomed"', '"首次开盖有大红包"'),
    "test_second": Label('"a second cap is thanked"', '"再次开盖有小礼"'),
    "test_launch": Label('"everyone wins in the first week"', '"首周人人有奖"'),
}
_PLACE: Final = re.compile(r"\{(\w+)\}")

STARTERS: Final = (
    Starter(
        "first_scan",
        Label("Welcome and thank you", "首扫有礼"),
        Label(
            "A large packet for the first cap, a small one for each cap after it.",
            "首次开盖送大红包，之后每盖有小礼。",
        ),
        Label("New consumers get more than returning ones.", "新客多送，老客不落空。"),
    ),
    Starter(
        "falling_odds",
        Label("Launch week, then a draw", "首周人人中奖，之后抽奖"),
        Label(
            "Everyone wins for a week; then odds and stock decide.",
            "前七天百分百中奖，随后按概率和库存抽奖。",
        ),
        Label(
            "Everyone wins in the first week; then odds and stock decide.", "首周人人有奖，之后按概率抽奖。"
        ),
    ),
    Starter(
        "regions",
        Label("One place, one policy", "一地一策"),
        Label("The region a batch was shipped to decides what a cap gives.", "按产品的销售区域决定奖励。"),
        Label(
            "The batch's sales region decides, never the phone's place.",
            "以产品销售区域为准，与手机定位无关。",
        ),
    ),
    Starter(
        "till_coupon",
        Label("Coupon for the till", "到店立减券"),
        Label(
            "Each cap gives a coupon; clerk and owner earn when it is redeemed.",
            "扫码得券，核销时店员和店主都有奖励。",
        ),
        Label("The shop earns when the consumer saves.", "消费者省钱，门店有赚。"),
    ),
    Starter(
        "bring_a_friend",
        Label("Bring a friend", "邀请有礼"),
        Label(
            "New friends get a coupon; the sharer earns when they use it.", "新朋友领券，用券后分享人得积分。"
        ),
        Label(
            "Sharers earn when a new friend redeems, not when they press share.",
            "好友核销后才奖励分享人，点分享不算。",
        ),
    ),
    Starter(
        "blank",
        Label("Nearly blank", "从简开始"),
        Label(
            "Dates, one product, ten points. Write the rest yourself.",
            "只有时间、一个产品和十个积分，其余由您来写。",
        ),
        Label("", ""),
    ),
)


def starter(code: str) -> Starter | None:
    """The starter of this code, or None."""
    return next((one for one in STARTERS if one.code == code), None)


def write(chosen: Starter, title: str, brand: str, zone: str, today: date, locale: str) -> str:
    """The starter with English keywords, for a campaign that begins tomorrow and runs for thirty days.

    Names and the opening comment are in the language of `locale`; the formatter does the keywords.
    """
    starts = today + timedelta(days=1)
    text = (
        files("studio.composer").joinpath("starter_texts", f"{chosen.code}.cap").read_text(encoding="utf-8")
    )
    values = {
        "title": _quoted(title),
        "brand": _quoted(brand),
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(days=29)).isoformat(),
        "first_week": (starts + timedelta(days=6)).isoformat(),
        "zone": zone,
        "note": chosen.note[locale],
        **{name: label[locale] for name, label in _NAMES.items()},
    }
    return _PLACE.sub(lambda place: values[place[1]], text)


def _quoted(words: str) -> str:
    """`words` as a quoted name on one line; quotation marks inside become typographic ones."""
    return '"' + " ".join(words.replace('"', "”").replace("\\", "/").split()) + '"'
