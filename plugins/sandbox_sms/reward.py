"""A message as what a campaign gives: a reminder, a thank-you. Only to who has agreed to messages."""

from __future__ import annotations

from engine.spi import (
    Deliver,
    Delivery,
    DeliveryReceipt,
    Effect,
    GrantRequest,
    Label,
    Message,
    Param,
    Params,
    RewardType,
    optional_text_param,
    text_param,
)
from plugins.sandbox_sms.channel import SandboxSms


class Sms(RewardType):
    """`give sms "Your 4.00 opens until tomorrow" chinese "4元明天到期"`."""

    code = "sms"
    label = Label("Message", "短信")
    help = Label(
        "A message to the phone of who has agreed to messages.",
        "向已同意接收消息的用户发送短信。",
    )
    purpose = "messages"
    params = (
        Param("text", "text", Label("Text", "内容"), help=Label("What the message says", "短信内容")),
        Param(
            "chinese",
            "text",
            Label("In Chinese", "中文内容"),
            lead=Label("chinese", "中文"),
            optional=True,
            help=Label("The same in Chinese", "同一内容的中文"),
        ),
    )

    def __init__(self, channel: SandboxSms) -> None:
        self._channel = channel

    def cost(self, params: Params) -> None:
        """Messages take nothing from the budget."""

    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        """Send it after the commit."""
        text = text_param(request.params, "text")
        return (Deliver({"en": text, "zh": optional_text_param(request.params, "chinese") or text}),)

    def describe(self, params: Params, locale: str) -> str:
        """The text itself."""
        text = text_param(params, "text")
        if locale.startswith("zh"):
            return f"短信：{optional_text_param(params, 'chinese') or text}"
        return f"message: {text}"

    async def deliver(self, delivery: Delivery) -> DeliveryReceipt:
        """Send it to the number that the gateway knows under the recipient's name."""
        words = Label(str(delivery.data["en"]), str(delivery.data["zh"]))
        name = f"consumer-{delivery.grant.recipient_id}"
        return await self._channel.send(Message(delivery.order_no, name, words))
