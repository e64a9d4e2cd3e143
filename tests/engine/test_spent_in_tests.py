"""What a test in the text takes as spent comes out as the engine's own planning with those counters used up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random
from types import MappingProxyType

import pytest

from dsl import Campaign, Decision, check, compile_campaign
from dsl.campaign import Spent
from dsl.decision import Intent
from dsl.intents import intents_of
from dsl.testing.spending import settle
from dsl.values import Label, Money
from engine.campaigns.live import BrandState
from engine.codes.range_book import RangeBook
from engine.outcomes import Reason
from engine.scanning import counters
from engine.scanning.planning import Plan, plan
from engine.scanning.setting import Met, Setting
from engine.spi.effects import AddPoints, Effect, Pay
from engine.spi.params import Params
from engine.spi.rewards import GrantRequest, RewardType
from tests.support.random_campaigns import RandomCampaign, random_facts
from tests.support.vocabulary import VOCABULARY

_BRAND = BrandState(
    "jinjiu", Label("Jinjiu", "金酒"), "Asia/Shanghai", "CNY", 1, (), RangeBook(()), MappingProxyType({}), {}
)
_ALL = 10**15


class _Plain(RewardType):
    """Costs the money among its parameters."""

    label = help = Label("Plain", "普通")

    def __init__(self, code: str) -> None:
        self.code = code

    def cost(self, params: Params) -> Money | None:
        return next((value for value in params.values() if isinstance(value, Money)), None)

    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        cost = self.cost(request.params)
        return (Pay(cost) if cost else AddPoints(1),)

    def describe(self, params: Params, locale: str) -> str:
        return self.code


_REWARDS = {name: _Plain(name) for name in ("red_packet", "points", "coupon")}


def _planned(
    campaign: Campaign, decision: Decision, at: datetime, spent: tuple[Spent, ...]
) -> list[int] | Reason:
    """The lines given, or why none are, by planning with the counters of what is spent used up."""
    trigger = campaign.triggers[decision.trigger]
    gone = {
        counters.stock(_BRAND.slug, 1, intent.stock.key)
        for intent in intents_of(trigger.rules)
        if intent.stock and Spent(intent.reward, intent.params) in spent
    }
    if Spent() in spent:
        gone.add(counters.budget(_BRAND.slug, 1, "CNY", "all"))
    setting = Setting(
        _BRAND, campaign, 1, trigger, at, {"consumer": 1}, _REWARDS, met=Met(product=trigger.gtin or "any")
    )
    found = plan(setting, decision, lambda key: _ALL if key in gone else 0)
    return sorted(one.intent.line for one in found.rewards) if isinstance(found, Plan) else found.reason


def _fate(number: int) -> Callable[[int, int], int]:
    return lambda site, scale: Random(f"{number}/{site}").randrange(scale)


def _spendable(decision: Decision) -> list[tuple[Spent, ...]]:
    def kinds(intents: tuple[Intent, ...]) -> set[Spent]:
        # An alliance's coupon ends wherever it is given, with a stock of its own or without: nothing to plan with counters.
        own = (one for one in intents if one.stock and "alliance" not in dict(one.params))
        return {Spent(one.reward, one.params) for one in own}

    stocks = sorted(kinds(decision.intents), key=repr)
    return [(), (Spent(),), *((stock,) for stock in stocks), (Spent(), *stocks)]


@pytest.mark.parametrize("seed", range(60))
def test_spent_things_give_way_as_planning_does(seed: int) -> None:
    campaign = check(RandomCampaign(seed).text(), VOCABULARY).campaign
    if campaign is None:
        return
    program = compile_campaign(campaign)
    for number in range(8):
        facts = random_facts(Random(f"{seed}/{number}"))
        at = facts["event.at"]
        assert isinstance(at, datetime)
        for index, trigger in enumerate(campaign.triggers):
            if trigger.kind != "scan":
                continue
            decision = program.decide(index, facts, _fate(number))
            for spent in _spendable(decision):
                settled, planned = settle(decision, spent), _planned(campaign, decision, at, spent)
                if isinstance(planned, Reason):
                    assert settled.refusal is not None or not decision.intents, (planned, spent)
                else:
                    mine = [one.line for one in settled.intents if one.recipient == "consumer"]
                    assert sorted(mine) == planned, spent
