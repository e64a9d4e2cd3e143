"""Offers before and after. What a group was opened with holds for it, so nobody loses anything by a change."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.campaign import Campaign, OfferTerms
from dsl.difference.changes import Change
from dsl.difference.wording import arrow, money
from dsl.values import Label


def offers(old: Campaign, new: Campaign) -> Iterator[Change]:
    """Each offer that comes, goes, or is sold otherwise."""
    before, after = ({one.id: one for one in text.offers} for text in (old, new))
    for key in dict.fromkeys((*before, *after)):
        had, has = before.get(key), after.get(key)
        one = has or had
        assert one
        if had is None or has is None:
            words = Label("is added", "新增") if has else Label("is removed", "删除")
            yield Change(
                "offer",
                "neutral",
                Label(f"offer “{one.name.en}” {words.en}", f"{words.zh}商品“{one.name.zh}”"),
            )
        elif _told(had) != _told(has):
            told = arrow(_told(had), _told(has))
            yield Change(
                "offer",
                "neutral",
                Label(f"offer “{one.name.en}”: {told.en}", f"商品“{one.name.zh}”：{told.zh}"),
            )


def _told(one: OfferTerms) -> Label:
    together, least = money(one.together), ("at least ", "至少 ") if one.least else ("", "")
    alone = money(one.single) if one.single else Label("–", "–")
    return Label(
        f"{one.name.en}, {one.gtin}, {alone.en} alone, {together.en} for {least[0]}{one.size} within {one.hours} h",
        f"{one.name.zh}，{one.gtin}，单买{alone.zh}，{least[1]}{one.size} 人拼团{together.zh}，限时 {one.hours} 小时",
    )
