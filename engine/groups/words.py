"""What offers promise, as consumers read it. Pure."""

from __future__ import annotations

from dsl.campaign import OfferTerms
from dsl.values import Label
from engine import wording


def offer_words(one: OfferTerms) -> Label:
    """The sentence of the rules: what a group pays, within what time, and what becomes of it otherwise."""
    price, hours = wording.money(one.together), f"{one.hours:,}"
    alone = wording.money(one.single) if one.single else None
    en = f"; {alone.en} alone" if alone else ""
    zh = f"；单买 {alone.zh}" if alone else ""
    if one.least:
        return Label(
            f"“{one.name.en}”: {price.en} each if at least {one.size:,} people take part within {hours} hours of the first; "
            f"otherwise everybody gets the money back{en}.",
            f"“{one.name.zh}”：接龙价每件 {price.zh}，首人参加后 {hours} 小时内满 {one.size:,} 人即成团，未成团全额退款{zh}。",
        )
    return Label(
        f"“{one.name.en}”: {price.en} each for a group of {one.size:,} that is complete within {hours} hours of being "
        f"opened; otherwise everybody gets the money back. One place per person{en}.",
        f"“{one.name.zh}”：{one.size:,} 人拼团，每件 {price.zh}，开团后 {hours} 小时内成团有效，每人限一个名额，"
        f"未成团全额退款{zh}。",
    )
