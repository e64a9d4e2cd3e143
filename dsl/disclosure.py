"""What a market wants told before anything is drawn, and a campaign does not say."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.campaign import Campaign, PrizeTerms
from dsl.intents import draws_of
from dsl.markets import pack_of
from dsl.values import Label


def undisclosed(campaign: Campaign) -> Iterator[Label]:
    """Each thing that is missing, by name. The organiser, where none is named, is the brand; all else that has to be
    told the rules page says by itself."""
    pack = pack_of(campaign.market)
    drawn = list(_drawn(campaign))
    if pack is None or not drawn:
        return
    for prize in campaign.prizes:
        if prize.id in drawn:
            yield from _of_prize(prize, pack.disclosed)
    if "contact" in pack.disclosed and campaign.contact is None:
        yield Label("the organiser's contact (`contact`)", "主办方的联系方式（`联系`）")


def _of_prize(prize: PrizeTerms, disclosed: tuple[str, ...]) -> Iterator[Label]:
    en, zh = prize.name.en, prize.name.zh
    if "deadline" in disclosed and prize.validity is None:
        yield Label(f"the redemption deadline of “{en}” (`valid`)", f"“{zh}”的兑奖期限（`有效`）")
    if "delivery" in disclosed and prize.delivery is None:
        yield Label(f"the delivery way of “{en}” (`delivery`)", f"“{zh}”的交付方式（`交付`）")


def _drawn(campaign: Campaign) -> Iterator[str]:
    """The prizes that are won by chance, by name; an empty one for anything else that is drawn."""
    for trigger in campaign.triggers:
        for draw in draws_of(trigger.rules):
            for outcome in draw.outcomes:
                yield from (str(dict(intent.params).get("prize", "")) for intent in outcome.intents)
