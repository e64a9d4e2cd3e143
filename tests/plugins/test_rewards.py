"""What the built-in rewards do, cost and say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.spi import AddPoints, Effect, GrantRequest, IssueCoupon, Money, Params, Pay, RewardType
from plugins.compensation.reward import Compensation
from plugins.coupon.reward import Coupon
from plugins.points.reward import Points
from plugins.red_packet.reward import RedPacket

PACKET = {"amount": Money(188, "CNY")}
OWN_COUPON = {"coupon": "cap-5"}
ALLIED_COUPON = {"coupon": "peanuts-5", "alliance": "Snacks"}


def granted(reward: RewardType, params: Params) -> tuple[Effect, ...]:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    return reward.grant(GrantRequest(1, "jinjiu", 1, "consumer", 1, params, at))


def test_a_red_packet_costs_and_pays_its_amount() -> None:
    assert RedPacket().cost(PACKET) == Money(188, "CNY")
    assert granted(RedPacket(), PACKET) == (Pay(Money(188, "CNY")),)


def test_a_compensation_is_a_coupon_that_is_set_aside_and_pays_nothing_out() -> None:
    params = {"coupon": "sorry-10", "amount": Money(1000, "CNY")}
    assert Compensation().cost(params) == Money(1000, "CNY")
    assert granted(Compensation(), params) == (IssueCoupon("sorry-10"),)
    assert not Compensation().pays


def test_points_and_coupons_take_nothing_from_the_budget() -> None:
    assert Points().cost({"points": 50}) is None
    assert Coupon().cost(OWN_COUPON) is None
    assert granted(Points(), {"points": 50}) == (AddPoints(50),)
    assert granted(Coupon(), OWN_COUPON) == (IssueCoupon("cap-5", None),)
    assert granted(Coupon(), ALLIED_COUPON) == (IssueCoupon("peanuts-5", "Snacks"),)


@pytest.mark.parametrize(
    ("reward", "params", "english", "chinese"),
    [
        (RedPacket(), PACKET, "1.88 yuan red packet", "1.88元红包"),
        (RedPacket(), {"amount": Money(120_000, "JPY")}, "120,000 yen red packet", "120,000日元红包"),
        (Points(), {"points": 1}, "1 point", "1积分"),
        (Points(), {"points": 5000}, "5,000 points", "5,000积分"),
        (
            Compensation(),
            {"coupon": "x", "amount": Money(1000, "CNY")},
            "compensation of 10.00 yuan",
            "10.00元补偿券",
        ),
        (Coupon(), OWN_COUPON, "coupon “cap-5”", "优惠券“cap-5”"),
        (Coupon(), ALLIED_COUPON, "coupon “peanuts-5” from “Snacks”", "优惠券“peanuts-5”（来自“Snacks”）"),
    ],
)
def test_rewards_speak_both_languages(reward: RewardType, params: Params, english: str, chinese: str) -> None:
    assert reward.describe(params, "en") == english
    assert reward.describe(params, "zh-CN") == chinese


def test_a_parameter_of_the_wrong_kind_is_a_bug_and_not_a_guess() -> None:
    with pytest.raises(TypeError, match="`amount` must be money"):
        RedPacket().cost({"amount": 1.88})
    with pytest.raises(TypeError, match="`points` must be a whole number"):
        granted(Points(), {"points": True})
