"""Deals before and after: a code that is still in the pack must keep what it was dealt, and no prize come twice."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.campaign import Campaign, Trigger
from dsl.difference.changes import Change
from dsl.difference.wording import Wording
from dsl.intents import draws_of
from dsl.tries import counted_tries
from dsl.values import Label

#: How many codes a deal is for, and the sizes of its lots.
Lots = tuple[int, tuple[int, ...]]


def deals(old: Campaign, new: Campaign, say: Wording) -> Iterator[Change]:
    """What would deal anew. What a lot gives is compared with all other rewards."""
    before, after = _scans(old), _scans(new)
    if any(map(_deals, before.values())) and before.keys() != after.keys():
        words = Label(
            "other events on scans: codes would change places in the deal",
            "扫码事件有增减，码在奖池中的位置会变",
        )
        yield Change("deal", "worse", words)
    for asked, trigger in after.items():
        earlier = before.get(asked)
        had, has = _deals(earlier) if earlier else None, _deals(trigger)
        if had is not None and had != has:
            yield Change("deal", "worse", _moved(had, has), say.event(trigger))


def tries(old: Campaign, new: Campaign, say: Wording) -> Iterator[Change]:
    """Counts of tries that would begin anew: they go by the blocks around their draw."""
    kept = {one.key for trigger in new.triggers for one in counted_tries(trigger.rules).values()}
    for trigger in old.triggers:
        if any(one.key not in kept for one in counted_tries(trigger.rules).values()):
            words = Label(
                "tries that consumers have made would be forgotten, for the draw moves to other blocks",
                "抽奖移到了别的段落，用户已有的抽奖次数会清零",
            )
            yield Change("reward", "worse", words, say.event(trigger))


def _scans(campaign: Campaign) -> dict[tuple[tuple[str, object], ...], Trigger]:
    return {trigger.asked: trigger for trigger in campaign.triggers if trigger.kind == "scan"}


def _deals(trigger: Trigger) -> tuple[Lots, ...]:
    return tuple(
        (draw.scale, tuple(outcome.high - outcome.low for outcome in draw.outcomes))
        for draw in draws_of(trigger.rules)
        if draw.deal is not None
    )


def _moved(had: tuple[Lots, ...], has: tuple[Lots, ...]) -> Label:
    if not had:
        return Label(
            "a deal begins when codes may be claimed already", "活动进行中新增奖池，可能已有码被领取"
        )
    if not has:
        return Label("the deal is dropped", "奖池被取消")
    before, after = ("; ".join(_told(lots) for lots in all_lots) for all_lots in (had, has))
    return Label(f"deal {before} → {after}", f"奖池 {before} → {after}")


def _told(lots: Lots) -> str:
    codes, sizes = lots
    return f"{' + '.join(f'{size:,}' for size in sizes)} = {codes:,}"
