"""The exchange (换购): a voucher with which a shop sells one piece of a product for the price that the coupon names."""

from __future__ import annotations

from typing import Final

from engine.spi import (
    Accepted,
    AtTill,
    Declined,
    Effect,
    GrantRequest,
    IssueCoupon,
    Label,
    Param,
    Params,
    RewardType,
    TillAnswer,
    text_param,
)

_SCAN_FIRST: Final = Label(
    "Scan the product's barcode first: the voucher is exchanged for that very product.",
    "请先扫描商品条码，凭券只能换购指定商品。",
)
_PAY_FIRST: Final = Label("Take the exchange price first.", "请先收取换购款。")


class Exchange(RewardType):
    """Issued at once. At the till the clerk must have scanned the product and taken the price."""

    code = "exchange"
    label = Label("Exchange", "换购")
    help = Label(
        "A voucher with which a shop sells one piece of a product for little; the coupon says which and for how much.",
        "凭券加少量金额换购一件商品；商品和金额写在券里。",
    )
    params = (
        Param(
            "coupon",
            "text",
            Label("Coupon", "优惠券"),
            help=Label("The name of the coupon for goods in this campaign", "本活动中兑换券的编号"),
        ),
    )

    def cost(self, params: Params) -> None:
        """An exchange costs nothing until it is made; then the brand owes the shop what the coupon pays."""

    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        """Issue the voucher."""
        return (IssueCoupon(text_param(request.params, "coupon")),)

    def describe(self, params: Params, locale: str) -> str:
        """`exchange “one-yuan”`."""
        coupon = text_param(params, "coupon")
        return f"换购券“{coupon}”" if locale.startswith("zh") else f"exchange “{coupon}”"

    async def at_till(self, request: AtTill) -> TillAnswer:
        """Nothing is exchanged unseen or unpaid."""
        if request.product is None:
            return Declined(_SCAN_FIRST)
        return Accepted() if request.paid is not None else Declined(_PAY_FIRST)
