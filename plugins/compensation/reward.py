"""The compensation (补偿券): a coupon whose worth is set aside when it is given, so that a service budget holds."""

from __future__ import annotations

from engine.spi import (
    Effect,
    GrantRequest,
    IssueCoupon,
    Label,
    Money,
    Param,
    Params,
    RewardType,
    money_in_words,
    money_param,
    text_param,
)


class Compensation(RewardType):
    """A coupon of the campaign that takes what it is for from the budget at once, redeemed or not."""

    code = "compensation"
    label = Label("Compensation", "补偿券")
    help = Label(
        "A coupon of this campaign that takes an amount from the budget when it is given.",
        "本活动的优惠券，发放时即从预算中扣除相应金额。",
    )
    params = (
        Param(
            "coupon",
            "text",
            Label("Coupon", "优惠券"),
            help=Label("The coupon's name in this campaign", "优惠券在本活动中的名称"),
        ),
        Param(
            "amount",
            "money",
            Label("Amount", "金额"),
            lead=Label("for", "计"),
            minimum=1,
            help=Label("What it takes from the budget", "从预算中扣除的金额"),
        ),
    )

    @property
    def pays(self) -> bool:
        """No money leaves: the outlet that takes the coupon is settled with."""
        return False

    def cost(self, params: Params) -> Money:
        """What is set aside."""
        return money_param(params, "amount")

    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        """Issue the coupon."""
        return (IssueCoupon(text_param(request.params, "coupon")),)

    def describe(self, params: Params, locale: str) -> str:
        """`compensation of 10.00 yuan`."""
        amount = money_in_words(money_param(params, "amount"), locale)
        return f"{amount}补偿券" if locale.startswith("zh") else f"compensation of {amount}"
