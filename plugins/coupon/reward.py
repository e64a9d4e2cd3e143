"""The coupon (优惠券): one of the campaign's own, or one that an allied brand honours."""

from __future__ import annotations

from engine.spi import (
    Effect,
    GrantRequest,
    IssueCoupon,
    Label,
    Param,
    Params,
    RewardType,
    SpendPoints,
    count_param,
    optional_text_param,
    text_param,
)


class Coupon(RewardType):
    """Issued at once. Its worth is booked when it is redeemed, so granting takes nothing from the budget."""

    code = "coupon"
    label = Label("Coupon", "优惠券")
    help = Label(
        "A coupon of this campaign, or one that an allied brand honours.",
        "本活动的优惠券，或由联盟品牌承兑的优惠券。",
    )
    params = (
        Param(
            "coupon",
            "text",
            Label("Coupon", "优惠券"),
            help=Label("The coupon's name in this campaign", "优惠券在本活动中的名称"),
        ),
        Param(
            "alliance",
            "text",
            Label("Alliance", "联盟"),
            lead=Label("from alliance", "来自联盟"),
            optional=True,
            help=Label("The alliance whose brand honours it", "由哪个联盟的品牌承兑"),
        ),
        Param(
            "points",
            "count",
            Label("Price in points", "积分价格"),
            lead=Label("for points", "用积分"),
            optional=True,
            minimum=1,
            maximum=10_000_000,
            help=Label("How many points the recipient pays for it", "领取人为此支付多少积分"),
        ),
    )

    def cost(self, params: Params) -> None:
        """A coupon costs nothing until it is redeemed."""

    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        """Issue the coupon, for its price in points where it has one."""
        params = request.params
        coupon = IssueCoupon(text_param(params, "coupon"), optional_text_param(params, "alliance"))
        points = count_param(params, "points", 0)
        return (coupon, SpendPoints(points)) if points else (coupon,)

    def describe(self, params: Params, locale: str) -> str:
        """`coupon “cap-5”`."""
        coupon, alliance = text_param(params, "coupon"), optional_text_param(params, "alliance")
        points = count_param(params, "points", 0)
        if locale.startswith("zh"):
            text = f"优惠券“{coupon}”" + (f"（来自“{alliance}”）" if alliance else "")
            return text + (f"，需 {points:,} 积分" if points else "")
        text = f"coupon “{coupon}”" + (f" from “{alliance}”" if alliance else "")
        return text + (f", for {points:,} points" if points else "")
