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
    )

    def cost(self, params: Params) -> None:
        """A coupon costs nothing until it is redeemed."""

    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        """Issue the coupon."""
        params = request.params
        return (IssueCoupon(text_param(params, "coupon"), optional_text_param(params, "alliance")),)

    def describe(self, params: Params, locale: str) -> str:
        """`coupon “cap-5”`."""
        coupon, alliance = text_param(params, "coupon"), optional_text_param(params, "alliance")
        if locale.startswith("zh"):
            return f"优惠券“{coupon}”" + (f"（来自“{alliance}”）" if alliance else "")
        return f"coupon “{coupon}”" + (f" from “{alliance}”" if alliance else "")
