"""Identity providers: other services by which people are known, such as a chat app. OAuth 2.0, authorization code."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from dsl.values import Label
from engine.spi.answers import Refused, Unknown
from engine.spi.channels import Setting


@dataclass(frozen=True, slots=True)
class Identified:
    """Who came back: a `subject` that the service will name again for the same person, and for nobody else."""

    subject: str


class IdentityProvider(ABC):
    """One service. `code` begins the identities that it tells."""

    code: str
    label: Label
    help: Label
    settings: tuple[Setting, ...] = ()

    async def start(self, config: Mapping[str, str]) -> None:  # noqa: B027  # not every provider connects
        """Open connections; `config` has a value for each declared setting."""

    async def stop(self) -> None:  # noqa: B027  # not every provider connects
        """Close connections. May be called twice."""

    @abstractmethod
    def way(self, back_to: str, state: str) -> str:
        """The address to which a person is sent; the service sends them back to `back_to` with `code` and `state`."""

    @abstractmethod
    async def identify(self, code: str) -> Identified | Refused | Unknown:
        """Exchange a code, which works once, for who it is."""
