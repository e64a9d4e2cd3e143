"""Everybody who watches this process: metrics always, traces where they are asked for."""

from __future__ import annotations

import importlib.util
import logging
import os
from dataclasses import dataclass
from typing import Protocol

from engine.api import Settled, Watch
from studio.watching.metrics import Metrics
from studio.watching.requests import Onlooker, RequestLog

_LOG = logging.getLogger("bottlecap.studio")
_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


class _Both(Watch, Onlooker, Protocol):
    """Watches the engine and the requests."""

    def close(self) -> None:
        """Send what waits."""


@dataclass(frozen=True, slots=True)
class Watchers:
    """The watch of the engine that tells all of them, and the onlookers of requests."""

    metrics: Metrics
    traces: _Both | None = None

    @property
    def onlookers(self) -> tuple[Onlooker, ...]:
        """Who is told of each request."""
        return (RequestLog(), self.metrics, *((self.traces,) if self.traces else ()))

    def queued(self, commands: int) -> None:
        """Pass it on."""
        self.metrics.queued(commands)

    def settled(self, batch: Settled) -> None:
        """Pass it on."""
        self.metrics.settled(batch)
        if self.traces:
            self.traces.settled(batch)

    def close(self) -> None:
        """Let those that hold something back send it."""
        if self.traces:
            self.traces.close()


def asked_for() -> Watchers:
    """Metrics, and traces where the environment names a collector and the extra `tracing` is installed."""
    if not os.environ.get(_ENDPOINT):
        return Watchers(Metrics())
    if importlib.util.find_spec("opentelemetry") is None:
        _LOG.warning("%s is set, but traces need the extra: pip install 'bottlecap[tracing]'", _ENDPOINT)
        return Watchers(Metrics())
    from studio.watching.traces import Traces

    return Watchers(Metrics(), Traces())
