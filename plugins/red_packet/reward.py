"""The red packet (红包): an amount of money, paid through the campaign's payment channel."""

from __future__ import annotations

from engine.spi import (
    Effect,
    GrantRequest,
    Label,
    Money,
    Param,
    Params,
    Pay,
    RewardType,
    money_in_words,
    money_param,
)


class RedPacket(RewardType):
    """Takes its amount from the budget when it is granted and pays it after the commit."""

    code = "red_packet"
    label = Label("Red packet", "红包")
    help = Label(
        "Money that reaches the recipient's wallet by itself.",
        "现金红包，自动发到领取人的钱包。",
    )
    params = (
        Param(
            "amount",
            "money",
            Label("Amount", "金额"),
            minimum=1,
            help=Label("How much one packet holds", "每个红包的金额"),
        ),
    )

    def cost(self, params: Params) -> Money:
        """The amount of the packet."""
        return money_param(params, "amount")

    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        """Owe the amount."""
        return (Pay(money_param(request.params, "amount")),)

    def describe(self, params: Params, locale: str) -> str:
        """`1.88 yuan red packet`."""
        amount = money_in_words(money_param(params, "amount"), locale)
        return f"{amount}红包" if locale.startswith("zh") else f"{amount} red packet"
