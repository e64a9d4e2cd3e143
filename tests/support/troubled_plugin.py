"""A plugin whose reward misbehaves as a test tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.spi import SPI_VERSION, AddPoints, Deliver, Delivery, Label, RewardType, hookimpl

spi_version = SPI_VERSION


class Troubled(RewardType):
    """Gives a point, unless told otherwise."""

    code = "troubled"
    label = Label("Troubled", "麻烦")
    help = Label("Misbehaves.", "会出错。")

    def __init__(self) -> None:
        self.mend()

    def mend(self) -> None:
        self.does_cost: Callable[[], Any] = lambda: None
        self.does_grant: Callable[[], Any] = lambda: (AddPoints(1),)
        self.does_describe: Callable[[], Any] = lambda: "one point"
        self.does_deliver: Callable[[], Any] = lambda: None

    def cost(self, params: object) -> Any:
        return self.does_cost()

    def grant(self, request: object) -> Any:
        return self.does_grant()

    def describe(self, params: object, locale: str) -> Any:
        return self.does_describe()

    async def deliver(self, delivery: Delivery) -> Any:
        return self.does_deliver()


TROUBLED = Troubled()
PARCEL = (Deliver({"parcel": 1}),)


@hookimpl
def register_reward_types() -> tuple[RewardType, ...]:
    return (TROUBLED,)
