"""Message channels: how words reach people's phones. Bottlecap keeps no number: the channel does, under a stable name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from dsl.values import Label
from engine.spi.answers import Delivered, InProgress, Refused, Unknown
from engine.spi.channels import Setting


@dataclass(frozen=True, slots=True)
class Message:
    """Words for one person. `order_no` names it for ever: sent again, it arrives once.

    `to` is a number in full, `+8613800138000`, or the recipient's stable name, `consumer-20931`, that `bind` has told.
    """

    order_no: str
    to: str
    text: Label


class MessageChannel(ABC):
    """One way to send messages."""

    code: str
    label: Label
    help: Label
    settings: tuple[Setting, ...] = ()

    async def start(self, config: Mapping[str, str]) -> None:  # noqa: B027  # not every channel connects
        """Open connections, in the loop that will send; `config` has a value for each declared setting."""

    async def stop(self) -> None:  # noqa: B027  # not every channel connects
        """Close connections. May be called twice."""

    @abstractmethod
    async def send(self, message: Message) -> Delivered | InProgress | Refused | Unknown:
        """Send once. A time-out or an answer that cannot be verified is `Unknown`, never an exception."""

    @abstractmethod
    async def bind(self, name: str, number: str) -> Delivered | Refused | Unknown:
        """Keep whose number it is: a name has one number, the one told last."""
