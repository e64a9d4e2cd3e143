"""Rewards: typed parameters, a pure cost and grant that agree, words in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, get_args

from dsl.values import Label, Money
from dsl.vocabulary import Param, ParamKind
from engine.spi.conformance.naming import label_problems, naming_problems
from engine.spi.effects import AddPoints, Deliver, Effect, IssueCoupon, Pay, SpendPoints
from engine.spi.params import Params
from engine.spi.rewards import GrantRequest, RewardType

_AT: Final = datetime(2026, 10, 1, 12, tzinfo=UTC)


def reward_problems(reward: RewardType) -> Iterator[str]:
    """What is wrong with a reward."""
    yield from naming_problems(reward)
    wrong = list(param_problems(reward.params))
    yield from wrong
    if not wrong:
        for params in sample_params(reward.params):
            yield from _behaviour_problems(reward, params)


def sample_params(params: tuple[Param, ...]) -> tuple[Params, ...]:
    """Parameters as a campaign could write them: small and larger, without and with the optional."""
    required = tuple(param for param in params if not param.optional)
    return tuple(
        MappingProxyType({param.name: _sample(param, large=large) for param in written})
        for written in dict.fromkeys((required, params))
        for large in (False, True)
    )


def _sample(param: Param, *, large: bool) -> object:
    if param.kind in ("text", "name"):
        return "sample_two" if large else "sample"
    least = max(param.minimum or 0, 1)
    figure = least if not large else min(least + 186, param.maximum or least + 186)
    return Money(figure, "CNY") if param.kind == "money" else figure


def param_problems(params: tuple[Param, ...]) -> Iterator[str]:
    """What is wrong with declared parameters."""
    names = [param.name for param in params]
    if len(set(names)) < len(names):
        yield "two parameters have one name"
    for place, param in enumerate(params):
        about = f"parameter `{param.name}`"
        if not param.name.isidentifier():
            yield f"{about} must be named like a Python name"
        if param.kind not in get_args(ParamKind):
            yield f"{about} must be one of {', '.join(get_args(ParamKind))}"
        if place > 0 and (param.lead is None or not (param.lead.en and param.lead.zh)):
            yield f"{about} needs a `lead`: only the first may follow the name directly"
        if param.lead is not None and (param.lead.en or param.lead.zh):
            lead = Label(param.lead.en or param.lead.zh, param.lead.zh or param.lead.en)
            yield from label_problems(f"{about} lead", lead)
        yield from label_problems(f"{about} label", param.label)
        if param.help.en or param.help.zh:
            yield from label_problems(f"{about} help", param.help)
        if param.kind in ("text", "name") and (param.minimum, param.maximum) != (None, None):
            yield f"{about} is {param.kind}; bounds are for money and counts"
        if param.minimum is not None and param.maximum is not None and param.minimum > param.maximum:
            yield f"{about} has a minimum above its maximum"


def _behaviour_problems(reward: RewardType, params: Params) -> Iterator[str]:
    shown = ", ".join(f"{name}={value}" for name, value in params.items())
    request = GrantRequest(1, "sample", 1, "consumer", 1, params, _AT)
    try:
        cost, again = reward.cost(params), reward.cost(params)
        effects, repeated = reward.grant(request), reward.grant(request)
        words = [reward.describe(params, locale).strip() for locale in ("en", "zh-CN")]
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything; it is reported
        yield f"with {shown or 'no parameters'} it raised {type(error).__name__}: {error}"
        return
    if cost != again:
        yield f"`cost` is not pure: {cost}, then {again}"
    if effects != repeated:
        yield f"`grant` is not pure: {effects}, then {repeated}"
    if not all(words) or words[0] == words[1]:
        yield f"`describe` must have words of its own in both languages, not {words}"
    yield from _effect_problems(reward, cost, effects)


def _effect_problems(reward: RewardType, cost: Money | None, effects: tuple[Effect, ...]) -> Iterator[str]:
    if not isinstance(effects, tuple) or not effects:
        yield f"`grant` must return a tuple with at least one effect, not {effects!r}"
        return
    paid = [effect.amount for effect in effects if isinstance(effect, Pay)]
    if paid and (cost is None or sum((each.minor for each in paid), 0) != cost.minor):
        yield f"`cost` says {cost} but `grant` pays {' + '.join(map(str, paid))}"
    if paid and not reward.pays:
        yield "it pays and delivers: say `pays = True`, so that a campaign must name a payment channel"
    if cost is not None and cost.minor <= 0:
        yield f"`cost` must be more than nothing or None, not {cost}"
    if reward.delivers != any(isinstance(effect, Deliver) for effect in effects):
        yield "the effect Deliver and the method `deliver` belong together; it has only one of them"
    for effect in effects:
        match effect:
            case Pay(amount) if amount.minor <= 0:
                yield f"it pays {amount}"
            case AddPoints(points) | SpendPoints(points) if points <= 0:
                yield f"it adds {points} points"
            case IssueCoupon(coupon) if not coupon:
                yield "it issues a coupon without a name"
            case Deliver(data) if not all(type(value) in (str, int) for value in data.values()):
                yield "the data of Deliver must be texts and whole numbers"
            case Pay() | AddPoints() | SpendPoints() | IssueCoupon() | Deliver():
                pass
            case _:
                yield f"`{effect!r}` is not an effect"
