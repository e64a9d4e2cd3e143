"""What people do besides scanning: they buy, take up a friend's link, and redeem the coupons that they were given.

Whether a friend comes or a coupon is redeemed hangs on what an earlier event gave. So everything that could follow is
laid out beforehand, on a later day than what it follows from, and happens only if that gave what it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from dsl.analysis.amounts import own_coupons
from dsl.campaign import Campaign, CouponTerms, Trigger
from dsl.instants import micros
from dsl.intents import intents_of
from dsl.simulation.counters import Whole
from dsl.simulation.population import Beyond, PopulationError
from dsl.validity import Days, Hours

_HOUR: Final = 3_600_000_000
#: After so many hours it is another calendar day, also where clocks are put back.
_NEXT_DAY: Final = 26
#: A friend takes up a link, and a coupon without a number of days is redeemed, within so many days.
_FRIEND_DAYS: Final = 7
_USUAL_DAYS: Final = 30
#: Events in which nobody has a part of their own choosing, or that follow from others.
_FOLLOWING: Final = ("scan", "invitation", "redemption")


def base_triggers(campaign: Campaign, kind: str) -> list[int]:
    """The triggers that answer events of a kind. Raises PopulationError where there is none."""
    found = [index for index, trigger in enumerate(campaign.triggers) if trigger.kind == kind]
    if not found:
        raise PopulationError(f"the campaign has no `on {kind}`", f"活动没有事件 `{kind}` 的规则")
    return found


def usual_triggers(campaign: Campaign) -> list[int]:
    """What people come with when nothing is said: scans; where there are none, all events that follow from no other.

    Raises PopulationError where there is nothing of either.
    """
    scans = [index for index, trigger in enumerate(campaign.triggers) if trigger.kind == "scan"]
    others = [index for index, trigger in enumerate(campaign.triggers) if trigger.kind not in _FOLLOWING]
    if not scans and not others:
        raise PopulationError(
            "people need something to come with: the campaign answers no scan, purchase or other event that does not"
            " follow from an earlier one; add a block such as `on scan`",
            "活动没有可作为起点的事件（扫码、购买等），受邀和核销都要由它们引出；请加上 `当 扫码` 这样的段落",
        )
    return scans or others


@dataclass(slots=True)
class Rows:
    """Events being gathered: when, who, which trigger, what each follows from, which coupon, who shared."""

    at: list[Whole]
    consumers: list[Whole]
    triggers: list[Whole]
    sources: list[Whole]
    coupons: list[Whole]
    sharers: list[Whole]

    def add(
        self, at: Whole, consumers: Whole, triggers: Whole, sources: Whole, coupon: int, sharers: Whole
    ) -> None:
        """Some more that follow from earlier ones."""
        self.at.append(at)
        self.consumers.append(consumers)
        self.triggers.append(triggers)
        self.sources.append(sources)
        self.coupons.append(np.full(len(at), coupon))
        self.sharers.append(sharers)


def following(
    campaign: Campaign, at: Whole, consumers: Whole, triggers: Whole, people: int, chance: Generator,
    *, redeems: float, invites: float,
) -> tuple[Whole, Whole, Whole, Beyond]:  # fmt: skip
    """The events with all that could follow from them, in order of time. Friends are new people, from `people` on.

    Raises PopulationError where the campaign answers no invitation, or gives no coupon.
    """
    nothing = np.full(len(at), -1)
    rows = Rows([at], [consumers], [triggers], [nothing], [nothing], [nothing])
    if invites:
        _invite(campaign, rows, people, chance, invites)
    if redeems:
        _redeem(campaign, rows, chance, redeems)
    whole = [
        np.concatenate(part)
        for part in (rows.at, rows.consumers, rows.triggers, rows.sources, rows.coupons, rows.sharers)
    ]
    order = np.argsort(whole[0], kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    at, consumers, triggers, sources, coupons, sharers = (part[order] for part in whole)
    names = tuple(coupon.id for coupon in campaign.coupons)
    sources = np.where(sources >= 0, place[sources], -1)
    return at, consumers, triggers, Beyond(sources, coupons, sharers, names)


def _invite(campaign: Campaign, rows: Rows, people: int, chance: Generator, share: float) -> None:
    """Some of those who come send a link that one new friend takes up, while the campaign runs."""
    answer = base_triggers(campaign, "invitation")
    at, sharers = rows.at[0], rows.consumers[0]
    later = at + _delay(len(at), _FRIEND_DAYS * 24, chance)
    sources = np.flatnonzero((chance.random(len(at)) < share) & (later < micros(campaign.ends)))
    friends = people + np.arange(len(sources))
    rows.add(later[sources], friends, np.full(len(sources), answer[0]), sources, -1, sharers[sources])


def _redeem(campaign: Campaign, rows: Rows, chance: Generator, share: float) -> None:
    """Some of the coupons that an event may give are redeemed before they end."""
    if not campaign.coupons:
        raise PopulationError("the campaign gives no coupon to redeem", "活动没有可核销的券")
    at, consumers, triggers, sharers = (
        np.concatenate(part) for part in (rows.at, rows.consumers, rows.triggers, rows.sharers)
    )
    for number, coupon in enumerate(campaign.coupons):
        giving = [index for index, trigger in enumerate(campaign.triggers) if _gives(trigger, coupon.id)]
        could = np.isin(triggers, giving) & (chance.random(len(at)) < share)
        sources = np.flatnonzero(could)
        answer = campaign.trigger_for("redemption", coupon=coupon.id)
        rows.add(
            at[sources] + _delay(len(sources), _hours(coupon), chance),
            consumers[sources],
            np.full(len(sources), -1 if answer is None else answer),
            sources,
            number,
            sharers[sources],
        )


def _gives(trigger: Trigger, coupon: str) -> bool:
    return any(coupon in own_coupons(intent) for intent in intents_of(trigger.rules))


def _hours(coupon: CouponTerms) -> int:
    match coupon.validity:
        case Days(count):
            return count * 24
        case Hours(count):
            return count
    return _USUAL_DAYS * 24


def _delay(size: int, hours: int, chance: Generator) -> Whole:
    """From the next day on, within so many hours; what ends sooner comes on the next day all the same."""
    return chance.integers(_NEXT_DAY, max(hours, _NEXT_DAY) + 1, size) * _HOUR


def mixed(
    parts: Sequence[tuple[Whole, Whole, Whole]],
) -> tuple[Whole, Whole, Whole]:
    """Events of several kinds, each its instants, consumers and triggers, in order of time."""
    at, consumers, triggers = (np.concatenate(one) for one in zip(*parts, strict=True))
    order: NDArray[np.int64] = np.argsort(at, kind="stable")
    return at[order], consumers[order], triggers[order]
