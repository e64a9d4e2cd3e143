"""Report channels: how a report reaches somebody of the brand, as a text with a file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from dsl.values import Label
from engine.spi.answers import Delivered, Refused, Unknown
from engine.spi.channels import Setting


@dataclass(frozen=True, slots=True)
class Report:
    """What is sent. `order_no` names it for ever: sent again, it is the same report. `to` is an address of the channel's."""

    order_no: str
    to: str
    subject: str
    text: str
    file_name: str
    media_type: str
    file: bytes


class ReportChannel(ABC):
    """One way to send reports."""

    code: str
    label: Label
    help: Label
    settings: tuple[Setting, ...] = ()

    async def start(self, config: Mapping[str, str]) -> None:  # noqa: B027  # not every channel connects
        """Get ready, in the loop that will send; `config` has a value for each declared setting."""

    async def stop(self) -> None:  # noqa: B027  # not every channel connects
        """Close connections. May be called twice."""

    @abstractmethod
    async def send(self, report: Report) -> Delivered | Refused | Unknown:
        """Send once. A time-out or an answer that is no answer is `Unknown`, never an exception: it is sent again later."""
