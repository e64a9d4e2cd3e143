"""OpenTelemetry: a span for each request and each batch, sent by OTLP where the environment asks for it.

It needs the extra `tracing`, and `OTEL_EXPORTER_OTLP_ENDPOINT` as OpenTelemetry describes it. The ids are those of
`X-Request-Id`, so that a line of the log leads to its trace.
"""

from __future__ import annotations

import secrets
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, SpanKind, TraceFlags, set_span_in_context

from engine.api import Settled
from studio.watching.requests import Answered

_LINKS_MAX: Final = 128
_NS: Final = 1_000_000_000


class Traces:
    """Watches the engine and looks on at requests; spans leave from a thread of their own."""

    def __init__(self, exporter: SpanExporter | None = None) -> None:
        self._provider = TracerProvider(resource=Resource.create({"service.name": "bottlecap"}))
        self._provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("bottlecap")

    def answered(self, request: Answered) -> None:
        """A span of the request, under its own trace."""
        context = set_span_in_context(NonRecordingSpan(_context(request.trace)))
        span = self._tracer.start_span(
            f"{request.method} {request.route}",
            context=context,
            kind=SpanKind.SERVER,
            start_time=int(request.began * _NS),
            attributes={
                "http.request.method": request.method,
                "http.route": request.route,
                "http.response.status_code": request.status,
            },
        )
        span.end(int((request.began + request.seconds) * _NS))

    def queued(self, commands: int) -> None:
        """Nothing to tell yet."""

    def settled(self, batch: Settled) -> None:
        """A span of the batch, linked to the requests that it settled."""
        span = self._tracer.start_span(
            "settle",
            links=[Link(_context(trace)) for trace in batch.traces[:_LINKS_MAX]],
            start_time=int(batch.began * _NS),
            attributes={"bottlecap.commands": batch.commands, "bottlecap.queued": batch.queued},
        )
        span.end(int((batch.began + batch.seconds) * _NS))

    def close(self) -> None:
        """Send what waits."""
        self._provider.shutdown()


def _context(trace: str) -> SpanContext:
    return SpanContext(int(trace, 16), secrets.randbits(64) or 1, is_remote=True, trace_flags=TraceFlags(1))
