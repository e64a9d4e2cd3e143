"""The physical prize (实物奖品): the brand hands it over, in the way that the campaign's prize block says."""

from __future__ import annotations

from engine.spi import (
    Deliver,
    Delivered,
    Delivery,
    DeliveryReceipt,
    Effect,
    GrantRequest,
    Label,
    Money,
    Param,
    Params,
    RewardType,
    SpendPoints,
    count_param,
    optional_text_param,
    text_param,
)

_CONTACT = Label("The brand will contact you", "品牌方将与你联系")


class Prize(RewardType):
    """Promised at once and handed over by people. What it costs the brand is taken from the budget.

    Name, delivery and cost come from the campaign's prize block; the market price is the checker's affair.
    """

    code = "prize"
    label = Label("Prize", "奖品")
    recallable = True
    help = Label("A physical prize that the brand hands over.", "由品牌方交付的实物奖品。")
    params = (
        Param(
            "prize",
            "text",
            Label("Prize", "奖品"),
            help=Label("The prize's name in this campaign", "奖品在本活动中的名称"),
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

    def cost(self, params: Params) -> Money | None:
        """What the brand pays for one."""
        cost = params.get("cost")
        return cost if isinstance(cost, Money) else None

    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        """Hand it over after the commit, for its price in points where it has one."""
        deliver = Deliver({"prize": text_param(request.params, "prize")}, address=True)
        points = count_param(request.params, "points", 0)
        return (deliver, SpendPoints(points)) if points else (deliver,)

    def describe(self, params: Params, locale: str) -> str:
        """`A trip to Sanya (by courier within 30 days)`; how it comes, or that the brand will write."""
        language = "zh" if locale.startswith("zh") else "en"
        name = optional_text_param(params, f"name_{language}") or text_param(params, "prize")
        how = optional_text_param(params, f"delivery_{language}") or _CONTACT[locale]
        points = count_param(params, "points", 0)
        if language == "zh":
            return f"{name}（{how}）" + (f"，需 {points:,} 积分" if points else "")
        return f"{name} ({how})" + (f", for {points:,} points" if points else "")

    async def deliver(self, delivery: Delivery) -> DeliveryReceipt:
        """Note that the prize is promised: people hand it over, and the note is found by its order number."""
        reference = f"prize {delivery.data['prize']}, to be handed over by the brand"
        return Delivered(delivery.grant.at, reference, _CONTACT)
