"""A reward that is fulfilled outside: tickets for a named draw."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from bottlecap_raffle.drum import put_in
from engine.spi import (
    Deliver,
    Delivered,
    Delivery,
    DeliveryReceipt,
    Effect,
    GrantRequest,
    Label,
    Param,
    Params,
    RewardType,
    Unknown,
    count_param,
    text_param,
)


class RaffleTicket(RewardType):
    """One or more tickets for a draw that somebody else holds."""

    code = "raffle_ticket"
    label = Label("Raffle ticket", "抽奖券")
    help = Label("Tickets for a draw on another day.", "参加后续抽奖的抽奖券。")
    params = (
        Param("draw_name", "text", Label("Draw", "抽奖名称")),
        Param(
            "tickets",
            "count",
            Label("Tickets", "张数"),
            lead=Label("tickets", "张数"),
            optional=True,
            minimum=1,
            maximum=100,
        ),
    )

    def cost(self, params: Params) -> None:
        """Tickets take nothing from a budget."""

    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        """Have the tickets delivered after the commit."""
        params = request.params
        data = {"draw_name": text_param(params, "draw_name"), "tickets": count_param(params, "tickets", 1)}
        return (Deliver(data),)

    def describe(self, params: Params, locale: str) -> str:
        """`2 tickets for “Spring draw”`."""
        draw_name, tickets = text_param(params, "draw_name"), count_param(params, "tickets", 1)
        if locale.startswith("zh"):
            return f"“{draw_name}”抽奖券{tickets}张"
        return f"{tickets} ticket{'s' if tickets > 1 else ''} for “{draw_name}”"

    async def deliver(self, delivery: Delivery) -> DeliveryReceipt:
        """Put the tickets into the drum; a drum that cannot be reached is tried again later."""
        drum = os.environ.get("RAFFLE_DRUM")
        if not drum:
            return Unknown("set RAFFLE_DRUM to the path of the drum")
        try:
            numbers = put_in(
                Path(drum),
                delivery.order_no,
                str(delivery.data["draw_name"]),
                int(delivery.data["tickets"]),
            )
        except sqlite3.Error as error:
            return Unknown(f"the drum cannot be reached: {error}")
        words = Label(f"Your ticket numbers: {numbers}", f"你的抽奖号码：{numbers}")
        return Delivered(delivery.grant.at, f"tickets {numbers}", words)
