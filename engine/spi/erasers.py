"""Erasers: plugins that keep something of people, and forget it when a person is deleted."""

from __future__ import annotations

from abc import ABC, abstractmethod

from engine.spi.answers import Delivered, Unknown


class Eraser(ABC):
    """Something of people that a plugin, or the service behind it, keeps under their stable names."""

    @abstractmethod
    async def erase(self, names: tuple[str, ...]) -> Delivered | Unknown:
        """Forget all that is kept under these names (`consumer-20931`). May be asked again; asked until it is done.

        `Unknown` is whatever is not sure: it is asked again later.
        """
