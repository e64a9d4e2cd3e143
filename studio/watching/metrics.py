"""Figures for Prometheus: what was answered, settled, refused, granted and paid, since the process began."""

from __future__ import annotations

import os
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from engine.api import Settled
from studio.watching.requests import Answered

#: Names the folder in which several processes keep their figures together; prometheus_client reads it itself.
FOLDER_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
#: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_COMMANDS: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Metrics:
    """The figures of one process. It watches the engine and looks on at requests."""

    def __init__(self) -> None:
        own = self._registry = CollectorRegistry()
        self._answers = Histogram(
            "bottlecap_request_seconds",
            "Time to answer a request",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=own,
        )
        self._batch_commands = Histogram(
            "bottlecap_batch_commands", "Commands settled together", buckets=_COMMANDS, registry=own
        )
        self._batch_seconds = Histogram(
            "bottlecap_batch_seconds",
            "Time of a batch's transaction, its commit included",
            buckets=_SECONDS,
            registry=own,
        )
        self._queue = Gauge(
            "bottlecap_queue_commands",
            "Commands that wait to be settled",
            registry=own,
            multiprocess_mode="livesum",
        )
        self._claims = Counter("bottlecap_claims", "Granted claims", ("kind",), registry=own)
        self._refusals = Counter("bottlecap_refusals", "Refusals", ("reason",), registry=own)
        self._grants = Counter("bottlecap_grants", "Grants made", ("reward",), registry=own)
        self._orders = Counter(
            "bottlecap_orders",
            "Orders of the outbox by the state they came into",
            ("topic", "state"),
            registry=own,
        )

    def answered(self, request: Answered) -> None:
        """Count a request under its route and the hundred of its status."""
        status = f"{request.status // 100}xx"
        self._answers.labels(request.method, request.route, status).observe(request.seconds)

    def queued(self, commands: int) -> None:
        """Note how many wait."""
        self._queue.set(commands)

    def settled(self, batch: Settled) -> None:
        """Count a batch and what it wrote."""
        self._queue.set(batch.queued)
        self._batch_commands.observe(batch.commands)
        self._batch_seconds.observe(batch.seconds)
        for kind, count in batch.claims().items():
            self._claims.labels(kind).inc(count)
        for reason, count in batch.refusals().items():
            self._refusals.labels(reason).inc(count)
        for reward, count in batch.grants().items():
            self._grants.labels(reward).inc(count)
        for (topic, state), count in batch.orders().items():
            self._orders.labels(topic, state).inc(count)

    def text(self) -> bytes:
        """All figures in Prometheus' text format: of all processes, where they share a folder."""
        if FOLDER_VARIABLE not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # it has no annotations
        return generate_latest(together)
