"""Asking a plugin's reward what it costs, what it does and how it is called. No answer is believed unread.

A reward that fails or answers nonsense must neither spend what no budget holds nor take others down with it:
what it does wrong becomes a `PluginError` that names the plugin.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from typing import Final, TypeVar

from dsl.values import Label, Money
from engine.plugin_error import PluginError
from engine.spi.effects import AddPoints, Deliver, Effect, IssueCoupon, Pay, SpendPoints
from engine.spi.rewards import GrantRequest, RewardType

_log = logging.getLogger(__name__)
_Told = TypeVar("_Told")

#: Minor units and points; far above any reward, far below what a column holds.
AMOUNT_MAX: Final = 10**12


def plugin_of(declared: object) -> str:
    """The module that a declared object comes from."""
    return type(declared).__module__


def cost_of(reward: RewardType, params: Mapping[str, object]) -> Money | None:
    """What one grant takes from the budget. Raises `PluginError`."""
    cost = _asked(reward, "tell its cost", lambda: reward.cost(dict(params)))
    if cost is not None and not (isinstance(cost, Money) and _sound(cost.minor)):
        raise _wrong(reward, "tell its cost", f"`cost` returned {cost!r}")
    return cost


def effects_of(
    reward: RewardType, request: GrantRequest, cost: Money | None, coupons: Collection[str]
) -> tuple[Effect, ...]:
    """What one grant does, with exactly the cost it told. `coupons` are the campaign's own. Raises `PluginError`."""
    effects = _asked(reward, "grant", lambda: reward.grant(request))
    if not isinstance(effects, tuple) or not effects:
        raise _wrong(reward, "grant", f"`grant` returned {effects!r}, which is no tuple of effects")
    for effect in effects:
        if not _is_sound(effect, reward, coupons):
            raise _wrong(reward, "grant", f"`grant` returned {effect!r}, which cannot be done")
    paid = [effect.amount for effect in effects if isinstance(effect, Pay)]
    if paid and (
        cost is None
        or {one.currency for one in paid} != {cost.currency}
        or sum(one.minor for one in paid) != cost.minor
    ):
        raise _wrong(reward, "grant", f"`cost` says {cost}, but `grant` pays {' + '.join(map(str, paid))}")
    return effects


def title_of(reward: RewardType, params: Mapping[str, object]) -> Label:
    """What the recipient reads; the reward's own title where it finds no words."""
    words = []
    for locale in ("en", "zh-CN"):
        try:
            told = reward.describe(dict(params), locale)
        except Exception:  # noqa: BLE001 - a title is not worth a refusal
            _log.exception("plugin `%s` failed to describe reward `%s`", plugin_of(reward), reward.code)
            return reward.label
        if not isinstance(told, str) or not told.strip():
            _log.error("plugin `%s` describes reward `%s` as %r", plugin_of(reward), reward.code, told)
            return reward.label
        words.append(told)
    return Label(words[0], words[1])


def _asked(reward: RewardType, operation: str, ask: Callable[[], _Told]) -> _Told:
    try:
        return ask()
    except Exception as error:
        raise _wrong(reward, operation, f"{type(error).__name__}: {error}") from error


def _wrong(reward: RewardType, operation: str, mend: str) -> PluginError:
    return PluginError(plugin_of(reward), operation, f"reward `{reward.code}`: {mend}")


def _sound(number: object) -> bool:
    return type(number) is int and 0 < number <= AMOUNT_MAX


def _is_sound(effect: object, reward: RewardType, coupons: Collection[str]) -> bool:
    match effect:
        case Pay(amount):
            return isinstance(amount, Money) and _sound(amount.minor)
        case AddPoints(points) | SpendPoints(points):
            return _sound(points)
        case IssueCoupon(coupon, alliance):
            return isinstance(alliance, str) or (alliance is None and coupon in coupons)
        case Deliver(data):
            plain = isinstance(data, Mapping) and all(type(one) in (str, int) for one in data.values())
            return reward.delivers and plain and all(type(name) is str for name in data)
    return False
